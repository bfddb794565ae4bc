"""Bootstrap intervals and the paired bootstrap test (Koehn, 2004), seeded: the same call gives the same figures.

Each resample draws as many rows as there are, with replacement; every system and measure sees the same resamples.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ringkas.evaluate.dataset import Example
from ringkas.evaluate.measure import Measure

if TYPE_CHECKING:
    from numpy import ndarray

RESAMPLES = 1000
SEED = 12345


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much `b` is above `a`, with its 95 % interval and the probability of as much by chance."""

    a: float
    b: float
    value: float
    low: float
    high: float
    p: float


class Bootstrap:
    """The resamples of `rows` rows: how often each row is drawn in each."""

    def __init__(self, rows: int, resamples: int = RESAMPLES, seed: int = SEED) -> None:
        import numpy

        draw = numpy.random.default_rng(seed)
        self._draws = [
            numpy.bincount(draw.integers(rows, size=rows), minlength=rows).astype("uint16") for _ in range(resamples)
        ]
        self.signature = f"bs:{resamples}|seed:{seed}"

    def figure(self, measure: Measure, examples: Sequence[Example], hypotheses: Sequence[str]) -> Figure:
        """The measure over all rows, and its interval."""
        value, samples = self._samples(measure, examples, hypotheses)
        return Figure(value, *_bounds(samples))

    def difference(
        self, measure: Measure, examples: Sequence[Example], a: Sequence[str], b: Sequence[str]
    ) -> Difference:
        """`b` minus `a` on the same rows and resamples.

        `p` is two-sided: how often a resampled difference, shifted to mean zero, is as large as the real one (Riezler
        and Maxwell, 2005, as in sacrebleu).
        """
        value_a, samples_a = self._samples(measure, examples, a)
        value_b, samples_b = self._samples(measure, examples, b)
        real, samples = value_b - value_a, samples_b - samples_a
        as_large = int((abs(samples - samples.mean()) >= abs(real)).sum())
        return Difference(value_a, value_b, real, *_bounds(samples), p=(as_large + 1) / (len(samples) + 1))

    def _samples(
        self, measure: Measure, examples: Sequence[Example], hypotheses: Sequence[str]
    ) -> "tuple[float, ndarray]":
        import numpy

        rows = numpy.array(
            [measure.statistics(example, text) for example, text in zip(examples, hypotheses, strict=True)], dtype=float
        )
        return (
            measure.figure(rows.sum(axis=0).tolist()),
            numpy.array([measure.figure((draws @ rows).tolist()) for draws in self._draws]),
        )


def _bounds(samples: "ndarray") -> tuple[float, float]:
    import numpy

    low, high = numpy.percentile(samples, [2.5, 97.5])
    return float(low), float(high)
