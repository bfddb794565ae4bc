"""The loop of a batch: inputs are read, gathered into windows, run through the pipeline and put into the output."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from ringkas.batch.identity import WHOLE, Shard, Tally, identity
from ringkas.batch.inputs import Input, refuse_collisions
from ringkas.batch.output import Output
from ringkas.errors import InputError, RingkasError, UnexpectedFailure
from ringkas.pipeline import Pipeline
from ringkas.report import record
from ringkas.sources import ReadOptions, read
from ringkas.types import Article, Failure, Result

Piece = tuple[str, Article | Failure]
"""What was read, and the name of the input that it came from."""

FIRST_WINDOW = 32
LARGEST_WINDOW = 256
"""Articles in flight at once. Their sentences and titles, seven prompts an article, fill batches of 14.5 in the mean of
the 16 that there is room for; 32 articles fill 9.0, 64 fill 11.2, 128 fill 13.2 (news of 2025, the embedded model).
Some minutes of work then lie between two writes.
"""

WINDOW_CHARACTERS = 4_000_000
"""A window is full at this much text, so that a thousand long reports take no more memory than a few."""


@dataclass(slots=True)
class Counts:
    """How far a batch has come.

    Attributes:
        done: articles that got a record in this run.
        failed: articles that got an error record in this run, by class.
        skipped: articles whose record was there already; `failed_before` of them are errors.
        repeated: articles left out since they had come already in this run: the same name and content.
        elsewhere: articles of other shards.
        in_hand: articles in the window that is being worked on.
        stopped: whether `fail_fast` ended the run.
    """

    done: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    failed_before: int = 0
    repeated: int = 0
    elsewhere: int = 0
    in_hand: int = 0
    stopped: bool = False

    @property
    def worked(self) -> int:
        """Articles that this run has finished, well or not."""
        return self.done + self.failed.total()

    @property
    def passed(self) -> int:
        """Articles that are behind the run, for whatever reason."""
        return self.worked + self.skipped + self.repeated + self.elsewhere

    @property
    def any_failed(self) -> bool:
        """Whether an article of the output failed, in this run or before."""
        return bool(self.failed or self.failed_before)


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read, and what standard input is."""

    options: ReadOptions = field(default_factory=ReadOptions)
    stdin: BinaryIO | None = None


class Batch:
    """One run over all inputs.

    Args:
        pipeline: with its settings and models, not loaded before the first window.
        inputs: what to read, in order; the order of the records.
        output: where records go, opened, with what is finished.
        reading: how inputs are read.
        shard: only articles of this part are run.
        fail_fast: end at the first article that fails.
        include_text: records hold their text.

    Raises:
        NamesCollide: two inputs have the same place in the output.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        inputs: Sequence[Input],
        output: Output,
        *,
        reading: Reading = Reading(),
        shard: Shard = WHOLE,
        fail_fast: bool = False,
        include_text: bool = False,
    ) -> None:
        refuse_collisions(inputs, output.place)
        self.counts = Counts()
        self._pipeline = pipeline
        self._inputs = inputs
        self._output = output
        self._reading = reading
        self._shard = shard
        self._fail_fast = fail_fast
        self._include_text = include_text
        self._met: set[bytes] = set()
        self._corpus = Tally()

    def run(self, observe: Callable[[Counts], None] = lambda _: None) -> Counts:
        """Work to the end; `observe` sees the counts before and after each window.

        Raises:
            ModelError: a model cannot be loaded.
            OutputNotWritable: the output refuses; what was put is kept.
            SettingInvalid: the encoding to read with is none.
        """
        counts = self.counts
        for window in windows(self._pieces(), fail_fast=self._fail_fast):
            counts.in_hand = len(window)
            observe(counts)
            outcomes = _outcomes(self._pipeline, [item for _, item in window])
            for (name, _), outcome in zip(window, outcomes, strict=True):
                self._output.put(name, record(outcome, include_text=self._include_text))
                counts.in_hand -= 1
                if isinstance(outcome, Failure):
                    counts.failed[outcome.error_class] += 1
                else:
                    counts.done += 1
            self._output.settle()
            observe(counts)
            if self._fail_fast and counts.failed:
                counts.stopped = True
                return counts
        observe(counts)
        self._output.complete(self._shard, self._corpus)
        return counts

    def _pieces(self) -> Iterator[Piece]:
        """All that is to be done, read one by one."""
        for item in self._inputs:
            options = replace(self._reading.options, root=item.root)
            try:
                for piece in read(item.path, stdin=self._reading.stdin, options=options, wanted=self._wanted):
                    yield item.name, piece
            except InputError as error:
                if error.source or self._wanted(item.name, ""):
                    yield item.name, Failure.of(error, id=item.name, source=error.source)

    def _wanted(self, name: str, sha256: str) -> bool:
        """Whether an article is to be done; asked once for each time that one comes."""
        key = identity(name, sha256)
        counts = self.counts
        if key in self._met:
            counts.repeated += 1
            return False
        self._met.add(key)
        self._corpus.add(key)
        if not self._shard.holds(name, sha256):
            counts.elsewhere += 1
            return False
        if key in self._output.finished:
            self._output.finished.remove(key)  # it is among those met; one set of the two is enough
            counts.skipped += 1
            counts.failed_before += key in self._output.failed
            return False
        return True


def windows(pieces: Iterable[Piece], *, fail_fast: bool = False) -> Iterator[list[Piece]]:
    """Gather what was read: 32 articles at first, then as many as are finished, 256 at most.

    A window's records are written when all of it is through. Growing so, a kill costs at most as much work as the run
    has on disk (and 32 articles), and a long run soon has windows that fill equal-length batches. With `fail_fast` a
    failure to read closes its window.
    """
    window: list[Piece] = []
    finished = characters = 0
    for piece in pieces:
        item = piece[1]
        window.append(piece)
        characters += len(item.text) if isinstance(item, Article) else 0
        full = len(window) >= min(LARGEST_WINDOW, max(FIRST_WINDOW, finished)) or characters >= WINDOW_CHARACTERS
        if full or (fail_fast and isinstance(item, Failure)):
            yield window
            finished += len(window)
            window, characters = [], 0
    if window:
        yield window


def _outcomes(pipeline: Pipeline, items: Sequence[Article | Failure]) -> list[Result | Failure]:
    """The outcomes of a window; a bug that it brings out costs the article that does, and not the night's work."""
    try:
        return pipeline.run(items)
    except RingkasError:
        raise
    except Exception as bug:
        if len(items) > 1:
            return [outcome for item in items for outcome in _outcomes(pipeline, [item])]
        error = UnexpectedFailure(f"{items[0].id}: {type(bug).__name__}: {bug}")
        return [Failure.of(error, id=items[0].id, source=items[0].source, signature=pipeline.signature)]
