"""BLEU, chrF and chrF++ by sacrebleu, to its last digit, in the form of our measures."""

from typing import Any

from ringkas.evaluate.dataset import Example
from ringkas.evaluate.measure import Measure, Statistics


def measures() -> list[Measure]:
    """BLEU (13a, exponential smoothing, case kept), chrF (6 characters) and chrF++ (and 2 words)."""
    return [_measure(name, metric) for name, metric in _metrics().items()]


def signatures() -> dict[str, str]:
    """The signature that sacrebleu gives each measure."""
    named = _metrics()
    for metric in named.values():
        metric.corpus_score(["satu"], [["satu"]])  # a signature exists once something is scored
    return {name: str(metric.get_signature()) for name, metric in named.items()}


def _metrics() -> dict[str, Any]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    return {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2)}


def _measure(name: str, metric: Any) -> Measure:  # noqa: ANN401 - sacrebleu's two classes share no public type
    # The segments' statistics have no public name; a test holds the figures equal to `corpus_score`.
    def statistics(example: Example, hypothesis: str) -> Statistics:
        (row,) = metric._extract_corpus_statistics([_line(hypothesis)], [[_line(example.reference)]])
        return [float(value) for value in row]

    def figure(sums: Statistics) -> float:
        return float(metric._compute_score_from_stats([round(value) for value in sums]).score)

    return Measure(name, statistics, figure)


def _line(text: str) -> str:
    return " ".join(text.split("\n"))
