"""What a summary is measured against: the first sentences, our own extract, and the best that extraction can do."""

from collections import Counter
from collections.abc import Callable, Sequence

from ringkas.evaluate.dataset import Example
from ringkas.evaluate.rouge import indonesian_words, ngrams
from ringkas.extract import choose, rate
from ringkas.text.clean import clean
from ringkas.text.sentences import split
from ringkas.types import Extract, Fields, Sentence


def own_sentences(example: Example) -> tuple[Sentence, ...]:
    """The article cleaned and split as `ringkas run` does it."""
    return split(example.source, clean(example.source, Fields(title=example.title)).kept)


def data_sentences(example: Example) -> tuple[Sentence, ...]:
    """The article as the data splits it; offsets count in the sentences joined by line ends."""
    found = []
    start = 0
    for index, text in enumerate(example.sentences):
        found.append(Sentence(index, start, start + len(text), text))
        start += len(text) + 1
    return tuple(found)


def extract(
    example: Example,
    article: Sequence[Sentence],
    *,
    limit: int,
    cost: Callable[[str], int],
    least: int = 1,
    method: str = "ranker",
) -> Extract:
    """The sentences that our extractive stage chooses."""
    scores = rate(article, title=example.title, method=method)
    return choose(article, scores, limit=limit, cost=cost, least=least, method=method)


def one(_sentence: str) -> int:
    """The cost of a sentence where sentences are counted, not words."""
    return 1


def oracle(article: Sequence[str], reference: str) -> list[str]:
    """The sentences that, added one by one, raise ROUGE-1 + ROUGE-2 F1 against the reference most, in article order.

    The usual upper bound of extraction (Nallapati, Zhai and Zhou, 2017); greedy, so a little under the true one.
    """
    tokens = indonesian_words(reference)
    wanted = [ngrams(tokens, n) for n in (1, 2)]
    offered = [[ngrams(indonesian_words(text), n) for n in (1, 2)] for text in article]
    chosen: list[int] = []
    best = 0.0
    while True:
        gains = {
            i: sum(_f1(wanted[n], sum((offered[j][n] for j in [*chosen, i]), Counter())) for n in (0, 1))
            for i in range(len(article))
            if i not in chosen
        }
        choice = max(gains, key=lambda i: gains[i], default=None)
        if choice is None or gains[choice] <= best:
            return [article[i] for i in sorted(chosen)]
        chosen.append(choice)
        best = gains[choice]


def baselines(examples: Sequence[Example], *, count: int, presplit: bool) -> dict[str, list[str]]:
    """A hypothesis for each example from LEAD-2, LEAD-3 and LEAD-`count`, our extract, the oracle and the reference.

    The extract is of `count` sentences, as `ringkas run --no-abstract` makes it. The reference scores itself: its
    figures for novelty and fidelity are the yardstick for the others'.
    """
    articles = [data_sentences(example) if presplit else own_sentences(example) for example in examples]
    texts = [[sentence.text for sentence in article] for article in articles]
    extracts = [
        extract(example, article, limit=count, cost=one) for example, article in zip(examples, articles, strict=True)
    ]
    oracles = [oracle(text, example.reference) for example, text in zip(examples, texts, strict=True)]
    return {
        **{f"lead-{n}": ["\n".join(text[:n]) for text in texts] for n in sorted({2, 3, count})},
        "extract": ["\n".join(sentence.text for sentence in chosen.sentences) for chosen in extracts],
        "oracle": ["\n".join(chosen) for chosen in oracles],
        "reference": [example.reference for example in examples],
    }


def _f1(wanted: Counter[tuple[str, ...]], got: Counter[tuple[str, ...]]) -> float:
    return 2 * (wanted & got).total() / max(wanted.total() + got.total(), 1)
