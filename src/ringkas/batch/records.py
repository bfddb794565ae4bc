"""Stored records: read back, told from what is none, and files that are written whole or not at all."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ringkas.batch.inputs import list_inputs
from ringkas.errors import InputUnreadable, OutputNotWritable, RecordInvalid
from ringkas.report import ERROR_SCHEMA, RECORD_SCHEMA
from ringkas.sources import printable

BEGINNING = b'{"schema":"ringkas.'
"""How every stored record begins; a torn one is a beginning of it or goes on from it."""

Record = dict[str, Any]


def parse(line: bytes) -> Record | None:
    """The record that a stored line is; None where it is none."""
    try:
        made = json.loads(line)
    except ValueError:
        return None
    return made if isinstance(made, dict) and made.get("schema") in (RECORD_SCHEMA, ERROR_SCHEMA) else None


def is_torn(line: bytes) -> bool:
    """Whether a line that is no record is the beginning of one, or what a crash of the machine left in its place."""
    return not line.strip(b"\0\n") or line.startswith(BEGINNING) or BEGINNING.startswith(line)


def is_failure(made: Record) -> bool:
    """Whether a record says that its article failed."""
    return bool(made["schema"] == ERROR_SCHEMA)


def tree_files(folder: Path) -> Iterator[Path]:
    """The files of records below a folder, sorted by name; hidden ones are none."""
    for item in list_inputs([str(folder)]):
        if item.path is not None and item.path.endswith(".json"):
            yield Path(item.path)


def stored_lines(output: Path) -> Iterator[tuple[bytes, Record]]:
    """The lines of a finished output, a file or a folder, each with the record that it is.

    Raises:
        InputUnreadable: a file cannot be opened.
        RecordInvalid: a line is no record.
    """
    for path in tree_files(output) if output.is_dir() else (output,):
        try:
            opened = path.open("rb")
        except OSError as error:
            raise InputUnreadable(f"{printable(str(path))} cannot be read: {error.strerror}.") from error
        with opened as file:
            for number, line in enumerate(file, 1):
                made = parse(line) if line.endswith(b"\n") else None
                if made is None:
                    raise RecordInvalid(
                        f"{printable(str(path))}, line {number}, is not a whole record.",
                        hint="Run the batch of that output again, the same command: it mends what was cut off.",
                    )
                yield line, made


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place, on disk before it takes the place: at any moment the old file or the new one.

    What a kill leaves beside it is hidden, and overwritten when the same file is written again.

    Raises:
        OutputNotWritable: the system refuses.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        try:
            with part.open("wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk, so that a new name survives a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refused(path: Path, error: OSError) -> OutputNotWritable:
    """The error for an output that the system refuses."""
    return OutputNotWritable(f"Cannot write {printable(str(path))}: {error.strerror or error}.")
