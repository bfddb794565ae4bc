"""Learn the weights of `ringkas.extract`'s ranker and write src/ringkas/data/ranker.json.

    python training/ranker.py ../shared/data/summaries/indosum-train.jsonl

Logistic regression with an L2 penalty over the features of `ringkas.extract.FEATURES`, fitted by Newton's method: a
sentence belongs in a summary or not. Each article is learned from twice: with the sentences of the data and without a
title, as an article without one is rated; and with ringkas's own sentences, whole quotations among them, and the title
that the article's address holds. One of ringkas's sentences belongs where most of it is gold sentences.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ringkas.extract import FEATURES, features
from ringkas.text.sentences import split
from ringkas.types import Span

OUTPUT = Path(__file__).parents[1] / "src/ringkas/data/ranker.json"
PENALTY = 10.0
# The addresses in IndoSum's ids are cut at this many characters, within a word.
ID_LENGTH = 50


def title(row: dict[str, Any]) -> str:
    """The title, as far as the id tells it: `1496195998-polisi-terbitkan-surat-penangkapan-untuk-rizieq`."""
    parts = row["id"].split("-")[1:]
    return " ".join(parts[:-1] if len(row["id"]) >= ID_LENGTH else parts)


def own_view(row: dict[str, Any]) -> tuple[list[str], list[bool]]:
    """The sentences that ringkas finds, and whether most of each is gold sentences."""
    text = row["text"]
    is_gold = bytearray(len(text))
    for index in row["gold_extractive"]:
        pattern = r"\s*".join(map(re.escape, row["sentences"][index].split()))
        if found := re.search(pattern, text):
            is_gold[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    sentences = split(text, [Span(0, len(text))])
    labels = [2 * sum(is_gold[s.start : s.end]) > s.end - s.start for s in sentences]
    return [s.text for s in sentences], labels


def views(path: Path) -> Iterator[tuple[list[list[float]], list[bool]]]:
    """Yields the features and labels of each article, twice."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            gold = set(row["gold_extractive"])
            yield features(row["sentences"], None), [index in gold for index in range(len(row["sentences"]))]
            sentences, labels = own_view(row)
            yield features(sentences, title(row)), labels


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns the weights, the bias last, of the penalised maximum likelihood; the bias is not penalised."""
    x = np.column_stack([x, np.ones(len(x))])
    penalty = np.full(x.shape[1], PENALTY)
    penalty[-1] = 0.0
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (probability - y) + penalty * weights
        hessian = (x * (probability * (1 - probability))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def main() -> None:
    """Learns, writes and prints the weights."""
    rows, labels = [], []
    for values, belongs in views(Path(sys.argv[1])):
        rows += values
        labels += belongs
    weights = fit(np.array(rows), np.array(labels, float))
    learned = {
        "bias": round(float(weights[-1]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=False)},
    }
    OUTPUT.write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")
    print(f"{len(labels)} sentences, {sum(labels)} of them gold")
    print(json.dumps(learned, indent=2))


if __name__ == "__main__":
    main()
