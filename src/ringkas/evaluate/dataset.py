"""Examples and hypotheses: the files that `ringkas eval` reads and writes.

A hypothesis is text with a sentence a line. Saved runs are JSONL, one row for each example, in the order of the data:
`{"id": …, "source": …, "reference": …, "hypothesis": …}`.
"""

import html
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ringkas.errors import InputEmpty, InputMalformed, InputNotFound, InputUndecodable, OutputNotWritable
from ringkas.text.encoding import undo_misreading
from ringkas.text.sentences import split
from ringkas.text.spacing import glued_words, spaced
from ringkas.types import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what a person made of it.

    Attributes:
        id: as the data names it; the line number where it does not.
        source: the article, or the Indonesian sentence.
        reference: the summary, or the English.
        title: the article's title, where the data has one.
        sentences: the article's sentences as the data splits them; empty where it does not.
    """

    id: str
    source: str
    reference: str
    title: str | None = None
    sentences: tuple[str, ...] = ()


@lru_cache(maxsize=2**14)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; no sentence runs over the end of a line."""
    return tuple(
        sentence.text for line in text.splitlines() if line.strip() for sentence in split(line, [Span(0, len(line))])
    )


@lru_cache(maxsize=2**14)
def _glued(source: str) -> dict[str, str]:
    return glued_words(source)


@lru_cache(maxsize=2**14)
def apart(text: str, source: str) -> str:
    """A text with the blanks that its source has lost; to have put them back makes it no newer."""
    return spaced(text, _glued(source))


def read_summaries(path: Path) -> list[Example]:
    """Articles with summaries: JSONL with `id`, `text`, `summary` and, where there are any, `title` and `sentences`.

    Raises:
        InputError: the file cannot be read, or a line is not such an object.
    """
    return [
        Example(
            id=_text(path, number, row, "id"),
            source=undo_misreading(_text(path, number, row, "text")),
            reference=_text(path, number, row, "summary"),
            title=undo_misreading(row.get("title") or "") or None,
            sentences=tuple(map(undo_misreading, row.get("sentences", ()))),
        )
        for number, row in _rows(path)
    ]


def read_translations(path: Path) -> list[Example]:
    """Indonesian TAB English, a pair a line; the line number is the id.

    Raises:
        InputError: the file cannot be read, or a line has not exactly one tab.
    """
    examples = []
    for number, line in enumerate(_lines(path), start=1):
        if line.count("\t") != 1:
            raise InputMalformed(
                f"{path}, line {number}: {line.count(chr(9))} tabs instead of one.",
                hint="Each line is an Indonesian sentence, a tab and its English.",
            )
        source, reference = line.split("\t")
        examples.append(Example(str(number), undo_misreading(source), reference))
    return examples


def read_saved(path: Path) -> tuple[list[Example], list[str]]:
    """A saved run: its examples and hypotheses.

    Raises:
        InputError: the file cannot be read, or a line is not a saved row.
    """
    examples, hypotheses = [], []
    for number, row in _rows(path):
        id, source, reference, hypothesis = (
            _text(path, number, row, name) for name in ("id", "source", "reference", "hypothesis")
        )
        examples.append(Example(id, source, reference))
        hypotheses.append(hypothesis)
    return examples, hypotheses


def read_hypotheses(
    path: Path, examples: Sequence[Example], *, total: int | None = None, unescape: bool = False
) -> list[str]:
    """What a system wrote for `examples`, in their order: a saved run (`.jsonl`), or text with a line for each example.

    Args:
        path: the file.
        examples: the first examples of the data, or all; a saved run may hold more.
        total: how many examples the data has, if more; a text file has that many lines.
        unescape: replace HTML entities (`&#39;`), which some services return.

    Raises:
        InputError: the file cannot be read or does not fit the examples.
    """
    if path.suffix == ".jsonl":
        saved, texts = read_saved(path)
        by_id = dict(zip((example.id for example in saved), texts, strict=True))
        missing = [example.id for example in examples if example.id not in by_id]
        if missing:
            raise InputMalformed(
                f"{path} has no row for {len(missing)} of {len(examples)} examples, the first {missing[0]!r}.",
                hint="Score it with the data and the --limit that it was saved with.",
            )
        lines = [by_id[example.id] for example in examples]
    else:
        lines = _lines(path)
        expected = len(examples) if total is None else total
        if len(lines) != expected:
            raise InputMalformed(
                f"{path} has {len(lines)} lines for {expected} examples.",
                hint="Give a text file with one line for each example, in their order, or a saved run (.jsonl).",
            )
        lines = lines[: len(examples)]
    return [html.unescape(line) for line in lines] if unescape else lines


@contextmanager
def saving(path: Path) -> Iterator[Callable[[Example, str], None]]:
    """A function that adds a row to a saved run, at once on the disk, so that a run cut short keeps what it has.

    Raises:
        OutputNotWritable: the file cannot be opened.
    """
    try:
        stream = path.open("w", encoding="utf-8", buffering=1)
    except OSError as exc:
        raise OutputNotWritable(f"{path} cannot be written: {exc.strerror}.") from exc
    with stream:

        def save(example: Example, hypothesis: str) -> None:
            row = {"id": example.id, "source": example.source, "reference": example.reference, "hypothesis": hypothesis}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield save


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as exc:
        raise InputNotFound(f"{path} cannot be read: {exc.strerror}.", hint="Check the path.") from exc
    except UnicodeDecodeError as exc:
        raise InputUndecodable(f"{path} is not UTF-8.", hint="Convert it to UTF-8 first.") from exc
    if not text.strip():
        raise InputEmpty(f"{path} is empty.", hint="Give a file with examples.")
    return text.removesuffix("\n").split("\n")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as exc:
            raise InputMalformed(f"{path}, line {number}: not JSON ({exc.msg}).") from exc
        if not isinstance(row, dict):
            raise InputMalformed(f"{path}, line {number}: not a JSON object.")
        yield number, row


def _text(path: Path, number: int, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise InputMalformed(
            f"{path}, line {number}: no text {name!r}.",
            hint="Summaries need id, text and summary; saved runs id, source, reference and hypothesis.",
        )
    return value
