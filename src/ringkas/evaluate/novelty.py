"""How much of a summary is its own wording: novel n-grams, extractive coverage and density.

Coverage and density after Grusky, Naaman and Artzi, "Newsroom", 2018. A reference's own figures are the yardstick: far
more novelty than they have is invention rather than style.
"""

from collections.abc import Sequence

from ringkas.evaluate.dataset import Example, apart
from ringkas.evaluate.measure import Measure, ratio
from ringkas.evaluate.rouge import indonesian_words, ngrams


def fragments(source: Sequence[str], summary: Sequence[str]) -> list[int]:
    """Lengths of the extractive fragments: from left to right, the longest run of words that the source holds."""
    places: dict[str, list[int]] = {}
    for position, word in enumerate(source):
        places.setdefault(word, []).append(position)
    lengths = []
    start = 0
    while start < len(summary):
        longest = max((_run(source[place:], summary[start:]) for place in places.get(summary[start], ())), default=0)
        if longest:
            lengths.append(longest)
        start += max(longest, 1)
    return lengths


def measures() -> list[Measure]:
    """Novel 1- to 4-grams (per cent of distinct ones, over all summaries), coverage (per cent) and density (words)."""
    return [
        *(_novel(n) for n in (1, 2, 3, 4)),
        _fragment_mean("coverage", 1, 100.0),
        _fragment_mean("density", 2, 1.0),
    ]


def _run(source: Sequence[str], summary: Sequence[str]) -> int:
    length = 0
    for ours, theirs in zip(source, summary, strict=False):
        if ours != theirs:
            break
        length += 1
    return length


def _words(example: Example, hypothesis: str) -> tuple[Sequence[str], Sequence[str]]:
    """The words of the source and of the hypothesis."""
    source = example.source
    return indonesian_words(apart(source, source)), indonesian_words(apart(hypothesis, source))


def _novel(n: int) -> Measure:
    def count(example: Example, hypothesis: str) -> tuple[float, float]:
        source, ours = (ngrams(words, n).keys() for words in _words(example, hypothesis))
        return len(ours - source), len(ours)

    return ratio(f"novel {n}-grams", count)


def _fragment_mean(name: str, power: int, scale: float) -> Measure:
    def count(example: Example, hypothesis: str) -> tuple[float, float]:
        source, summary = _words(example, hypothesis)
        lengths = fragments(source, summary)
        return sum(length**power for length in lengths) / max(len(summary), 1), 1

    return ratio(name, count, scale)
