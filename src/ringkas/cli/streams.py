"""Standard output carries results only, at the level of file descriptors; everything else goes to standard error."""

import contextlib
import errno
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
        with _guarded_stdout() as stream:
            yield Results(stream, "standard output")
    elif output.exists() and not output.is_file():
        if output.is_dir():
            raise OutputNotWritable(
                f"Cannot write {output}: it is a directory.", hint="Name a file, or use `ringkas batch -o DIR/`."
            )
        try:
            device = output.open("wb", buffering=0)
        except OSError as error:
            raise not_writable(str(output), error) from error
        with device, _guarded_stdout():
            yield Results(device, str(output))  # type: ignore[arg-type]  # a raw file has write and flush
    else:
        with _replacing(output) as stream, _guarded_stdout():
            yield Results(stream, str(output))


@contextlib.contextmanager
def _replacing(output: Path) -> Iterator[BinaryIO]:
    try:
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".part")
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
                part.replace(output)
        except OSError as error:
            raise not_writable(str(output), error) from error
        finally:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def _guarded_stdout() -> Iterator[BinaryIO]:
    """The real standard output for results, while descriptor 1 leads to standard error for everything else.

    Raises:
        OutputNotWritable: standard output is closed.
    """
    sys.stdout.flush()
    try:
        saved = os.dup(1)
    except OSError as error:
        raise not_writable("standard output", error) from error
    try:
        os.dup2(2, 1)
    except OSError:  # standard error is closed: stray output has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    stream = os.fdopen(saved, "wb")
    try:
        yield stream
    finally:
        with contextlib.suppress(ValueError):
            sys.stdout.flush()
        os.dup2(saved, 1)
        try:
            stream.close()
        except OSError as error:
            if error.errno != errno.EPIPE and sys.exc_info()[0] is None:
                raise not_writable("standard output", error) from error


def say(message: str) -> None:
    """A line on standard error; a closed standard error is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        print(message, file=sys.stderr, flush=True)
