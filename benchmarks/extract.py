"""ROUGE of the extracts of IndoSum's dev set, beside LEAD-3.

    python benchmarks/extract.py ../shared/data/summaries/indosum-dev.jsonl [--words 72] [--titles] [--limit N]

On the file's own sentences: LEAD-3, then each method with exactly three sentences and with a budget of words. IndoSum
has no titles; `--titles` takes what the ids hold of them. Last, the ranker on ringkas's own sentences of the text.
rouge_score, F1 times 100, no stemmer; the mean length in words follows.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

from ringkas.extract import METHODS, choose, rate
from ringkas.text.sentences import split
from ringkas.text.words import count_words
from ringkas.types import Sentence, Span

sys.path.append(str(Path(__file__).parents[1] / "training"))
from ranker import title

KINDS = ["rouge1", "rouge2", "rougeL"]
Row = dict[str, Any]


def given(row: Row) -> tuple[Sentence, ...]:
    """The file's own sentences; their offsets say nothing."""
    return tuple(Sentence(index, 0, len(text), text) for index, text in enumerate(row["sentences"]))


def found(row: Row) -> tuple[Sentence, ...]:
    """The sentences that ringkas finds in the text."""
    return split(row["text"], [Span(0, len(row["text"]))])


def report(name: str, rows: Sequence[Row], summarise: Callable[[Row], str]) -> None:
    """Prints the mean scores and length of a summary of each row."""
    scorer = RougeScorer(KINDS)
    summaries = [summarise(row) for row in rows]
    scores = [scorer.score(row["summary"], summary) for row, summary in zip(rows, summaries, strict=True)]
    means = [100 * sum(score[kind].fmeasure for score in scores) / len(rows) for kind in KINDS]
    length = sum(map(count_words, summaries)) / len(rows)
    print(f"{name:32}" + "".join(f"{mean:7.2f}" for mean in means) + f"{length:7.1f}")


def main() -> None:
    """Prints a line for each way of extracting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--words", type=int, default=72, help="the budget of words")
    parser.add_argument("--titles", action="store_true", help="rate with the titles that the ids hold")
    parser.add_argument("--limit", type=int, help="only so many articles")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.data.read_text("utf-8").splitlines()][: arguments.limit]

    def extract(row: Row, sentences: Sequence[Sentence], method: str, **budget: Any) -> str:  # noqa: ANN401
        scores = rate(sentences, title=title(row) if arguments.titles else None, method=method)
        return " ".join(s.text for s in choose(sentences, scores, method=method, **budget).sentences)

    three: dict[str, Any] = {"limit": 3, "cost": lambda _: 1}
    within: dict[str, Any] = {"limit": arguments.words}
    print(f"{len(rows)} articles" + " " * 20 + " ".join(KINDS) + "  words")
    report("LEAD-3", rows, lambda row: " ".join(row["sentences"][:3]))
    for method in METHODS:
        report(f"{method}, three", rows, lambda row, method=method: extract(row, given(row), method, **three))
        report(
            f"{method}, {arguments.words} words",
            rows,
            lambda row, method=method: extract(row, given(row), method, **within),
        )
    report("own sentences, ranker, three", rows, lambda row: extract(row, found(row), "ranker", **three))
    report(
        f"own sentences, ranker, {arguments.words} words",
        rows,
        lambda row: extract(row, found(row), "ranker", **within),
    )


if __name__ == "__main__":
    main()
