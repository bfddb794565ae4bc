"""LoRA on all linear layers of a frozen Gemma 3, and its adapter files."""

import json
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from transformers import Gemma3ForCausalLM

from ringkas.prepare import adapter

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Adapted(torch.autograd.Function):
    """`x W^T + scale (x A^T) B^T` with W frozen: no gradient for it, no copy of the sum."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, weight: Tensor, down: Tensor, up: Tensor, scale: float) -> Tensor:
        """Multiply the rows of `x`."""
        down, up = down.to(x.dtype), up.to(x.dtype)
        low = (x @ down.T).mul_(scale)
        ctx.save_for_backward(x, weight, low, down, up)
        ctx.scale = scale
        return (x @ weight.T).addmm_(low, up.T)

    @staticmethod
    def backward(ctx: FunctionCtx, grad: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients for x, A and B."""
        x, weight, low, down, up = ctx.saved_tensors
        inner = (grad @ up).mul_(ctx.scale)
        back = (grad @ weight).addmm_(inner, down)
        return back, None, (inner.T @ x).float(), (grad.T @ low).float(), None


class LoraLinear(nn.Module):
    """A frozen linear layer plus a trained low-rank update (Hu et al. 2022, arXiv:2106.09685).

    A and B are kept in float32 for the optimiser and cast to the input's dtype at use.
    """

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.base = base
        self.scale = alpha / rank
        self.lora_A = nn.Parameter(torch.empty(rank, base.in_features))
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_A, a=5**0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return `W x + (alpha / rank) B A x`."""
        rows = x.flatten(0, -2)
        out = Adapted.apply(rows, self.base.weight, self.lora_A, self.lora_B, self.scale)
        return out.unflatten(0, x.shape[:-1])


def load_model(folder: Path, rank: int, alpha: float, dtype: torch.dtype) -> Gemma3ForCausalLM:
    """Load a transformers folder, freeze it and put LoRA on every linear layer of its blocks."""
    model = Gemma3ForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="sdpa")
    model.requires_grad_(False)
    for layer in model.model.layers:
        for part in (layer.self_attn, layer.mlp):
            for name in TARGETS:
                if hasattr(part, name):
                    setattr(part, name, LoraLinear(getattr(part, name), rank, alpha))
    return model


def adapter_state(model: nn.Module) -> dict[str, Tensor]:
    """Return the trained weights under adapter names (`model.layers.0.mlp.up_proj.lora_A`)."""
    return {n: p for n, p in model.named_parameters() if p.requires_grad}


def read_adapter(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The weights of an adapter file in float32, as `adapter_state` names them, and its metadata."""
    weights, metadata = adapter.read(path)
    return {name.removesuffix(".weight"): torch.from_numpy(value) for name, value in weights.items()}, metadata


def load_adapter(model: nn.Module, path: Path) -> None:
    """Copy an adapter file's weights into the model; the names must match one to one."""
    state, (weights, _) = adapter_state(model), read_adapter(path)
    if weights.keys() != state.keys():
        raise ValueError(f"{path}: not an adapter for this model")
    with torch.no_grad():
        for name, value in state.items():
            value.copy_(weights[name])


def save_adapter(path: Path, state: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write weights as a safetensors adapter in int8, with a scale for each row; that moves an update by 0.7 %."""
    tensors = {}
    for name, value in state.items():
        rows = value.detach().to("cpu", torch.float32)
        scale = (rows.abs().amax(1, keepdim=True) / 127).clamp_min(torch.finfo(torch.float32).tiny)
        tensors |= {f"{name}.weight": torch.round(rows / scale).to(torch.int8), f"{name}.scale": scale}
    made = save(tensors, metadata)
    begin = 8 + int.from_bytes(made[:8], "little")
    # safetensors writes metadata in an order that differs from run to run, and so would the file's sha256.
    header = json.dumps(json.loads(made[8:begin]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(len(header).to_bytes(8, "little") + header + made[begin:])
