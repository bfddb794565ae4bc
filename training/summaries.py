"""Prepare the summary mix: a sentence of an article -> the sentence of its summary that rests on it.

Every sentence of a summary is aligned to the sentence of the article that holds most of its words, and both make a
row if that one sentence bears it out: the checks of `ringkas run` find nothing wrong, nearly all of its words are
there, and it is no longer. What copies is thinned, since a model learns nothing sooner. Sentences that were shortened
one by one (`sentences.py`) pass the same gate. Writes JSON lines for `train.py`, shuffled; the counts go to stderr.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ringkas.check import check_hedges, check_summary, support
from ringkas.pipeline import Draft
from ringkas.text.sentences import split
from ringkas.text.spacing import spaced
from ringkas.text.words import common_words, words
from ringkas.types import Span
from sentences import ALL_SENTENCES, drafts, uniform

MIN_SUPPORT = 0.75
"""A sentence with fewer of its content words in its source tells more than that source does."""

MIN_SUPPORT_SHORTENED = 0.6
"""The same where the source is certain: words were replaced by others."""

MAX_RATIO = 1.05
"""Words to a word of the source; a longer sentence draws on others."""

SAME_RATIO = 0.95
"""One with no bigram of its own and nearly as many words is a copy."""


def bigrams(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring words, in small letters, punctuation at their ends left out."""
    found = [word.strip(".,;:!?\"'()") for word in text.lower().split()]
    return set(pairwise(found))


def pairs(row: dict[str, str], draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the sentences of an article's summary, each after the sentence of the article that holds most of it."""
    given = [uniform(spaced(sentence.text, draft.glued)) for sentence in draft.extract.sentences]
    summary = uniform(spaced(row["summary"], draft.glued))
    for written in (sentence.text for sentence in split(summary, (Span(0, len(summary)),))):
        yield max(given, key=lambda sentence: support(written, sentence)), written


def names_more(origin: str, written: str) -> bool:
    """Whether a sentence has a name or an abbreviation (`Menkeu`) that its origin lacks."""
    known = {word.lower() for word in words(origin)}
    return any(
        word[0].isupper() and word.lower() not in known and (place > 0 or word.lower() not in common_words())
        for place, word in enumerate(words(written))
    )


def bears_out(origin: str, written: str, least: float) -> bool:
    """Whether a sentence holds nothing that its origin does not, and is no longer."""
    return (
        support(written, origin) >= least
        and not names_more(origin, written)
        and len(written.split()) <= MAX_RATIO * len(origin.split())
        and not check_summary(written, origin)
        and not check_hedges(written, origin)
    )


def is_copy(origin: str, written: str) -> bool:
    """Whether a sentence of a summary is its source, give or take a word at an end."""
    return bigrams(written) <= bigrams(origin) and len(written.split()) >= SAME_RATIO * len(origin.split())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, nargs="+", required=True, help="JSONL: id, title, text, summary")
    parser.add_argument("--shortened", type=Path, nargs="*", default=[], help="TSV: sentence, the same shortened")
    parser.add_argument("--copies", type=float, default=0.15, help="the share of copies that is kept")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    found = [
        (path.stem, pair, MIN_SUPPORT)
        for path in args.articles
        for row, draft in drafts(path, ALL_SENTENCES)
        for pair in pairs(row, draft)
    ]
    found += [
        (path.stem, (uniform(origin), uniform(written)), MIN_SUPPORT_SHORTENED)
        for path in args.shortened
        for origin, written in (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    ]
    for name, (origin, written), least in found:
        kind = "copy" if is_copy(origin, written) else "rewritten"
        if not bears_out(origin, written, least):
            kind = "unlike"
        counts[name, kind] += 1
        if kind == "rewritten" or (kind == "copy" and rng.random() < args.copies):
            prompt = f"Berita: {origin}\nRingkasan (1 kalimat):"
            rows[origin, written] = {"source": name, "prompt": prompt, "answer": f" {written}"}
    mixed = list(rows.values())
    rng.shuffle(mixed)
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in mixed)
    print(dict(counts), file=sys.stderr)


if __name__ == "__main__":
    main()
