"""Write the adapter that ships: one checkpoint, or the mean of several, adapters among them, as bfloat16 safetensors.

Prints the sha256 that models.toml pins.
"""

import argparse
import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from lora import save_adapter

PROMPTS = {
    "translate": "Indonesian: {sentence}\nEnglish:",
    "abstract": "Berita: {extract}\nRingkasan ({count} kalimat):",
}


def read_adapter(path: Path) -> dict[str, Tensor]:
    """The weights of a checkpoint or of an adapter file, under the names that training gives them."""
    if path.suffix == ".safetensors":
        return {name.removesuffix(".weight"): value for name, value in load_file(path).items()}
    state: dict[str, Tensor] = torch.load(path, weights_only=True, map_location="cpu")["adapter"]
    return state


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", type=Path, nargs="+", help="averaged: a checkpoint, then any")
    parser.add_argument("--base", default="google/gemma-3-270m (dequantized from Q4_K_M)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    first = torch.load(args.checkpoints[0], weights_only=True, map_location="cpu")
    states = [first["adapter"], *map(read_adapter, args.checkpoints[1:])]
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in first["adapter"]}
    metadata = {
        "tasks": ",".join(PROMPTS),
        "base": args.base,
        "r": str(first["rank"]),
        "alpha": str(first["alpha"]),
        **{f"prompt.{task}": prompt for task, prompt in PROMPTS.items()},
    }
    save_adapter(args.out, mean, metadata)
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    print(f"{args.out}: {args.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
