"""Extracts: an ordered part of the article, within the budget, whatever the sentences and scores."""

from hypothesis import given
from hypothesis import strategies as st

from ringkas.extract import METHODS, choose, rate
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
