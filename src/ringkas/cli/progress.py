"""How far a batch has come, on standard error: a bar on a terminal, a line every half minute otherwise, or nothing."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ringkas.cli.streams import say

if TYPE_CHECKING:
    from ringkas.batch.work import Counts

LINE_SECONDS = 30.0


@contextmanager
def progress(expected: Callable[[], int | None], *, quiet: bool) -> Iterator[Callable[["Counts"], None]]:
    """Something to show counts with.

    Args:
        expected: tells the number of articles, None where it cannot be told; called only if it is shown.
        quiet: show nothing.
    """
    if quiet:
        yield lambda _: None
    elif sys.stderr is not None and sys.stderr.isatty():
        with _bar(expected()) as show:
            yield show
    else:
        yield _lines(expected())


def summary(counts: "Counts", seconds: float) -> str:
    """What came of a batch, in a line."""
    parts = [f"{counts.done:,} done"]
    if counts.failed:
        classes = ", ".join(f"{name} {count:,}" for name, count in counts.failed.most_common())
        parts.append(f"{counts.failed.total():,} failed ({classes})")
    if counts.skipped:
        before = f" ({counts.failed_before:,} of them had failed)" if counts.failed_before else ""
        parts.append(f"{counts.skipped:,} were there{before}")
    if counts.repeated:
        parts.append(f"{counts.repeated:,} named twice")
    if counts.elsewhere:
        parts.append(f"{counts.elsewhere:,} of other shards")
    if counts.worked:
        parts.append(f"{_rate(counts, seconds):,.0f} a minute")
    return ", ".join(parts)


def _rate(counts: "Counts", seconds: float) -> float:
    """Articles a minute."""
    return 60 * counts.worked / max(seconds, 0.001)


def _left(counts: "Counts", expected: int | None, seconds: float) -> str:
    """The time that is left at this rate, where it can be told."""
    if expected is None or not counts.worked:
        return ""
    minutes, rest = divmod(int((max(0, expected - counts.passed)) * seconds / counts.worked), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} left"


def _lines(expected: int | None) -> Callable[["Counts"], None]:
    started = shown = time.monotonic()

    def show(counts: "Counts") -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= LINE_SECONDS:
            shown = now
            of = "" if expected is None else f" of {expected:,}"
            left = _left(counts, expected, now - started)
            say(f"ringkas: {counts.passed:,}{of}: {summary(counts, now - started)}{left and ', '}{left}")

    return show


@contextmanager
def _bar(expected: int | None) -> Iterator[Callable[["Counts"], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    started = time.monotonic()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as bar:
        task = bar.add_task("", total=expected)

        def show(counts: "Counts") -> None:
            seconds = time.monotonic() - started
            parts = [
                _left(counts, expected, seconds),
                f"{_rate(counts, seconds):,.0f} a minute",
                f"{counts.failed.total():,} failed",
                f"{counts.in_hand:,} in hand" if counts.in_hand else "",
            ]
            bar.update(task, completed=counts.passed, description=", ".join(filter(None, parts)))

        yield show
