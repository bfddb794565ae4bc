"""Factors that move outliers from activations into weights before int8 (`ringkas.prepare.smoothing`)."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import Gemma3ForCausalLM

BOS = 2
STRENGTH = 0.75
"""Of activations to weights (alpha of SmoothQuant): with 0.3, 0.5, 0.7, 0.8, 0.9 the loss a token on 200 lines of
FLORES dev was 1.309, 1.301, 1.299, 1.299, 1.302; without factors 1.316; in float32 1.289."""

INPUTS = ("self_attn.q_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj")
SHARED = {
    "self_attn.q_proj": ("self_attn.k_proj", "self_attn.v_proj"),
    "mlp.gate_proj": ("mlp.up_proj",),
}
"""Layers that read the same input."""


def largest_inputs(model: Gemma3ForCausalLM, tokenizer: Tokenizer, rows: Path, count: int) -> dict[str, Tensor]:
    """The largest absolute value of every input channel, over the first `count` rows of training data."""
    largest: dict[str, Tensor] = {}

    def remember(name: str) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def hook(_module: nn.Module, given: tuple[Tensor]) -> None:
            most = given[0].flatten(0, -2).abs().amax(0)
            largest[name] = torch.maximum(largest.get(name, most), most)

        return hook

    hooks = [
        model.get_submodule(name).register_forward_pre_hook(remember(name))
        for layer in range(len(model.model.layers))
        for name in (f"model.layers.{layer}.{part}" for part in INPUTS)
    ]
    with rows.open(encoding="utf-8") as lines, torch.no_grad():
        for row in map(json.loads, islice(lines, count)):
            ids = tokenizer.encode(row["prompt"] + row["answer"], add_special_tokens=False).ids
            model.model(input_ids=torch.tensor([[BOS, *ids]]), use_cache=False)
    for hook in hooks:
        hook.remove()
    return largest


def factors(model: Gemma3ForCausalLM, largest: dict[str, Tensor]) -> dict[str, Tensor]:
    """Layer -> a factor for each input channel, their geometric mean 1."""
    made = {}
    heads = model.config.num_attention_heads // model.config.num_key_value_heads
    for name, inputs in largest.items():
        part = name.split(".", 3)[3]
        layer = name.removesuffix(part)
        weights = [merged(model.get_submodule(layer + other)) for other in (part, *SHARED.get(part, ()))]
        columns = torch.stack([weight.abs().amax(0) for weight in weights]).amax(0)
        if part == "self_attn.o_proj":  # all heads of queries read the same values
            inputs, columns = (side.reshape(heads, -1).amax(0) for side in (inputs, columns))
        logs = STRENGTH * inputs.clamp(min=1e-5).log() - (1 - STRENGTH) * columns.clamp(min=1e-5).log()
        made[name] = (logs - logs.mean()).exp()
    return made


def merged(layer: nn.Module) -> Tensor:
    """The weights of a layer with its update."""
    with torch.no_grad():
        return layer.base.weight + layer.scale * layer.lora_B @ layer.lora_A
