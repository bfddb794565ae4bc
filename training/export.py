"""Write the adapter that ships: one checkpoint, or the mean of several, adapters among them, as int8 safetensors.

Prints the sha256 that models.toml pins.
"""

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

import lora

PROMPTS = {
    "translate": "Indonesian: {sentence}\nEnglish:",
    "abstract": "Berita: {extract}\nRingkasan ({count} kalimat):",
}


@dataclass(frozen=True, slots=True)
class Adapter:
    """Weights, under the names that training gives them, and the rank and alpha that they are for."""

    weights: dict[str, Tensor]
    rank: int
    alpha: float


def read_adapter(path: Path) -> Adapter:
    """A checkpoint or an adapter file."""
    if path.suffix != ".safetensors":
        state = torch.load(path, weights_only=True, map_location="cpu")
        return Adapter(state["adapter"], state["rank"], state["alpha"])
    weights, metadata = lora.read_adapter(path)
    return Adapter(weights, int(metadata["r"]), float(metadata["alpha"]))


def mean(adapters: Sequence[Adapter]) -> Adapter:
    """The mean of adapters of one rank."""
    first = adapters[0]
    weights = {name: torch.stack([a.weights[name].float() for a in adapters]).mean(0) for name in first.weights}
    return Adapter(weights, first.rank, first.alpha)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", type=Path, nargs="+", help="averaged: checkpoints and adapter files")
    parser.add_argument("--base", default="google/gemma-3-270m (dequantized from Q4_K_M)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    adapter = mean([read_adapter(path) for path in args.checkpoints])
    metadata = {
        "tasks": ",".join(PROMPTS),
        "base": args.base,
        "r": str(adapter.rank),
        "alpha": str(adapter.alpha),
        **{f"prompt.{task}": prompt for task, prompt in PROMPTS.items()},
    }
    lora.save_adapter(args.out, adapter.weights, metadata)
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    print(f"{args.out}: {args.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
