"""Engines, one file each, named lazily: an engine's library is imported when its first model is opened."""

from importlib import import_module
from pathlib import Path
from typing import cast

from ringkas.backends.base import TextGenerator
from ringkas.errors import UnknownModel
from ringkas.types import WeightsSpec

ENGINES = {
    "openvino": "ringkas.backends.openvino",
    "ctranslate2": "ringkas.backends.ctranslate2",
    "torch": "ringkas.backends.torch",
    "fake": "ringkas.backends.fake",
}
"""Engine name -> module with `open_generator(spec, folder, threads, batch_tokens) -> TextGenerator`."""


def open_generator(
    spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int, isolated: bool = False
) -> TextGenerator:
    """Load the weights in `folder` with the engine that `spec` names.

    Args:
        spec: the weights row.
        folder: the prepared model's folder (not read by `fake`).
        threads: CPU threads to use in all; changes speed, never output.
        batch_tokens: prompt tokens in one batch; changes speed and memory, never output.
        isolated: run the engine in a process of its own, which may die without taking this one along.

    Raises:
        UnknownModel: no engine of that name.
        EngineNotInstalled: the engine's library cannot be imported.
        StoreDamaged: the folder cannot be loaded.
    """
    if spec.engine not in ENGINES:
        raise UnknownModel(
            f"Weights {spec.name!r} name an unknown engine {spec.engine!r}; known: {', '.join(ENGINES)}."
        )
    options = {"threads": threads, "batch_tokens": batch_tokens}
    if isolated:
        from ringkas.backends.isolated import IsolatedGenerator

        return IsolatedGenerator(ENGINES[spec.engine], spec, folder, options)
    module = import_module(ENGINES[spec.engine])
    return cast(TextGenerator, module.open_generator(spec, folder, **options))
