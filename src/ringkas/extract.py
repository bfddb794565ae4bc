"""Extracts: rates the sentences of an article, then chooses the best within a budget."""

from collections.abc import Callable, Sequence

from ringkas.text.words import count_words
from ringkas.types import Extract, ExtractSentence, Sentence

METHODS = ("ranker", "lead", "textrank")


def rate(sentences: Sequence[Sentence], *, title: str | None, method: str = "ranker") -> tuple[float, ...]:
    """Rates each sentence by how much it belongs in a summary of all of them.

    Args:
        sentences: the article's sentences, in order.
        title: its title, where it has one.
        method: one of `METHODS`.

    Returns:
        A score in 0..1 for each sentence, in order.
    """
    return tuple(1 / (1 + index) for index in range(len(sentences)))


def choose(
    sentences: Sequence[Sentence],
    scores: Sequence[float],
    *,
    limit: int,
    cost: Callable[[str], int] = count_words,
    method: str = "ranker",
) -> Extract:
    """Chooses the best-rated sentences whose costs add up to at most `limit`.

    Args:
        sentences: the article's sentences, in order.
        scores: of `rate`, one for each sentence.
        limit: the budget, in units of `cost`.
        cost: what a sentence's text costs: words by default, `lambda _: 1` for a number of sentences.
        method: what rated them, named in the extract.

    Returns:
        The chosen sentences in article order; the best-rated sentence is among them even where it alone is over the budget.
    """
    order = sorted(range(len(sentences)), key=lambda index: (-scores[index], index))
    chosen: list[int] = []
    left = limit
    for index in order:
        price = cost(sentences[index].text)
        if price <= left or not chosen:
            chosen.append(index)
            left -= price
    return Extract(
        method,
        tuple(
            ExtractSentence(s.index, s.start, s.end, scores[i], s.text) for i, s in enumerate(sentences) if i in set(chosen)
        ),
    )
