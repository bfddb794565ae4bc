"""Write the trimmed base model as a transformers folder, by the very steps that ringkas prepares with."""

import argparse
import tempfile
from pathlib import Path

import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from ringkas.prepare import gguf, vocabulary
from ringkas.registry import Registry


def config(metadata: dict[str, object], pieces: int) -> Gemma3TextConfig:
    """Gemma 3's configuration from a GGUF's metadata; what that leaves out is the model's default."""
    return Gemma3TextConfig(
        vocab_size=pieces,
        hidden_size=metadata["embedding_length"],
        intermediate_size=metadata["feed_forward_length"],
        num_hidden_layers=metadata["block_count"],
        num_attention_heads=metadata["attention.head_count"],
        num_key_value_heads=metadata["attention.head_count_kv"],
        head_dim=metadata["attention.key_length"],
        query_pre_attn_scalar=metadata["attention.key_length"],
        sliding_window=metadata["attention.sliding_window"],
        rope_parameters={
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {
                "rope_type": "default",
                "rope_theta": metadata["rope.freq_base"],
            },
        },
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=2,
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", default="gemma-270m-ringkas", help="row of models.toml")
    parser.add_argument("--kept", type=Path, required=True, help="token ids to keep, one a line")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    spec = Registry.load().weights_named(args.weights)
    with tempfile.TemporaryDirectory(dir=args.out) as scratch:
        assembled = Path(scratch) / "base.gguf"
        gguf.assemble(spec, assembled)
        checkpoint = gguf.Checkpoint(assembled)
        kept = map(int, args.kept.read_text().split())
        ids, tokenizer = vocabulary.trim(checkpoint.pieces, checkpoint.kinds, kept)
        state = {name: torch.from_numpy(value) for name, value in checkpoint.weights(ids)}
        model = Gemma3ForCausalLM(config(checkpoint.metadata, len(ids)))
        del checkpoint
    state["lm_head.weight"] = state[gguf.EMBEDDINGS]
    model.load_state_dict(state)
    model.save_pretrained(args.out)
    tokenizer.save(str(args.out / "tokenizer.json"))
    print(f"{len(ids)} pieces -> {args.out}")


if __name__ == "__main__":
    main()
