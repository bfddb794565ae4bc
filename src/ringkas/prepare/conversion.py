"""Weights in CTranslate2's format."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringkas.prepare.gguf import EMBEDDINGS

if TYPE_CHECKING:
    from ringkas.prepare.gguf import Array

GLOBAL_EVERY = 6
"""In Gemma 3 every sixth block attends to the whole context, the others to a sliding window."""

LOCAL_ROPE_BASE = 10_000.0


def convert_gemma(
    weights: Mapping[str, "Array"],
    metadata: Mapping[str, Any],
    pieces: Sequence[str],
    folder: Path,
    quantization: str,
) -> None:
    """Write Gemma 3 weights (transformers' names, float32) into `folder`, filling CTranslate2's layout directly.

    Its own converter goes through a torch model, which takes twice the memory. The layout is the one that
    `ctranslate2.converters.transformers.Gemma3Loader` fills.

    Args:
        weights: the tensors; consumed, as quantization works in place.
        metadata: the GGUF's `block_count`, `attention.head_count` and the like.
        pieces: the vocabulary, a piece at its id.
        folder: where `model.bin`, `config.json` and `vocabulary.json` go.
        quantization: one of CTranslate2's, such as `int8`.
    """
    import numpy as np
    from ctranslate2.specs import TransformerDecoderModelSpec, common_spec

    window, head = metadata["attention.sliding_window"], metadata["attention.key_length"]
    spec = TransformerDecoderModelSpec.from_config(
        metadata["block_count"],
        metadata["attention.head_count"],
        activation=common_spec.Activation.GELUTanh,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=head,
        rotary_interleave=False,
        rotary_base=LOCAL_ROPE_BASE,
        num_heads_kv=metadata["attention.head_count_kv"],
        head_dim=head,
        sliding_window=window,
        pre_post_layer_norm=True,
        quant_type=common_spec.Quantization.CT2,
        qk_norm=True,
    )

    def fill_norm(norm: Any, name: str) -> None:  # noqa: ANN401 - CTranslate2 has no types
        norm.gamma = weights[f"{name}.weight"]
        norm.layer_norm_use_residual = True  # the stored weight is the factor's distance from 1

    decoder = spec.decoder
    decoder.scale_embeddings = True
    decoder.start_from_zero_embedding = False
    decoder.embeddings.weight = decoder.projection.weight = weights[EMBEDDINGS]
    fill_norm(decoder.layer_norm, "model.norm")
    for index, layer in enumerate(decoder.layer):
        name = f"model.layers.{index}"
        everywhere = (index + 1) % GLOBAL_EVERY == 0
        layer.self_attention.rotary_base = np.float32(metadata["rope.freq_base"] if everywhere else LOCAL_ROPE_BASE)
        layer.self_attention.sliding_window = np.int32(0 if everywhere else window)
        fill_norm(layer.input_layer_norm, f"{name}.input_layernorm")
        fill_norm(layer.post_attention_layer_norm, f"{name}.post_attention_layernorm")
        fill_norm(layer.pre_feedforward_layer_norm, f"{name}.pre_feedforward_layernorm")
        fill_norm(layer.post_feedforward_layer_norm, f"{name}.post_feedforward_layernorm")
        fill_norm(layer.self_attention.q_norm, f"{name}.self_attn.q_norm")
        fill_norm(layer.self_attention.k_norm, f"{name}.self_attn.k_norm")
        fused = [weights[f"{name}.self_attn.{part}_proj.weight"] for part in "qkv"]
        layer.self_attention.linear[0].weight = np.concatenate(fused)
        layer.self_attention.linear[1].weight = weights[f"{name}.self_attn.o_proj.weight"]
        layer.ffn.linear_0.weight = weights[f"{name}.mlp.gate_proj.weight"]
        layer.ffn.linear_0_noact.weight = weights[f"{name}.mlp.up_proj.weight"]
        layer.ffn.linear_1.weight = weights[f"{name}.mlp.down_proj.weight"]
    spec.register_vocabulary(list(pieces))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", "<unk>"
    spec.config.add_attribute("layer_norm_epsilon", metadata["attention.layer_norm_rms_epsilon"])
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
