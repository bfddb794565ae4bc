"""Whether a prepared model is the model that it should be: log-probabilities of fixed answers, never their wording.

`data/selftest.json` holds answers with the mean log-probability a token that the merged and trimmed weights give them
in torch, float32. Quantization to int8 moves these a little and differently on each processor; a wrong tensor, scale
or vocabulary moves them by whole units. The tolerance lies between, measured by `benchmarks/selftest.py`, which also
writes the file, to be run when the adapter or the vocabulary changes.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringkas.errors import PreparationFailed
from ringkas.store import data_file, ingredients
from ringkas.types import WeightsSpec

if TYPE_CHECKING:
    from ringkas.backends.openvino import OpenVinoGenerator

REFERENCES = "selftest.json"


def check(spec: WeightsSpec, folder: Path) -> None:
    """Score the references with the model in `folder`.

    Raises:
        PreparationFailed: they deviate by more than the tolerance, or are references for other weights.
    """
    from ringkas.backends.openvino import open_generator

    expected = json.loads(data_file(REFERENCES).read_text(encoding="utf-8"))
    if expected["made_from"] != basis(spec):
        raise PreparationFailed(
            f"The self-test of {spec.name} was written for other weights, another adapter or vocabulary.",
            hint="Write it anew: `python benchmarks/selftest.py --write`.",
        )
    generator = open_generator(spec, folder, threads=1, batch_tokens=1)
    found = deviation(generator, expected["references"])
    generator.close()
    if not found <= expected["tolerance"]:  # not `>`: a NaN fails too
        raise PreparationFailed(
            f"The prepared model {spec.name} fails its self-test: log-probabilities deviate by {found:.3f} on average, "
            f"more than {expected['tolerance']}."
        )


def deviation(generator: "OpenVinoGenerator", references: Sequence[Mapping[str, Any]]) -> float:
    """How far the references' mean log-probabilities a token are from those expected, on average."""
    differences: list[float] = [
        abs(generator.score(reference["prompt"], reference["answer"]) - reference["log_probability"])
        for reference in references
    ]
    return sum(differences) / len(differences)


def basis(spec: WeightsSpec) -> dict[str, str]:
    """What the references depend on: the weights, the adapter, the vocabulary."""
    made_from = ingredients(spec)
    return {key: made_from[key] for key in ("weights", "adapter", "vocabulary") if key in made_from}
