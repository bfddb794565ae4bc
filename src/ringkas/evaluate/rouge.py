"""ROUGE-1, 2, L and Lsum, with Indonesian words or exactly as the `rouge_score` package computes them.

Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004. The English tokenization of `rouge_score` cuts
`Rp2.375.000` into three words, `anak-anak` into two and loses `é`; `indonesian_words` keeps each whole. No stemming.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple
from unicodedata import normalize

from ringkas.evaluate.dataset import Example, sentences
from ringkas.evaluate.measure import Measure, ratio
from ringkas.text.words import words

Tokenize = Callable[[str], tuple[str, ...]]


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, each 0..1."""

    precision: float
    recall: float
    f1: float


@lru_cache(maxsize=2**14)
def indonesian_words(text: str) -> tuple[str, ...]:
    """The words of `text` after NFKC and case folding; numbers and reduplications are one word each."""
    return tuple(words(normalize("NFKC", text).casefold()))


@lru_cache(maxsize=2**14)
def compatible_words(text: str) -> tuple[str, ...]:
    """The words as `rouge_score` finds them without its stemmer: runs of a-z and 0-9 in lower case."""
    return tuple(re.findall("[a-z0-9]+", text.lower()))


def ngrams(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """How often each `n` neighbouring tokens occur."""
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def rouge_n(reference: Sequence[str], hypothesis: Sequence[str], n: int) -> Score:
    """The overlap of n-grams."""
    wanted, got = ngrams(reference, n), ngrams(hypothesis, n)
    return _score((wanted & got).total(), wanted.total(), got.total())


def rouge_l(reference: Sequence[str], hypothesis: Sequence[str]) -> Score:
    """The longest common subsequence of the whole texts."""
    return _score(_lcs_table(reference, hypothesis)[-1][-1], len(reference), len(hypothesis))


def rouge_lsum(reference: Sequence[Sequence[str]], hypothesis: Sequence[Sequence[str]]) -> Score:
    """The union over sentences of the longest common subsequences.

    Each reference sentence is matched with every sentence of the hypothesis; a word counts at most as often as it
    occurs in either text. Which of several longest subsequences is taken decides the union, so ties fall as in
    `rouge_score`.
    """
    left_in_reference = Counter(token for sentence in reference for token in sentence)
    left_in_hypothesis = Counter(token for sentence in hypothesis for token in sentence)
    lengths = left_in_reference.total(), left_in_hypothesis.total()
    hits = 0
    for wanted in reference:
        for position in sorted({i for got in hypothesis for i in _common_positions(wanted, got)}):
            token = wanted[position]
            if left_in_reference[token] > 0 and left_in_hypothesis[token] > 0:
                left_in_reference[token] -= 1
                left_in_hypothesis[token] -= 1
                hits += 1
    return _score(hits, *lengths)


def measures() -> list[Measure]:
    """F1 of ROUGE-1, 2, L and Lsum in per cent, mean over examples: first with our words, then compatible ones."""
    return [
        _mean_f1(f"{prefix}{kind}", kind, tokenize)
        for prefix, tokenize in (("ROUGE-", indonesian_words), ("compat ROUGE-", compatible_words))
        for kind in ("1", "2", "L", "Lsum")
    ]


def signatures() -> dict[str, str]:
    """What defines the two families of figures, in sacrebleu's form."""
    rest = f"stem:no|sent:ringkas|agg:mean|version:{version('ringkas')}"
    return {
        "ROUGE": f"nrefs:1|tok:ringkas|case:folded|{rest}",
        "compat ROUGE": f"nrefs:1|tok:rouge_score|case:lower|{rest}",
    }


def _mean_f1(name: str, kind: str, tokenize: Tokenize) -> Measure:
    def count(example: Example, hypothesis: str) -> tuple[float, float]:
        if kind == "Lsum":
            wanted, got = ([tokenize(s) for s in sentences(text)] for text in (example.reference, hypothesis))
            return rouge_lsum(wanted, got).f1, 1
        reference, words_got = tokenize(example.reference), tokenize(hypothesis)
        score = rouge_l(reference, words_got) if kind == "L" else rouge_n(reference, words_got, int(kind))
        return score.f1, 1

    return ratio(name, count)


def _score(hits: int, wanted: int, got: int) -> Score:
    precision, recall = hits / max(got, 1), hits / max(wanted, 1)
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def _lcs_table(reference: Sequence[str], hypothesis: Sequence[str]) -> list[list[int]]:
    """`table[i][j]` is the length of the longest common subsequence of the first i and the first j tokens."""
    table = [[0] * (len(hypothesis) + 1)]
    for wanted in reference:
        above, row = table[-1], [0]
        for j, got in enumerate(hypothesis):
            row.append(above[j] + 1 if wanted == got else max(above[j + 1], row[j]))
        table.append(row)
    return table


def _common_positions(reference: Sequence[str], hypothesis: Sequence[str]) -> list[int]:
    """Positions in `reference` of one longest common subsequence, found from the end."""
    table = _lcs_table(reference, hypothesis)
    i, j = len(reference), len(hypothesis)
    positions = []
    while i and j:
        if reference[i - 1] == hypothesis[j - 1]:
            i, j = i - 1, j - 1
            positions.append(i)
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return positions
