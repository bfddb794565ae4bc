"""Extract -> summary: a model rewrites the extracted sentences, and what it writes is held to them.

An extract is rewritten passage by passage. A model that rewrites sentences gets the best-rated ones, each alone, so
that nothing it writes can come from elsewhere (Chen and Bansal 2018, Fast Abstractive Summarization with
Reinforce-Selected Sentence Rewriting); one that summarises gets the extract whole.

Of the n best candidates for a passage the most faithful wins, then the likeliest, a longer one sooner. Each of its
sentences is aligned to the one or two extracted sentences that it rests on; one that says what they do not is replaced
by the first of them. To rerank beams by what the source holds is the idea of Zhao, Cohen and Webber (2020), Reducing
Quantity Hallucinations in Abstractive Summarization.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ringkas.backends.base import TextGenerator
from ringkas.check import check_hedges, check_summary, content_stems, restore_spelling, severity, support
from ringkas.errors import InferenceError
from ringkas.text.sentences import split
from ringkas.text.words import count_words, plain_quotes
from ringkas.types import (
    Extract,
    ExtractSentence,
    Generation,
    Issue,
    Span,
    Summary,
    SummarySentence,
    TaskSpec,
)

MIN_SUPPORT = 0.35
"""A sentence with fewer of its content words in its sources is no summary of them: of the sentences of abstractive news
summaries 97 in 100 have more, of nearly extractive ones all."""

SECOND_SOURCE_GAIN = 0.15
"""A second source is named if it holds this share more of the sentence's content words."""

SAME_SENTENCE = 0.8
"""Two sentences say the same if they share this much of the content words of the shorter one."""

COMPLETENESS = 2.0
"""How much less likely, in log-probability a token, a rewritten sentence may be for being as long as its source.

What a beam finds likeliest leaves out too much (`Ginjal kompleks` of "The kidney is a complex inner organ").
"""

_HEAD = re.compile(r"\A[a-z](?=[a-z ])")
"""A first letter that is to be a capital, as it is where the model left out what stood before; not that of `iPhone`."""

_ABBREVIATED = re.compile(r"\b\w{1,5}\.\Z")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the model's summaries.

    Attributes:
        sentences: its whole sentences, and what is wrong with them.
        truncated: whether it was cut off.
        score: the model's.
        length: words to a word of the sentence that it rewrites; 0 where several are summarised, as many as are wanted.
    """

    sentences: tuple[SummarySentence, ...]
    truncated: bool
    score: float
    length: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """The lower, the better: faults a sentence, then score and completeness. No whole sentence is the worst."""
        faults = sum(severity(sentence.issues) for sentence in self.sentences) + self.truncated
        return (
            faults / len(self.sentences) if self.sentences else float("inf"),
            -self.score - COMPLETENESS * self.length,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """What a model rewrites at a time.

    Attributes:
        sentences: extracted sentences, in article order.
        given: those that the model is shown; none where not one of them fits.
        prompt: what it is asked.
        count: sentences asked for.
    """

    sentences: tuple[ExtractSentence, ...]
    given: tuple[ExtractSentence, ...]
    prompt: str
    count: int


class Abstractor:
    """Summarises extracts with one task on one loaded model.

    Args:
        generator: the loaded weights.
        task: its prompt and how to decode.
    """

    def __init__(self, generator: TextGenerator, task: TaskSpec) -> None:
        self.generator = generator
        self.task = task

    def summarise(
        self, extracts: Sequence[Extract], *, sentences: int, max_words: int | None = None
    ) -> list[Summary | InferenceError]:
        """A summary for each extract, in order, or the error that the engine raised on it.

        Args:
            extracts: the articles' chosen sentences.
            sentences: how many a summary has: exactly, where the extract has as many.
            max_words: the most words in a summary; trailing sentences are dropped for it, never the first.
        """
        passages = [self._passages(extract, sentences) for extract in extracts]
        outcomes = iter(self._generate([passage.prompt for made in passages for passage in made if passage.given]))
        return [
            _summary(extract, made, [next(outcomes) if p.given else [] for p in made], sentences, max_words)
            for extract, made in zip(extracts, passages, strict=True)
        ]

    def asked(self, sentences: int) -> int:
        """How many sentences one prompt asks for where a summary is to have `sentences`."""
        return 1 if self.task.unit == "sentence" else sentences

    def _passages(self, extract: Extract, sentences: int) -> list[Passage]:
        """What is rewritten at a time: the whole extract, or each of its `sentences` best-rated sentences."""
        count = self.asked(sentences)
        if self.task.unit == "extract":
            return [self._passage(extract.sentences, count)] if extract.sentences else []
        best = sorted(extract.sentences, key=lambda sentence: (-sentence.score, sentence.index))[:sentences]
        return [self._passage((sentence,), count) for sentence in sorted(best, key=lambda sentence: sentence.index)]

    def _passage(self, sentences: tuple[ExtractSentence, ...], count: int) -> Passage:
        """A passage with its prompt, as far as prompt and answer have room: the lowest-scored sentences go first."""
        given = sentences
        context = self.generator.spec.context
        room = context - min(self.task.options.max_output_tokens, context // 2)
        while given and self.generator.count_tokens(self._prompt(given, count)) > room:
            worst = min(given, key=lambda sentence: (sentence.score, -sentence.index))
            given = tuple(sentence for sentence in given if sentence is not worst)
        return Passage(sentences, given, self._prompt(given, count), count)

    def _prompt(self, sentences: Sequence[ExtractSentence], count: int) -> str:
        """The task's prompt; only here are blanks and quotation marks made uniform."""
        text = plain_quotes(" ".join(" ".join(sentence.text.split()) for sentence in sentences))
        return self.task.prompt.format(text=text, count=count)

    def _generate(self, prompts: Sequence[str]) -> list[list[Generation] | InferenceError]:
        """Candidates for all prompts in one call; where the engine fails, one by one, so that each fails for itself."""
        if not prompts:
            return []
        try:
            return list(self.generator.generate(prompts, self.task.options))
        except InferenceError as error:
            if len(prompts) == 1:
                return [error]
        return [outcome for prompt in prompts for outcome in self._generate([prompt])]


def _summary(
    extract: Extract,
    passages: Sequence[Passage],
    outcomes: Sequence[Sequence[Generation] | InferenceError],
    count: int,
    max_words: int | None,
) -> Summary | InferenceError:
    """The summary of `count` sentences that the candidates for its passages and the extract make."""
    sentences: list[SummarySentence] = []
    for passage, generations in zip(passages, outcomes, strict=True):
        if isinstance(generations, InferenceError):
            return generations
        for sentence in _rewritten(passage, generations):
            if not any(same_sentence(sentence.text, earlier.text) for earlier in sentences):
                sentences.append(sentence)
    return Summary(_within(_filled(sentences, extract, count), max_words))


def _rewritten(passage: Passage, generations: Sequence[Generation]) -> list[SummarySentence]:
    """The sentences, as many as asked for at most, that the most faithful candidate has for a passage."""
    candidates = [_candidate(generation, passage.given) for generation in generations]
    best = min(candidates, key=lambda candidate: candidate.rank, default=None)
    return (_faithful(best, passage) if best else _first(passage, "too long for the model"))[: passage.count]


def _candidate(generation: Generation, given: Sequence[ExtractSentence]) -> Candidate:
    """A generation as aligned and checked sentences; the last one of a truncated generation is left out."""
    text = " ".join(generation.text.split())
    texts = [sentence.text for sentence in split(text, (Span(0, len(text)),))]
    if generation.truncated:
        texts = texts[:-1]
    source = " ".join(sentence.text for sentence in given)
    sentences: list[SummarySentence] = []
    for sentence in texts:
        if not any(same_sentence(sentence, earlier.text) for earlier in sentences):
            sentences.append(_aligned(sentence, given, source))
    length = count_words(text) / max(1, count_words(source)) if len(given) == 1 else 0.0
    return Candidate(tuple(sentences), generation.truncated, generation.score, length)


def _aligned(text: str, given: Sequence[ExtractSentence], source: str) -> SummarySentence:
    """A sentence of the model with the one or two extracted sentences that hold most of it, and what is wrong."""
    text, restored = restore_spelling(_HEAD.sub(lambda head: head[0].upper(), text), source)
    first = max(given, key=lambda sentence: support(text, sentence.text))
    alone = support(text, first.text)
    pairs = [
        (support(text, f"{first.text} {other.text}"), -other.index, other) for other in given if other is not first
    ]
    together, _, second = max(pairs, default=(0.0, 0, first))
    sources = {first.index}
    if together >= alone + SECOND_SOURCE_GAIN:
        sources.add(second.index)
    share = together if len(sources) > 1 else alone
    origin = " ".join(sentence.text for sentence in given if sentence.index in sources)
    issues = [*restored, *check_summary(text, source), *check_hedges(text, origin)]
    if share < MIN_SUPPORT:
        issues.append(Issue("support", f"{share:.2f} of its words are in the extract"))
    if not _is_finished(text):
        issues.append(Issue("unfinished", text.split()[-1]))
    # The main source first: it is what replaces an unfaithful sentence.
    return SummarySentence(
        text, "abstractive", tuple(sorted(sources, key=lambda i: i != first.index)), share, tuple(issues)
    )


def _is_finished(text: str) -> bool:
    """Whether its stop ends the sentence, so that another can follow: not that of `di St.` for `di St. Petersburg`."""
    probe = f"{text} Ia"
    return _ABBREVIATED.search(text) is None or len(split(probe, (Span(0, len(probe)),))) > 1


def _faithful(candidate: Candidate, passage: Passage) -> list[SummarySentence]:
    """The candidate's faithful sentences, others replaced by their source; the passage's own where most would be."""
    faults = [sentence for sentence in candidate.sentences if _is_wrong(sentence)]
    if not candidate.sentences or 2 * len(faults) > len(candidate.sentences):
        return _first(passage, _reasons(faults) or "truncated")
    by_index = {sentence.index: sentence for sentence in passage.sentences}
    sentences: list[SummarySentence] = []
    for sentence in candidate.sentences:
        if not _is_wrong(sentence):
            sentences.append(sentence)
            continue
        source = by_index[sentence.sources[0]]
        others = [other for other in candidate.sentences if other is not sentence and not _is_wrong(other)]
        if not any(same_sentence(source.text, other.text) for other in (*others, *sentences)):
            sentences.append(_extractive(source, Issue("replaced", _reasons([sentence]))))
    return sentences


def _reasons(sentences: Sequence[SummarySentence]) -> str:
    """What is wrong with sentences, as the one that replaces them says it."""
    return "; ".join(f"{issue.kind} {issue.detail}".strip() for sentence in sentences for issue in sentence.issues)


def _is_wrong(sentence: SummarySentence) -> bool:
    """Whether an issue is left; a word that was put back is right now."""
    return any(issue.kind != "restored" for issue in sentence.issues)


def _first(passage: Passage, reason: str) -> list[SummarySentence]:
    return [_extractive(sentence, Issue("replaced", reason)) for sentence in passage.sentences[: passage.count]]


def _filled(sentences: Sequence[SummarySentence], extract: Extract, count: int) -> tuple[SummarySentence, ...]:
    """`count` sentences: missing ones come from the extract, the best-scored first, each where the article has it."""
    filled = list(sentences)
    used = {index for sentence in filled for index in sentence.sources}
    spare = [sentence for sentence in extract.sentences if sentence.index not in used]
    for sentence in sorted(spare, key=lambda s: (_is_dangling(s.text), -s.score)):
        if len(filled) >= count:
            break
        if any(same_sentence(sentence.text, other.text) for other in filled):
            continue
        later = [k for k, other in enumerate(filled) if min(other.sources) > sentence.index]
        filled.insert(later[0] if later else len(filled), _extractive(sentence))
    return tuple(filled)


def _within(sentences: Sequence[SummarySentence], max_words: int | None) -> tuple[SummarySentence, ...]:
    """The leading sentences that `max_words` leaves room for, at least one."""
    kept = list(sentences)
    while max_words is not None and len(kept) > 1 and count_words(" ".join(s.text for s in kept)) > max_words:
        kept.pop()
    return tuple(kept)


def _extractive(sentence: ExtractSentence, *issues: Issue) -> SummarySentence:
    return SummarySentence(sentence.text, "extractive", (sentence.index,), 1.0, issues)


_DANGLING = re.compile(
    r"(?:ia|dia|beliau|mereka|hal (?:itu|ini|tersebut)|itu|ini|namun|tetapi|tapi|selain itu|sebab|karena itu|kemudian|"
    r"lalu|selanjutnya|sementara itu|meski begitu|meski demikian|padahal|sebelumnya|kata|ujar|tambah)\b",
    re.IGNORECASE,
)


def _is_dangling(text: str) -> bool:
    """Whether a sentence leans on the one before: a pronoun or connector at its head, half a pair of quotes."""
    plain = plain_quotes(text)
    return bool(_DANGLING.match(plain.lstrip('" '))) or plain.count('"') % 2 == 1


def same_sentence(a: str, b: str) -> bool:
    """Whether two sentences say the same, by the content words of the shorter one."""
    first, second = set(content_stems(a)), set(content_stems(b))
    shorter = min(len(first), len(second))
    return a == b or (shorter > 0 and len(first & second) >= SAME_SENTENCE * shorter)
