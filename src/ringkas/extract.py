"""Extracts: rates the sentences of an article, then chooses the best within a budget.

Rating and choosing are separate. A method only rates, 0..1; what is chosen follows the rates, within the budget,
without what is already said, and in article order.

The ranker is a logistic regression over the features below. News tells the most important first, so that the lead
alone is hard to beat (LEAD-3 beats TextRank by 20 ROUGE-1 points on IndoSum); the ranker starts from the position and
learns when to leave it. `training/ranker.py` learns the weights; this module needs nothing but them. What they tell is
how likely a sentence is to be in a summary. Its score is what it is expected to bring to one (`_worths`): 0.5 to 1.7
ROUGE-1 points more on IndoSum with two to five sentences. The likeliest stays first.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from ringkas.text.words import STOP_WORDS, count_words, words
from ringkas.types import Extract, ExtractSentence, Sentence

METHODS = ("ranker", "lead", "textrank")

# A sentence with a larger share of its content words in the sentences chosen before it says nothing new.
MAX_REDUNDANCY = 0.7
# Words. Headings end without a stop; so do some sentences, but they are longer.
MAX_HEADING = 11
# Words of a summary and its sentences, IndoSum's mean.
SUMMARY_WORDS = 58
SUMMARY_SENTENCES = 3
# TextRank: the damping of PageRank, and where the iteration stops.
DAMPING = 0.85
MAX_STEPS = 30
TOLERANCE = 1e-4

_DANGLING_OPENINGS = frozenset(
    "ia dia mereka beliau ini itu tersebut keduanya pihaknya hal dirinya demikian begitu kedua".split()
)
_CONNECTORS = frozenset(
    "namun tetapi tapi sementara sedangkan selain sebelumnya bahkan kemudian lalu selanjutnya adapun juga akibatnya "
    "sehingga karena padahal apalagi meski setelah untuk jika kalau dan sebab pasalnya dalam menurut menurutnya "
    "sebagai".split()
)
_ATTRIBUTION = re.compile(
    r"\b(?:kata|ujar|ucap|tutur|jelas|ungkap|imbuh|tambah|lanjut|tegas|papar|terang|tulis|pungkas|tandas|sebut)"
    r"(?:nya)?\b"
)
_QUOTATION = re.compile(r"[“\"][^“”\"]*[”\"]")
_MARKS = re.compile(r"[“”\"]")
_FINAL_STOP = re.compile(r"[.!?…:][\"”’')\]]*\Z")


@dataclass(slots=True)
class View:
    """What the features look at: a sentence among the others of its article.

    Attributes:
        text: the sentence.
        index: its position, from 0.
        count: how many sentences the article has.
        words: its words.
        content: its words without stop words, in small letters.
        centrality: the cosine between its content words and the article's counts, the highest being 1.
        recurrence: how many other sentences share a content word of it, the mean share.
        keywords: share of the article's ten most frequent content words that it has.
        title: share of the title's content words that it has; 0 without a title.
        lead: share of the first sentence's content words that it has; 0 for the first.
        said: share of its content words that earlier sentences have.
        taken_up: share of its content words that the next sentence has.
    """

    text: str
    index: int
    count: int
    words: list[str]
    content: set[str]
    centrality: float
    recurrence: float
    keywords: float
    title: float
    lead: float
    said: float
    taken_up: float

    @property
    def opening(self) -> str:
        """The first word, in small letters."""
        return self.words[0].lower() if self.words else ""


# The table of features: name -> (what it says, its value for a sentence). Each is between 0 and 1 except `depth`.
FEATURES: dict[str, tuple[str, Callable[[View], float]]] = {
    "first": ("is the first sentence", lambda v: v.index == 0),
    "second": ("is the second sentence", lambda v: v.index == 1),
    "third": ("is the third sentence", lambda v: v.index == 2),
    "fourth": ("is the fourth sentence", lambda v: v.index == 3),
    "fifth": ("is the fifth sentence", lambda v: v.index == 4),
    "sixth": ("is the sixth or seventh sentence", lambda v: v.index in (5, 6)),
    "earliness": ("1 for the first sentence, 1/2 for the second, 1/3 for the third ...", lambda v: 1 / (1 + v.index)),
    "depth": ("the logarithm of the position from 1", lambda v: math.log1p(v.index)),
    "relative": ("how far into the article, 0 the first, 1 the last", lambda v: v.index / max(1, v.count - 1)),
    "last": ("is the last sentence", lambda v: v.index == v.count - 1),
    "length": ("words, of 40", lambda v: min(len(v.words), 40) / 40),
    "short": ("has under 8 words", lambda v: len(v.words) < 8),
    "long": ("has over 30 words", lambda v: len(v.words) > 30),
    "very_long": ("has over 45 words", lambda v: len(v.words) > 45),
    "centrality": ("likeness to the whole article", lambda v: v.centrality),
    "recurrence": ("how much its words recur in other sentences", lambda v: v.recurrence),
    "keywords": ("share of the article's ten most frequent words", lambda v: v.keywords),
    "title": ("share of the title's words", lambda v: v.title),
    "lead": ("share of the first sentence's words", lambda v: v.lead),
    "said": ("share of its words said before", lambda v: v.said),
    "taken_up": ("share of its words that the next sentence takes up", lambda v: v.taken_up),
    "opens_quoting": ("begins with a quotation mark", lambda v: v.text[:1] in '"“'),
    "quoted": ("share of it within quotation marks", lambda v: _quoted(v.text)),
    "dangling_mark": ("has a quotation mark without its partner", lambda v: len(_MARKS.findall(v.text)) % 2),
    "attribution": ("says who said it: `kata`, `ujarnya`", lambda v: _ATTRIBUTION.search(v.text.lower()) is not None),
    "numbers": ("numbers, of 3", lambda v: min(3, sum(word[-1].isdigit() for word in v.words)) / 3),
    "names": ("share of words with a capital, the first aside", lambda v: _capitals(v.words)),
    "dangling_opening": ("opens with a word that points back: `Ia`, `Hal`", lambda v: v.opening in _DANGLING_OPENINGS),
    "connector": ("opens with a connector: `Namun`, `Selain`", lambda v: v.opening in _CONNECTORS),
    "question": ("has a question mark", lambda v: "?" in v.text),
    "introduces": ("ends with a colon", lambda v: v.text.endswith(":")),
    "unfinished": ("ends without a stop", lambda v: _FINAL_STOP.search(v.text) is None),
}


def rate(sentences: Sequence[Sentence], *, title: str | None, method: str = "ranker") -> tuple[float, ...]:
    """Rates each sentence by how much it belongs in a summary of all of them.

    Args:
        sentences: the article's sentences, in order.
        title: its title, where it has one.
        method: one of `METHODS`.

    Returns:
        A score in 0..1 for each sentence, in order.

    Raises:
        KeyError: no such method.
    """
    return tuple(_RATERS[method]([sentence.text for sentence in sentences], title))


def choose(
    sentences: Sequence[Sentence],
    scores: Sequence[float],
    *,
    limit: int,
    cost: Callable[[str], int] = count_words,
    least: int = 1,
    method: str = "ranker",
) -> Extract:
    """Chooses the best-rated sentences whose costs add up to at most `limit`.

    It stops at the first that does not fit: filling up with short, low-rated sentences costs two ROUGE points on
    IndoSum. A sentence that says nothing new (`MAX_REDUNDANCY`) is left out; so are headings and sentences that only
    announce what follows (`... melalui:`), unless there is nothing else.

    Args:
        sentences: the article's sentences, in order.
        scores: what `rate` gave them.
        limit: the budget, in units of `cost`.
        cost: what a sentence's text costs: words by default, `lambda _: 1` for a number of sentences.
        least: sentences that are chosen even over the budget, where the article has as many.
        method: what rated them, named in the extract.

    Returns:
        The chosen sentences in article order.
    """
    chosen: list[int] = []
    said: set[str] = set()
    left = limit
    telling = [index for index, sentence in enumerate(sentences) if _tells(sentence.text)]
    for index in sorted(telling or range(len(sentences)), key=lambda index: (-scores[index], index)):
        text = sentences[index].text
        content = _content(words(text))
        if chosen and _share(content, said) > MAX_REDUNDANCY:
            continue
        price = cost(text)
        if len(chosen) >= least and price > left:
            break
        chosen.append(index)
        said |= content
        left -= price
    return Extract(
        method,
        tuple(
            ExtractSentence(sentence.index, sentence.start, sentence.end, scores[index], sentence.text)
            for index, sentence in ((index, sentences[index]) for index in sorted(chosen))
        ),
    )


def _tells(text: str) -> bool:
    """Whether a sentence tells something: it ends with a stop, or has lost it but is longer than a heading."""
    return not text.endswith(":") and (_FINAL_STOP.search(text) is not None or count_words(text) > MAX_HEADING)


def features(texts: Sequence[str], title: str | None) -> list[list[float]]:
    """Returns for each sentence of an article the values of `FEATURES`, in the order of the table."""
    values = [value for _, value in FEATURES.values()]
    return [[float(value(view)) for value in values] for view in _views(texts, title)]


def _views(texts: Sequence[str], title: str | None) -> list[View]:
    tokens = [words(text) for text in texts]
    contents = [_content(found) for found in tokens]
    counts = Counter(word for content in contents for word in content)
    norm = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    sums = [sum(counts[word] for word in content) for content in contents]
    central = [total / (norm * math.sqrt(len(content) or 1)) for total, content in zip(sums, contents, strict=True)]
    most = max(central, default=0.0) or 1.0
    frequent = sorted(counts, key=lambda word: (-counts[word], word))[:10]  # sets come in another order in each process
    keywords = {word for word in frequent if counts[word] > 1}
    entitled = _content(words(title or ""))
    others = max(1, len(texts) - 1)
    said: set[str] = set()
    views = []
    for index, (text, found, content) in enumerate(zip(texts, tokens, contents, strict=True)):
        following = contents[index + 1] if index + 1 < len(texts) else set()
        views.append(
            View(
                text=text,
                index=index,
                count=len(texts),
                words=found,
                content=content,
                centrality=central[index] / most,
                recurrence=(sums[index] / len(content) - 1) / others if content else 0.0,
                keywords=_share(keywords, content),
                title=_share(entitled, content),
                lead=_share(contents[0], content) if index else 0.0,
                said=_share(content, said),
                taken_up=_share(content, following),
            )
        )
        said |= content
    return views


def _content(found: Sequence[str]) -> set[str]:
    """The words that carry content, in small letters: no stop words, nothing under three letters but numbers."""
    small = map(str.lower, found)
    return {word for word in small if word not in STOP_WORDS and (len(word) > 2 or word.isdigit())}


def _share(part: set[str], whole: set[str]) -> float:
    """The share of `part` that is in `whole`, 0 where `part` is empty."""
    return len(part & whole) / len(part) if part else 0.0


def _quoted(text: str) -> float:
    return sum(map(len, _QUOTATION.findall(text))) / max(1, len(text))


def _capitals(found: Sequence[str]) -> float:
    return sum(word[0].isupper() for word in found[1:]) / max(1, len(found) - 1)


@cache
def _weights() -> tuple[float, list[float]]:
    """The ranker's bias, and its weights in the order of `FEATURES`."""
    learned = json.loads(files("ringkas").joinpath("data/ranker.json").read_text("utf-8"))
    return learned["bias"], [learned["weights"][name] for name in FEATURES]


def _ranker(texts: Sequence[str], title: str | None) -> list[float]:
    bias, weights = _weights()
    sums = [bias + sum(map(mul, weights, row)) for row in features(texts, title)]
    probabilities = [1 / (1 + math.exp(-total)) for total in sums]
    worths = _worths(probabilities, list(map(count_words, texts)))
    least, most = min(worths, default=0.0), max(worths, default=0.0)
    # A summary of one sentence is the likeliest one: a longer one costs 1.0 ROUGE-1 and 1.6 ROUGE-2 points on XL-Sum.
    likeliest = max(probabilities, default=0.0)
    return [
        1.0 if p == likeliest else (worth - least) / (most - least + 1)
        for p, worth in zip(probabilities, worths, strict=True)
    ]


def _worths(probabilities: Sequence[float], lengths: Sequence[int]) -> list[float]:
    """What each sentence brings to a summary: the best `SUMMARY_SENTENCES` are the summary of the highest expected F1.

    If a sentence of n words is in the editor's summary with probability p, then chosen sentences hold `sum(p n)` of its
    words, and F1 is twice that over `sum(n) + SUMMARY_WORDS`. Such a ratio is highest, at r, for the sentences of the
    highest `n (p - r)` (Dinkelbach 1967, On Nonlinear Fractional Programming); the iteration that finds r rises.
    """
    ratio, before = 0.0, -1.0
    worths: list[float] = []
    while ratio > before:
        worths = [length * (p - ratio) for p, length in zip(probabilities, lengths, strict=True)]
        best = sorted(range(len(worths)), key=lambda index: -worths[index])[:SUMMARY_SENTENCES]
        expected = sum(probabilities[index] * lengths[index] for index in best)
        before, ratio = ratio, expected / (sum(lengths[index] for index in best) + SUMMARY_WORDS)
    return worths


def _lead(texts: Sequence[str], _title: str | None) -> list[float]:
    return [1 / (1 + index) for index in range(len(texts))]


def _textrank(texts: Sequence[str], _title: str | None) -> list[float]:
    """TextRank (Mihalcea and Tarau, 2004), sentences alike by the cosine of their content words.

    The cosine makes the graph a product of the sentences' vectors, so that a step goes through the words instead of
    through all pairs of sentences: its work grows with the length of the text, not with its square.
    """
    contents = [sorted(_content(words(text))) for text in texts]  # the order of a set differs between processes
    lengths = [math.sqrt(len(content)) or 1.0 for content in contents]

    def spread(mass: Sequence[float]) -> list[float]:
        """Each sentence's sum of its likenesses to all others, each times the other's mass."""
        held: defaultdict[str, float] = defaultdict(float)
        for content, length, own in zip(contents, lengths, mass, strict=True):
            for word in content:
                held[word] += own / length
        return [
            sum(held[word] for word in content) / length - (own if content else 0.0)
            for content, length, own in zip(contents, lengths, mass, strict=True)
        ]

    degrees = [degree if degree > TOLERANCE else 0.0 for degree in spread([1.0] * len(texts))]
    ranks = [1.0] * len(texts)
    for _ in range(MAX_STEPS):
        received = spread([rank / degree if degree else 0.0 for rank, degree in zip(ranks, degrees, strict=True)])
        following = [1 - DAMPING + DAMPING * max(0.0, share) for share in received]
        moved = max((abs(a - b) for a, b in zip(ranks, following, strict=True)), default=0.0)
        ranks = following
        if moved < TOLERANCE:
            break
    most = max(ranks, default=1.0)
    return [rank / most for rank in ranks]


_RATERS: dict[str, Callable[[Sequence[str], str | None], list[float]]] = {
    "ranker": _ranker,
    "lead": _lead,
    "textrank": _textrank,
}
