"""Prepare the summary mix: what the extractive stage hands over -> summaries of one to five sentences.

Every article gives one row with one or two continuations, each after the number of sentences asked
for: its summary, and a shorter one (the summary's first sentences). A summary is used as far as the
checks of `ringkas run` find it faithful to the extract, and not at all if it copies. Writes JSON lines
for `train.py`, shuffled; the counts go to stderr.
"""

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ringkas.abstract import MIN_SUPPORT
from ringkas.check import check_summary, support
from ringkas.errors import RingkasError
from ringkas.pipeline import Pipeline
from ringkas.settings import Settings
from ringkas.text.sentences import split
from ringkas.text.spacing import spaced
from ringkas.text.words import plain_quotes
from ringkas.types import Article, Fields, Source, Span

MOST = 5


@dataclass(slots=True)
class Example:
    """An extract, as sentences, and the sentences of a summary that it bears out."""

    extract: list[str]
    summary: list[str]

    @property
    def novelty(self) -> float:
        """The share of the summary's word bigrams that the extract does not hold."""
        have, want = bigrams(" ".join(self.extract)), bigrams(" ".join(self.summary))
        return len(want - have) / max(1, len(want))


def bigrams(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring words, in small letters, punctuation at their ends left out."""
    found = [word.strip(".,;:!?\"'()") for word in text.lower().split()]
    return set(pairwise(found))


def sentences(text: str) -> list[str]:
    """The sentences of a text, quotation marks and blanks made uniform as in the prompt."""
    plain = " ".join(plain_quotes(text).split())
    return [sentence.text for sentence in split(plain, (Span(0, len(plain)),))]


def build_example(pipeline: Pipeline, row: dict[str, str]) -> Example | None:
    """The extract of an article with the part of its summary that is faithful to it; None if none is."""
    source = Source(None, "jsonl", "utf-8", 0, "")
    article = Article(row["id"], row["text"], source, Fields(title=row.get("title") or None))
    try:
        draft = pipeline.select(article)
    except RingkasError:
        return None
    given = [spaced(sentence.text, draft.glued) for sentence in draft.extract.sentences]
    extract = [" ".join(plain_quotes(sentence).split()) for sentence in given]
    text = " ".join(extract)
    summary: list[str] = []
    for sentence in sentences(row["summary"])[:MOST]:
        if check_summary(sentence, text) or support(sentence, text) < MIN_SUPPORT:
            break
        summary.append(sentence)
    return Example(extract, summary) if summary else None


def continuations(example: Example, rng: random.Random) -> list[tuple[str, str]]:
    """The summary itself and a shorter one, each after the number of its sentences."""
    size = len(example.summary)
    targets = [example.summary]
    if size > 1:
        targets.append(example.summary[: rng.choice([1, *range(1, size)])])
    return [(f"\nRingkasan ({len(target)} kalimat):", " " + " ".join(target)) for target in targets]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, nargs="+", required=True, help="JSONL: id, title, text, summary")
    parser.add_argument(
        "--copies",
        type=float,
        nargs="+",
        required=True,
        help="per file: rows an article, or under 1 the share of articles used",
    )
    parser.add_argument(
        "--novelty",
        type=float,
        nargs="+",
        help="per file, the least share of novel bigrams in a summary; what has fewer is left out",
    )
    parser.add_argument("--hold-out", type=int, nargs="+", help="per file, rows kept for development")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dev", type=Path, help="where held-out rows go, as they are")
    parser.add_argument("--extract", default="ranker", help="how sentences are chosen")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    pipeline = Pipeline(
        Settings(extract_method=args.extract),
        open_abstractor=_none,
        open_translator=_none,
        models={},
        versions={},
        signature="",
    )
    rows, held_out, counts = [], [], Counter()
    none = [0] * len(args.articles)
    for path, copies, novelty, kept_back in zip(
        args.articles, args.copies, args.novelty or none, args.hold_out or none, strict=True
    ):
        articles = [json.loads(line) for line in path.open(encoding="utf-8")]
        rng.shuffle(articles)
        held_out += articles[:kept_back]
        for article in articles[kept_back:]:
            if rng.random() >= copies:
                continue
            example = build_example(pipeline, article)
            if example is None:
                counts[path.stem, "dropped"] += 1
                continue
            if example.novelty < novelty:
                counts[path.stem, "copies"] += 1
                continue
            for _ in range(max(1, round(copies))):
                made = continuations(example, rng)
                counts[path.stem, "rows"] += 1
                counts.update(answer_prompt for answer_prompt, _ in made)
                prompt = f"Berita: {' '.join(example.extract)}"
                rows.append({"source": path.stem, "prompt": prompt, "continuations": made})
    rng.shuffle(rows)
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if args.dev:
        with args.dev.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in held_out)
    print(dict(counts), file=sys.stderr)


def _none() -> None:
    """No model is opened: the extractive stage needs none."""


if __name__ == "__main__":
    main()
