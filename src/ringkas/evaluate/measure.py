"""What a measure is: numbers for each example that add up, and a figure from their sum.

Every figure of `ringkas eval` has this one form, a mean (ROUGE), a ratio (number precision) and a corpus score (BLEU)
alike. So a resample is a sum over other rows, and nothing is counted twice for an interval.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkas.evaluate.dataset import Example

Statistics = Sequence[float]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named figure.

    Attributes:
        name: as it stands in the table and the JSON.
        statistics: an example and a hypothesis -> numbers that add up over examples, always equally many.
        figure: the sum of those numbers over a set of examples -> the figure.
    """

    name: str
    statistics: Callable[[Example, str], Statistics]
    figure: Callable[[Statistics], float]


def ratio(name: str, count: Callable[[Example, str], tuple[float, float]], scale: float = 100.0) -> Measure:
    """The sum of the first numbers of `count` divided by the sum of the second, times `scale`; 0 of 0 is 0.

    A mean is such a ratio: its second number is 1 for each example.
    """

    def figure(sums: Statistics) -> float:
        return scale * sums[0] / sums[1] if sums[1] else 0.0

    return Measure(name, count, figure)
