"""Whether the output says what the source says, and as much as was asked: numbers, names, checks, sentences, length.

Numbers agree by value across notations and languages (`15 ribu` and `15,000`). A name is a capitalised word that does
not open a sentence. Numbers in words do not count, for `satu` may be an article.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from ringkas.check import check_summary, check_translation
from ringkas.evaluate.dataset import Example, apart, sentences
from ringkas.evaluate.measure import Measure, ratio
from ringkas.text.numbers import Quantity, TextLanguage, find_quantities, same_value
from ringkas.text.words import STOP_WORDS, count_words, words
from ringkas.types import Issue


def summary_measures(count: int | None = None) -> list[Measure]:
    """The measures of summaries.

    - numbers supported, names supported: per cent of those in the summaries that the articles hold;
    - with unsupported digits: per cent of summaries with a run of digits that the article does not hold;
    - sentences flagged: per cent of sentences in which the checks of `ringkas run` find an issue;
    - sentences and words: mean numbers; empty: per cent of hypotheses;
    - exact sentences, only with `count`: per cent of summaries of exactly that many.
    """
    exact = [ratio("exact sentences", lambda _, h: (len(sentences(h)) == count, 1))] if count is not None else []
    return [
        ratio("numbers supported", lambda e, h: _numbers_supported(e, h, "ind")),
        ratio("names supported", _names_supported),
        ratio("with unsupported digits", lambda e, h: (bool(_digits(h) - _digits(e.source)), 1)),
        ratio("sentences flagged", _sentences_flagged),
        *exact,
        ratio("sentences", lambda _, h: (len(sentences(h)), 1), scale=1),
        ratio("words", lambda _, h: (count_words(h), 1), scale=1),
        ratio("empty", lambda _, h: (not h.strip(), 1)),
    ]


def translation_measures() -> list[Measure]:
    """The measures of translations.

    - numbers kept, names kept: per cent, of those that source and reference share, that the hypotheses hold;
    - numbers supported: per cent of the hypotheses' numbers that the sources hold;
    - translations flagged: per cent of hypotheses in which the checks of `ringkas run` find an issue;
    - same sentences: per cent of hypotheses with as many sentences as the source;
    - length ratio: words of the hypotheses to words of the references; empty: per cent of hypotheses.
    """
    return [
        ratio("numbers kept", _numbers_kept),
        ratio("names kept", _names_kept),
        ratio("numbers supported", lambda e, h: _numbers_supported(e, h, "eng")),
        ratio("translations flagged", lambda e, h: (bool(_translation_issues(e, h)), 1)),
        ratio("same sentences", lambda e, h: (len(sentences(h)) == len(sentences(e.source)), 1)),
        ratio("length ratio", lambda e, h: (count_words(h), count_words(e.reference))),
        ratio("empty", lambda _, h: (not h.strip(), 1)),
    ]


def count_issues(
    kind: Literal["summaries", "translation"], examples: Sequence[Example], texts: Sequence[str]
) -> dict[str, int]:
    """How many sentences of summaries, or translations, have an issue of each kind, the most frequent first."""
    counts: Counter[str] = Counter()
    for example, text in zip(examples, texts, strict=True):
        checked = _summary_issues(example, text) if kind == "summaries" else [_translation_issues(example, text)]
        for issues in checked:
            counts.update({issue.kind for issue in issues})
    return dict(counts.most_common())


_check_summary = lru_cache(maxsize=2**14)(check_summary)
_check_translation = lru_cache(maxsize=2**14)(check_translation)


@lru_cache(maxsize=2**14)
def _quantities(text: str, language: TextLanguage) -> tuple[Quantity, ...]:
    return find_quantities(text, language)


def _held(quantity: Quantity, text: str, language: TextLanguage) -> bool:
    return any(same_value(quantity, other) for other in _quantities(text, language))


def _numbers_supported(example: Example, hypothesis: str, language: TextLanguage) -> tuple[float, float]:
    ours = [q for q in _quantities(hypothesis, language) if not q.spelled]
    return sum(_held(q, example.source, "ind") for q in ours), len(ours)


def _numbers_kept(example: Example, hypothesis: str) -> tuple[float, float]:
    shared = [q for q in _quantities(example.source, "ind") if not q.spelled and _held(q, example.reference, "eng")]
    return sum(_held(q, hypothesis, "eng") for q in shared), len(shared)


@lru_cache(maxsize=2**14)
def _names(text: str) -> tuple[str, ...]:
    return tuple(
        word.casefold()
        for sentence in sentences(text)
        for word in words(sentence)[1:]
        if word[0].isupper() and word.casefold() not in STOP_WORDS
    )


@lru_cache(maxsize=2**14)
def _vocabulary(text: str) -> frozenset[str]:
    # With the parts of `Trump's` and `Jakarta-Bandung`, for English writes names so.
    return frozenset(part for word in words(text.casefold()) for part in (word, *re.split(r"[-'\u2019]", word)))


def _names_supported(example: Example, hypothesis: str) -> tuple[float, float]:
    ours = _names(apart(hypothesis, example.source))
    return sum(name in _vocabulary(apart(example.source, example.source)) for name in ours), len(ours)


def _names_kept(example: Example, hypothesis: str) -> tuple[float, float]:
    shared = [name for name in _names(example.source) if name in _vocabulary(example.reference)]
    return sum(name in _vocabulary(hypothesis) for name in shared), len(shared)


def _digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _summary_issues(example: Example, hypothesis: str) -> list[tuple[Issue, ...]]:
    source = apart(example.source, example.source)
    return [_check_summary(sentence, source) for sentence in sentences(apart(hypothesis, example.source))]


def _sentences_flagged(example: Example, hypothesis: str) -> tuple[float, float]:
    found = _summary_issues(example, hypothesis)
    return sum(map(bool, found)), len(found)


def _translation_issues(example: Example, hypothesis: str) -> tuple[Issue, ...]:
    return _check_translation(example.source, " ".join(hypothesis.split()))
