"""The embedded model: the package's base model, the trained adapter and the kept vocabulary made into one."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringkas.prepare import adapter, gguf, selftest, vocabulary
from ringkas.prepare.conversion import convert_gemma
from ringkas.store import data_file
from ringkas.types import WeightsSpec

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from ringkas.prepare.gguf import Array


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole model in float32: tensors under transformers' names, the GGUF's metadata, vocabulary, tokenizer."""

    weights: "dict[str, Array]"
    metadata: dict[str, Any]
    pieces: list[str]
    tokenizer: "Tokenizer"


def build(spec: WeightsSpec, folder: Path, say: Callable[[str], None]) -> None:
    """Prepare the model in the empty `folder` (`benchmarks/preparation.py` measures time and memory).

    Raises:
        ModelNotInstalled: the package is not installed.
        PackageDamaged: the package or the adapter is not what was pinned.
        PreparationFailed: the self-test failed.
    """
    say(f"Preparing {spec.name} ({spec.size_mb} MB) in {folder.parent}: once, about half a minute.")
    merged = merge(spec, folder)
    merged.tokenizer.save(str(folder / "tokenizer.json"))
    convert_gemma(merged.weights, merged.metadata, folder, spec.quantization)
    selftest.check(spec, folder)
    say(f"{spec.name} is ready.")


def merge(spec: WeightsSpec, scratch: Path) -> Merged:
    """Read, check, dequantize, trim and merge; `scratch` is a folder with room for the base model's 242 MB."""
    update = adapter.checked(spec) if spec.adapter else None
    with tempfile.TemporaryDirectory(dir=scratch) as temporary:
        assembled = Path(temporary) / "base.gguf"
        gguf.assemble(spec, assembled)
        checkpoint = gguf.Checkpoint(assembled)
        kept = (
            data_file(spec.vocabulary).read_text(encoding="utf-8").split()
            if spec.vocabulary
            else range(len(checkpoint.pieces))
        )
        ids, tokenizer = vocabulary.trim(checkpoint.pieces, checkpoint.kinds, map(int, kept))
        weights = checkpoint.weights(ids)
        if update is not None:
            weights = adapter.merge(weights, update)
        pieces = [checkpoint.pieces[index] for index in ids]
        return Merged(dict(weights), checkpoint.metadata, pieces, tokenizer)
