"""Models in transformers' format, pulled from the hub or in a local folder, converted for CTranslate2."""

import json
import shutil
from pathlib import Path

from ringkas.backends.ctranslate2 import open_generator
from ringkas.errors import ModelNotInstalled, PreparationFailed
from ringkas.types import GenerationOptions, WeightsSpec

PIECE_MODELS = {"source.spm": "source.spm", "target.spm": "target.spm", "sentencepiece.bpe.model": "source.spm"}
"""SentencePiece models of the tokenizers that have no `tokenizer.json` (Marian, M2M100), and our names for them."""

PROBE = "Harga beras di Pasar Kediri naik."


def build(spec: WeightsSpec, source: Path, folder: Path) -> None:
    """Convert the transformers folder `source` into the empty `folder`, with a tokenizer, and try it once.

    Raises:
        ModelNotInstalled: it has no safetensors, and the row does not allow `.bin`.
        PreparationFailed: the language codes of the row are not in its vocabulary.
    """
    from ctranslate2.converters import TransformersConverter
    from transformers.utils.logging import disable_progress_bar

    require_safetensors(spec, source)
    disable_progress_bar()  # type: ignore[no-untyped-call]
    converted = folder / "converted"  # the converter makes its folder itself
    TransformersConverter(str(source)).convert(str(converted), quantization=spec.quantization)
    for file in converted.iterdir():
        file.rename(folder / file.name)
    converted.rmdir()
    _save_tokenizer(source, folder)
    _try(spec, folder)


def require_safetensors(spec: WeightsSpec, folder: Path) -> None:
    """Refuse a folder whose only weights are pickled, unless the row allows them.

    Raises:
        ModelNotInstalled: it is refused.
    """
    if not spec.allow_bin and not any(folder.glob("*.safetensors")):
        raise ModelNotInstalled(
            f"{folder} holds no safetensors, the only weights that are read.",
            hint=f"If you trust where {spec.name} comes from, set `allow_bin = true` in its row of models.toml.",
        )


def _save_tokenizer(source: Path, folder: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True, trust_remote_code=False)
    if tokenizer.is_fast:
        tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        return
    for theirs, ours in PIECE_MODELS.items():
        if (source / theirs).is_file():
            shutil.copyfile(source / theirs, folder / ours)


def _try(spec: WeightsSpec, folder: Path) -> None:
    """Load what was converted and let it answer: the least that shows tokenizer and weights to fit each other."""
    vocabulary = {
        piece for file in folder.glob("*vocabulary.json") for piece in json.loads(file.read_text(encoding="utf-8"))
    }
    missing = {code for code in (spec.source_code, spec.target_code) if code is not None} - vocabulary
    if missing:
        raise PreparationFailed(
            f"{spec.name}: its vocabulary does not hold {', '.join(sorted(missing))}.",
            hint="Correct source_code and target_code in models.toml; they are tokens, such as `ind_Latn` or `__id__`.",
        )
    generator = open_generator(spec, folder, threads=1, batch_tokens=1)
    generator.generate([PROBE], GenerationOptions(max_output_tokens=16))
    generator.close()
