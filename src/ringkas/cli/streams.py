"""Standard output carries results only, at the level of file descriptors; everything else goes to standard error."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ringkas.errors import OutputNotWritable


class OutputClosed(Exception):
    """The reader of standard output has gone (`| head -1`): the end of the work, not an error."""


class Results:
    """Where records go, one whole record at a time, flushed."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str) -> None:
        """Write and flush.

        Raises:
            OutputClosed: nobody reads any more.
            OutputNotWritable: the disk is full, or the device refuses.
        """
        try:
            self._stream.write(text.encode())
            self._stream.flush()
        except BrokenPipeError as error:
            raise OutputClosed from error
        except OSError as error:
            raise not_writable(self._name, error) from error


def not_writable(name: str, error: OSError) -> OutputNotWritable:
    """The error for an output that the system refuses."""
    return OutputNotWritable(f"Cannot write {name}: {error.strerror or error}.")


@contextlib.contextmanager
def results(output: Path | None) -> Iterator[Results]:
    """Open the output, before any work is done; None and `-` are standard output.

    A regular file is written beside its place and renamed when the work ends, with what was finished, even where an
    error or a signal ended it early; an old file stays as it was until then, and for good where nothing was written.

    Raises:
        OutputNotWritable: it cannot be opened, written or renamed.
    """
    if output is None or str(output) == "-":
        if sys.stdout is None:
            raise OutputNotWritable("Cannot write standard output: it is closed.")
        with guarded_stdout() as stream:
            yield Results(stream, "standard output")
    elif _is_device(output):
        try:
            device = output.open("wb", buffering=0)
        except OSError as error:
            raise not_writable(str(output), error) from error
        with device, guarded_stdout():
            yield Results(device, str(output))
    else:
        with _replacing(output) as stream, guarded_stdout():
            yield Results(stream, str(output))


def answer(text: str) -> None:
    """Print the whole answer of a command that makes no records."""
    with results(None) as out:
        out.write(text + "\n")


def _is_device(output: Path) -> bool:
    """Whether the output exists and is written in place: a device, a FIFO, a pipe.

    Raises:
        OutputNotWritable: it is a directory, or its path cannot be looked up.
    """
    try:
        if output.is_dir():
            raise OutputNotWritable(
                f"Cannot write {output}: it is a directory.", hint="Name a file, or use `ringkas batch -o DIR/`."
            )
        return output.exists() and not output.is_file()
    except OSError as error:
        raise not_writable(str(output), error) from error


@contextlib.contextmanager
def _replacing(output: Path) -> Iterator[BinaryIO]:
    target = output.resolve()  # a link stays, what it leads to is replaced
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise not_writable(str(output), error) from error
    part = Path(name)
    stream = os.fdopen(descriptor, "wb")
    try:
        yield stream
    finally:
        try:
            with stream:
                stream.flush()
                os.fsync(stream.fileno())
            if part.stat().st_size or sys.exc_info()[0] is None:
                mask = os.umask(0)
                os.umask(mask)
                part.chmod(0o666 & ~mask)
                part.replace(target)
        except OSError as error:
            raise not_writable(str(output), error) from error
        finally:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def guarded_stdout() -> Iterator[BinaryIO]:
    """The real standard output for results, while descriptor 1 leads to standard error for everything else.

    Raises:
        OutputNotWritable: the system refuses what was written last.
    """
    _flush()
    saved = os.dup(1)
    os.dup2(2, 1)
    stream = os.fdopen(saved, "wb")
    try:
        yield stream
    finally:
        failing = sys.exc_info()[0] is not None
        _flush()
        os.dup2(saved, 1)
        try:
            stream.close()
        except OSError as error:
            if not failing:
                raise not_writable("standard output", error) from error


def _flush() -> None:
    """Send what was printed where descriptor 1 leads now; what cannot be sent is no result."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()


def reserve_standard_descriptors() -> None:
    """Lead standard descriptors that are closed to the null device, before another file gets one of their numbers."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def say(message: str) -> None:
    """A line on standard error; a closed standard error is no reason to stop."""
    if sys.stderr is not None:  # print would take standard output instead
        with contextlib.suppress(OSError, ValueError):
            print(message, file=sys.stderr, flush=True)
