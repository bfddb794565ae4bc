"""Fit the weights of `ringkas.text.headlines` and print them as they stand there.

    python training/headlines.py ../shared/data/articles/antara-2023.jsonl

Headlines whose end is known, because another label follows them, are put between two sentences of the article that
links them; one in four is set in title case, one in six is glued to the sentence. Articles that
benchmarks/baca-juga-labels.json names are left out. Softmax regression over the candidates of each case, RMSProp, L2.
"""

import json
import random
import re
import sys
from pathlib import Path

import numpy as np

from ringkas.text.headlines import _INNER, Headlines

LABEL = r"Baca juga:|Pewarta\s?:|Penerjemah\s?:|Editor\s?:|Uploader\s?:|COPYRIGHT|Selanjutnya:"
HELD_OUT = {article for article, _ in json.loads(Path("benchmarks/baca-juga-labels.json").read_text())}
Case = tuple[np.ndarray, int]


def headlines(text: str) -> list[str]:
    """The headlines of an article that another label ends."""
    return [match[1].strip() for match in re.finditer(rf"Baca juga:\s*([^.]{{15,100}}?)\s*(?={LABEL})", text)]


def cases(text: str, own: list[str], every: list[str]) -> list[tuple[str, int, int]]:
    """Texts with a headline put in: the text, where the headline begins, where the next sentence does."""
    body = re.sub(r"^.{0,300}?\(ANTARA\) [-–] ", "", re.split(LABEL, text)[0])
    sentences = [s for s in re.split(r"(?<=[.!?”\"]) (?=[A-Z“\"0-9])", body) if len(s) > 30]
    made = []
    for index in range(1, len(sentences) - 1):
        headline = random.choice(own if own and random.random() < 0.7 else every)
        if random.random() < 0.25:
            headline = " ".join(w if w in _INNER else w[0].upper() + w[1:] for w in headline.split())
        glue = "" if random.random() < 0.17 else " "
        before = " ".join(sentences[:index]) + " Baca juga: "
        link = before + headline + glue
        made.append((link + " ".join(sentences[index:]), len(before), len(link)))
    return random.sample(made, min(12, len(made)))


def main() -> None:
    """Fit, print the accuracy on articles held out, then the weights."""
    random.seed(5)
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    rows = [row for row in rows if row["id"] not in HELD_OUT]
    random.shuffle(rows)
    every = [headline for row in rows for headline in headlines(row["text"])]
    examples: list[tuple[list[dict[str, float]], int, bool]] = []
    for number, row in enumerate(rows):
        for text, start, gold in cases(row["text"], headlines(row["text"]), every):
            found = Headlines(text).candidates(start, len(text))
            index = next((i for i, (offset, _) in enumerate(found) if offset == gold), None)
            if index is not None:
                examples.append(([features for _, features in found], index, number < len(rows) * 0.8))
    names = sorted({name for candidates, _, _ in examples for features in candidates for name in features})
    matrices = [
        (np.array([[features.get(name, 0.0) for name in names] for features in candidates]), gold, fit)
        for candidates, gold, fit in examples
    ]
    train, dev = ([(m, gold) for m, gold, fit in matrices if fit is wanted] for wanted in (True, False))
    for label, data in (("four fifths", train), ("all", train + dev)):
        weights = fit(data, len(names))
        shares = [f"{accuracy(part, weights):.3f} of {len(part)}" for part in (train, dev)]
        print(f"# fitted on {label}: right in the four fifths {shares[0]}, in the fifth {shares[1]}")
    for name, weight in sorted(zip(names, weights, strict=True), key=lambda pair: -pair[1]):
        print(f'    "{name}": {weight:.2f},')


def fit(data: list[Case], size: int) -> np.ndarray:
    """The weights that make the gold candidates likeliest."""
    weights, mean_square = np.zeros(size), np.full(size, 1e-8)
    for epoch in range(80):
        gradient = np.zeros(size)
        for matrix, gold in data:
            scores = matrix @ weights
            likelihood = np.exp(scores - scores.max())
            gradient += matrix[gold] - (likelihood / likelihood.sum()) @ matrix
        gradient = gradient / len(data) - 0.0005 * weights
        mean_square = 0.9 * mean_square + 0.1 * gradient**2
        weights += (0.15 if epoch < 50 else 0.04) * gradient / np.sqrt(mean_square)
    return weights


def accuracy(data: list[Case], weights: np.ndarray) -> float:
    """The share of cases whose best candidate is the gold one."""
    return float(np.mean([int(np.argmax(matrix @ weights)) == gold for matrix, gold in data]))


if __name__ == "__main__":
    main()
