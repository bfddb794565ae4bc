"""Runs of the product itself over examples, with what they cost."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ringkas.backends.base import TextGenerator
from ringkas.errors import InferenceError
from ringkas.evaluate.baselines import data_sentences, extract, one
from ringkas.evaluate.dataset import Example, sentences
from ringkas.pipeline import Pipeline
from ringkas.text.words import count_words
from ringkas.types import Article, Extract, Failure, Fields, Generation, GenerationOptions, Origin, Source, Summary

WINDOW = 32
"""Examples that go through the pipeline together: enough for equal-length batches, few enough to show progress."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example came to: text, a sentence a line, or nothing and why.

    `origins` tells of each sentence of a summary whether the model wrote it or the extract stands in; empty without a
    model.
    """

    text: str
    failure: str | None = None
    origins: tuple[Origin, ...] = ()


class Listener:
    """A generator that passes everything on and keeps what the model preferred, before any check.

    Attributes:
        heard: each prompt with its best candidate's text.
    """

    def __init__(self, generator: TextGenerator) -> None:
        self.spec = generator.spec
        self.heard: list[tuple[str, str]] = []
        self._generator = generator
        self.count_tokens = generator.count_tokens
        self.close = generator.close

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """What the generator returns."""
        found = self._generator.generate(prompts, options)
        self.heard += [(prompt, candidates[0].text) for prompt, candidates in zip(prompts, found, strict=True)]
        return found


class Meter:
    """What this process has used since the meter was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self, examples: int) -> dict[str, float]:
        """Wall clock and CPU seconds (all threads), examples a second, and the peak of resident memory in MiB."""
        import resource

        seconds = time.perf_counter() - self._wall
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in KiB, but on macOS in bytes
        return {
            "seconds": seconds,
            "cpu_seconds": time.process_time() - self._cpu,
            "per_second": examples / seconds,
            "peak_mb": peak / (2**20 if sys.platform == "darwin" else 2**10),
        }


def summaries(pipeline: Pipeline, examples: Sequence[Example], *, presplit: bool) -> Iterator[Outcome]:
    """Summarise every example, in order, as the work goes on.

    Args:
        pipeline: with settings that do not translate.
        examples: the articles.
        presplit: take the data's own sentences, neither cleaned nor split by us.
    """
    work = _presplit_summaries if presplit else _summaries
    for window in _windows(examples):
        yield from work(pipeline, window)


def translations(pipeline: Pipeline, examples: Sequence[Example]) -> Iterator[Outcome]:
    """Translate every example, in order, as the work goes on: split, each sentence translated alone, a line each."""
    for window in _windows(examples):
        yield from _translations(pipeline, window)


def _windows(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    for start in range(0, len(examples), WINDOW):
        yield examples[start : start + WINDOW]


def _summaries(pipeline: Pipeline, window: Sequence[Example]) -> list[Outcome]:
    return [
        Outcome("", result.message) if isinstance(result, Failure) else _outcome(result.summary or result.extract)
        for result in pipeline.run([_article(example) for example in window])
    ]


def _presplit_summaries(pipeline: Pipeline, window: Sequence[Example]) -> list[Outcome]:
    settings = pipeline.settings
    cost = count_words if settings.abstract else one
    extracts = [
        extract(
            example,
            data_sentences(example),
            limit=settings.extract_limit,
            cost=cost,
            least=settings.sentences,
            method=settings.extract_method,
        )
        for example in window
    ]
    if not settings.abstract:
        return [_outcome(chosen) for chosen in extracts]
    return [
        Outcome("", summary.message) if isinstance(summary, InferenceError) else _outcome(summary)
        for summary in pipeline.abstractor.summarise(
            extracts, sentences=settings.sentences, max_words=settings.max_words
        )
    ]


def _translations(pipeline: Pipeline, window: Sequence[Example]) -> list[Outcome]:
    texts = [sentences(example.source) for example in window]
    try:
        translated = iter(pipeline.translator.translate([sentence for text in texts for sentence in text]))
    except InferenceError as error:
        if len(window) == 1:
            return [Outcome("", error.message)]
        return [outcome for example in window for outcome in _translations(pipeline, [example])]
    return [Outcome("\n".join(next(translated).text for _ in text)) for text in texts]


def _article(example: Example) -> Article:
    data = example.source.encode()
    source = Source(path=None, format="text", encoding="utf-8", bytes=len(data), sha256=sha256(data).hexdigest())
    return Article(example.id, example.source, source, Fields(title=example.title))


def _outcome(written: Summary | Extract) -> Outcome:
    text = "\n".join(sentence.text for sentence in written.sentences)
    return Outcome(text, origins=tuple(s.origin for s in written.sentences) if isinstance(written, Summary) else ())
