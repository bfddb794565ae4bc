"""Write the adapter that ships: one checkpoint, or the mean of several, as bfloat16 safetensors.

Prints the sha256 that models.toml pins.
"""

import argparse
import hashlib
from pathlib import Path

import torch

from lora import save_adapter

PROMPTS = {
    "translate": "Indonesian: {sentence}\nEnglish:",
    "abstract": "Berita: {extract}\nRingkasan ({count} kalimat):",
}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", type=Path, nargs="+", help="written by train.py; averaged")
    parser.add_argument("--base", default="google/gemma-3-270m (dequantized from Q4_K_M)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(path, weights_only=True, map_location="cpu") for path in args.checkpoints]
    mean = {name: torch.stack([state["adapter"][name] for state in states]).mean(0) for name in states[0]["adapter"]}
    metadata = {
        "tasks": ",".join(PROMPTS),
        "base": args.base,
        "r": str(states[0]["rank"]),
        "alpha": str(states[0]["alpha"]),
        **{f"prompt.{task}": prompt for task, prompt in PROMPTS.items()},
    }
    save_adapter(args.out, mean, metadata)
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    print(f"{args.out}: {args.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
