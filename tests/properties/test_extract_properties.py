"""Extracts: an ordered part of the article, within the budget, whatever the sentences and scores."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkas.extract import METHODS, SUMMARY_SENTENCES, SUMMARY_WORDS, _worths, choose, rate
from ringkas.text.words import count_words
from ringkas.types import Sentence

WORDS = "Ia Namun pasar sayur Kediri 15 Rp2.375.000 kata di yang \"Kami” '' ? : . (ANTARA) naik turun ² 中".split()
sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join) | st.text(min_size=1, max_size=30)
articles = st.lists(sentence, max_size=12).map(
    lambda texts: tuple(Sentence(index, 0, len(text), text) for index, text in enumerate(texts))
)


@given(articles, st.none() | sentence, st.sampled_from(METHODS))
def test_scores_are_between_0_and_1_and_repeat(article: tuple[Sentence, ...], title: str | None, method: str) -> None:
    scores = rate(article, title=title, method=method)
    assert len(scores) == len(article)
    assert all(0 <= score <= 1 for score in scores)
    assert scores == rate(article, title=title, method=method)


@given(articles, st.sampled_from(METHODS), st.integers(1, 60))
def test_extract_is_an_ordered_part_within_the_budget(article: tuple[Sentence, ...], method: str, limit: int) -> None:
    chosen = choose(article, rate(article, title=None, method=method), limit=limit, method=method).sentences
    indices = [sentence.index for sentence in chosen]
    assert indices == sorted(set(indices))
    assert all(sentence.text == article[sentence.index].text for sentence in chosen)
    assert bool(chosen) == bool(article)
    assert len(chosen) == 1 or sum(count_words(sentence.text) for sentence in chosen) <= limit or not chosen


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60)), min_size=SUMMARY_SENTENCES, max_size=8))
def test_the_sentences_of_the_highest_worth_have_the_highest_expected_f1(sentences: list[tuple[float, int]]) -> None:
    def expected(chosen: tuple[int, ...]) -> float:
        hits = sum(sentences[index][0] * sentences[index][1] for index in chosen)
        return 2 * hits / (sum(sentences[index][1] for index in chosen) + SUMMARY_WORDS)

    worths = _worths([p for p, _ in sentences], [length for _, length in sentences])
    best = sorted(range(len(sentences)), key=lambda index: -worths[index])[:SUMMARY_SENTENCES]
    highest = max(map(expected, combinations(range(len(sentences)), SUMMARY_SENTENCES)))
    assert expected(tuple(best)) == pytest.approx(highest)
