"""The output of a batch is its journal: what it holds is finished, and the same command goes on from there.

Three kinds, one protocol: a `Journal` is one file of lines, a `Tree` one file a record in the shape of the inputs'
folders, a `Stream` has no memory. Opening one reads it back, refuses records of other settings and mends what a kill
cut off; nothing is written to the disk by one process while another holds the lock.
"""

import hashlib
import json
import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from ringkas.batch.identity import Shard, Tally, identity_of
from ringkas.batch.records import Record, is_failure, is_torn, parse, refused, stored_lines, tree_files, write_whole
from ringkas.errors import OutputConflict, OutputIncomplete, OutputLocked, OutputNotWritable
from ringkas.report import jsonl
from ringkas.sources import printable

SYNC_SECONDS = 1.0
"""The most work, besides the window in hand, that a crash of the machine (not of the program) can cost."""

STATE_SCHEMA = "ringkas.state/1"


class Output(Protocol):
    """Where the records of a batch go.

    Attributes:
        finished: identities of the articles that it holds records of.
        failed: those among them whose record is an error.
    """

    finished: set[bytes]
    failed: set[bytes]

    def place(self, name: str) -> str:
        """What of an input's name must be its own among all inputs."""

    def put(self, name: str, made: Record) -> None:
        """Write the record of an article of the input `name`, whole and past this process's death.

        Raises:
            OutputNotWritable: the system refuses; what was put before is kept.
        """

    def settle(self) -> None:
        """Called after each window: put it on the disk, if it is time to."""

    def complete(self, shard: Shard, corpus: Tally) -> None:
        """Note that every article of the shard has its record here, and what all shards together must hold."""


class Stream:
    """Records go out as they come; `write` takes a line and flushes it."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.finished: set[bytes] = set()
        self.failed: set[bytes] = set()
        self._write = write

    def place(self, name: str) -> str:
        """The name itself: two records of one name could not be told apart."""
        return name

    def put(self, name: str, made: Record) -> None:  # noqa: ARG002 # the protocol's
        """Write a record."""
        self._write(jsonl(made))

    def settle(self) -> None:
        """Each record was flushed."""

    def complete(self, shard: Shard, corpus: Tally) -> None:
        """A stream keeps nothing that could be merged."""


class _Kept(ABC):
    """What a file and a folder of records have in common.

    Args:
        path: the file or folder.
        lock: the file that a writer locks.
        state: the file that says that the output is complete.
        signature: what every record must carry.
        include_text: whether every record must hold its text.
    """

    def __init__(self, path: Path, lock: Path, state: Path, *, signature: str, include_text: bool) -> None:
        self.path = path
        self.lock = lock
        self.state = state
        self.finished: set[bytes] = set()
        self.failed: set[bytes] = set()
        self._signature = signature
        self._include_text = include_text
        self._held = ExitStack()

    @property
    def own_paths(self) -> list[Path]:
        """What belongs to this output and is never an input."""
        return [self.path, self.lock, self.state]

    def __enter__(self) -> Self:
        """Lock the output, read it back and make it ready.

        Raises:
            OutputLocked: another process writes it.
            OutputConflict: it holds what is no record, or records of other settings.
            OutputNotWritable: the system refuses.
        """
        try:
            self._make_room()
            self._held.enter_context(_locked(self.lock, self.path))
            self._load()
        except OSError as error:
            self._held.close()
            raise refused(self.path, error) from error
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._held.close()

    def complete(self, shard: Shard, corpus: Tally) -> None:
        """Write the state: shard, signature, the corpus as this run met it, and the records here, read back."""
        held = Tally()
        for _, made in stored_lines(self.path):
            held.add(identity_of(made))
        state = {
            "schema": STATE_SCHEMA,
            "signature": self._signature,
            "shard": [shard.index, shard.count],
            "corpus": corpus.summary(),
            "records": held.summary(),
        }
        write_whole(self.state, [json.dumps(state).encode() + b"\n"])

    @abstractmethod
    def _make_room(self) -> None:
        """Check for the folder that holds the lock, or make it.

        Raises:
            OSError: there is none.
        """

    @abstractmethod
    def _load(self) -> None:
        """Read the output back and open it."""

    def _admit(self, made: Record, where: str) -> None:
        """Count a stored record as finished.

        Raises:
            OutputConflict: it was made with other settings or models.
        """
        if made["signature"] != self._signature:
            there, here = (set(signature.split("|")) for signature in (made["signature"], self._signature))
            raise OutputConflict(
                f"{where} was made with other settings or models: "
                f"there {_list(there - here)}, here {_list(here - there)}."
            )
        if not is_failure(made) and ("text" in made) != self._include_text:
            raise OutputConflict(f"{where} was made with{'out' * self._include_text} --include-text.")
        key = identity_of(made)
        self.finished.add(key)
        (self.failed.add if is_failure(made) else self.failed.discard)(key)


class Journal(_Kept):
    """One file of lines, `-o OUT.jsonl`: appended, flushed line by line, on disk at most `SYNC_SECONDS` later."""

    def __init__(self, path: Path, *, signature: str, include_text: bool = False, retry_failed: bool = False) -> None:
        path = path.resolve()
        lock = path.with_name(f".{path.name}.lock")
        super().__init__(path, lock, state_of(path, tree=False), signature=signature, include_text=include_text)
        self._retry_failed = retry_failed
        self._end = 0
        self._synced = 0.0

    def place(self, name: str) -> str:
        """The name itself: two records of one name could not be told apart."""
        return name

    def put(self, name: str, made: Record) -> None:  # noqa: ARG002 # the protocol's
        """Append a record."""
        rest = memoryview(jsonl(made).encode())
        size = len(rest)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise refused(self.path, error) from error
        self._end += size

    def settle(self) -> None:
        """Put what was appended on the disk, not more often than `SYNC_SECONDS`."""
        if time.monotonic() - self._synced >= SYNC_SECONDS:
            self._sync()

    def _make_room(self) -> None:
        self.path.parent.stat()

    def _load(self) -> None:
        if not self.path.exists():
            self.path.touch()
        self._end = self._scan()
        self._cut()
        if self._retry_failed and self.failed:
            write_whole(self.path, (line for line, made in stored_lines(self.path) if not is_failure(made)))
            self._end = self.path.stat().st_size
            self.finished -= self.failed
            self.failed = set()
        self._file = self._held.enter_context(self.path.open("ab", buffering=0))
        self._held.callback(self._sync)

    def _scan(self) -> int:
        """Admit all records; where the last whole one ends.

        Raises:
            OutputConflict: a line is no record, nor the torn last one.
        """
        end = 0
        name = printable(str(self.path))
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                made = parse(line) if line.endswith(b"\n") else None
                if made is None:
                    if is_torn(line) and not file.read(1):
                        break
                    raise _foreign(f"{name}, line {number},")
                self._admit(made, name)
                end += len(line)
        return end

    def _cut(self) -> None:
        if self.path.stat().st_size > self._end:
            os.truncate(self.path, self._end)

    def _sync(self) -> None:
        """Put the file on the disk, ending at its last whole record, whatever interrupted a write."""
        try:
            self._cut()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise refused(self.path, error) from error
        self._synced = time.monotonic()


class Tree(_Kept):
    """One file a record, `-o OUTDIR/`: `a/b.txt` becomes `OUTDIR/a/b.txt.json`, each written whole.

    The lines of `c.jsonl` become `OUTDIR/c.jsonl/ID-HASH.json`. A file holds one line, so all of them one after the
    other are a journal.
    """

    def __init__(self, path: Path, *, signature: str, include_text: bool = False, retry_failed: bool = False) -> None:
        path = path.resolve()
        super().__init__(
            path, path / ".ringkas.lock", state_of(path, tree=True), signature=signature, include_text=include_text
        )
        self._retry_failed = retry_failed

    def place(self, name: str) -> str:
        """The file of a record, below the folder: the name, never outside of it, every part short enough."""
        parts = [_file_name(part) for part in Path(name).parts if part not in ("/", "..")]
        return "/".join(parts or ["_"]) + ".json"

    def put(self, name: str, made: Record) -> None:
        """Write the record's file, whole; an older one of the same place is replaced."""
        source = made["source"]
        if source and source["format"] == "jsonl":
            own = re.sub(r"[^\w.-]", "_", made["id"])
            name = f"{name}/{own[:100]}-{identity_of(made).hex()[:16]}"
        path = self.path / self.place(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refused(path.parent, error) from error
        write_whole(path, [jsonl(made).encode()])

    def settle(self) -> None:
        """Each record is on the disk."""

    def _make_room(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def _load(self) -> None:
        for path in tree_files(self.path):
            name = printable(str(path))
            data = path.read_bytes()
            made = parse(data)
            if made is None:
                if not is_torn(data):
                    raise _foreign(name)
                path.unlink()
            else:
                self._admit(made, name)
                if self._retry_failed and is_failure(made):
                    self.finished.remove(identity_of(made))
                    path.unlink()
        if self._retry_failed:
            self.failed = set()


def state_of(output: Path, *, tree: bool | None = None) -> Path:
    """The file beside an output, in a folder within, that says what a complete run held."""
    if output.is_dir() if tree is None else tree:
        return output / ".ringkas.state"
    return output.with_name(f"{output.name}.state")


def read_state(output: Path) -> dict[str, Any]:
    """The state of an output.

    Raises:
        OutputIncomplete: it has none that can be read.
    """
    path = state_of(output)
    try:
        state = json.loads(path.read_bytes())
        if state["schema"] != STATE_SCHEMA:
            raise KeyError(state["schema"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputIncomplete(
            f"{printable(str(output))} is not known to be complete: {printable(str(path))} cannot be read."
        ) from error
    return dict(state)


@contextmanager
def _locked(lock: Path, output: Path) -> Iterator[None]:
    """Hold the lock of an output.

    Raises:
        OutputLocked: another process holds it.
        OutputNotWritable: the file system has no locks.
    """
    from filelock import FileLock, Timeout

    held = FileLock(lock, timeout=0)
    try:
        held.acquire()
    except NotImplementedError as error:
        raise OutputNotWritable(f"Cannot lock {printable(str(output))}: its file system has no locks.") from error
    except Timeout as error:
        raise OutputLocked(f"Another process is writing {printable(str(output))}.") from error
    try:
        yield
    finally:
        held.release()


def _file_name(part: str) -> str:
    """A name that every file system takes with `.json` and `.part` around it, and that is not hidden."""
    if part.startswith("."):
        part = f"_{part[1:]}"
    data = part.encode()
    if len(data) > 240:
        part = f"{data[:200].decode(errors='ignore')}~{hashlib.sha256(data).hexdigest()[:16]}"
    return part


def _foreign(where: str) -> OutputConflict:
    return OutputConflict(f"{where} is not a record of ringkas.", hint="Choose another output with `-o`.")


def _list(parts: set[str]) -> str:
    return " and ".join(sorted(parts)) or "the defaults"
