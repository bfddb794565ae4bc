"""Which files a batch reads: directories, globs, files and lists of names become one list, each with its name.

A directory is read with all below it, sorted by name. Names that begin with a dot are left out, and so are links to
directories, which may lead in circles; a link to a file is read as the file. What is neither file nor directory (a
FIFO, a socket, a link to nothing) is listed, so that its record says what it was.
"""

import glob
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ringkas.errors import InputNotFound, InputUnreadable, NamesCollide, OutputConflict
from ringkas.sources import name_below, printable


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, or standard input where `path` is None; its name is the path below `root`."""

    path: str | None
    root: Path | None = None

    @property
    def name(self) -> str:
        """The id of the article that the file holds; what the file is called in messages and folders."""
        return "standard-input" if self.path is None else name_below(self.path, self.root)


def list_inputs(
    arguments: Iterable[str],
    *,
    listed: Iterable[str] = (),
    root: Path | None = None,
    leave_out: Collection[Path] = (),
) -> list[Input]:
    """The inputs that arguments and lists name, in order, a file that is named twice once.

    Args:
        arguments: directories, files, globs, and `-` for standard input.
        listed: names out of a list: as `arguments`, but no globs, and what does not exist is listed all the same, as
            lists grow old.
        root: names are below it; by default below the directory given, and files and globs are named as given.
        leave_out: real paths that are never read, with all below: the output itself, which a glob of the shell's
            names as well once it is there.

    Raises:
        InputNotFound: an argument is nothing that exists, and as a glob matches nothing.
        InputUnreadable: a directory given cannot be listed.
        OutputConflict: all that there is to read lies in what is left out.
    """
    hidden = _Hidden(leave_out)
    found = (
        item
        for literal, names in ((False, arguments), (True, listed))
        for name in names
        for item in _expand(name, root, hidden, literal=literal)
    )
    inputs: dict[str | None, Input] = {}
    for item in found:
        place = item.path and os.path.abspath(item.path)  # noqa: PTH100 # Path.absolute keeps `..`
        inputs.setdefault(place, item)
    if hidden.met and not inputs:
        raise OutputConflict(f"{printable(hidden.met)} lies in the output.", hint="Choose another output with `-o`.")
    return list(inputs.values())


def read_list(data: bytes) -> list[str]:
    """The names of a list, one a line; separated by NULs where it holds one, as `find -print0` writes it."""
    separator = b"\0" if b"\0" in data else b"\n"
    return [os.fsdecode(name) for part in data.split(separator) if (name := part.removesuffix(b"\r"))]


def refuse_collisions(inputs: Iterable[Input], place: Callable[[str], str]) -> None:
    """Check that no two inputs have the same place in the output.

    Args:
        inputs: all inputs of a batch.
        place: from an input's name to what must be its own: the name, or a path.

    Raises:
        NamesCollide: two have.
    """
    taken: dict[str, str | None] = {}
    for item in inputs:
        where = place(item.name)
        if where in taken:
            first, second = (printable(path or "standard input") for path in (taken[where], item.path))
            raise NamesCollide(f"{first} and {second} would both be {where} in the output.")
        taken[where] = item.path


def count_articles(inputs: Iterable[Input]) -> int | None:
    """About how many articles the inputs hold: a file is one, JSONL one a line; None where that cannot be told.

    Told by names, and for progress only: a pass over JSONL reads it once.
    """
    total = 0
    for item in inputs:
        name = (item.path or "").lower()
        if item.path is None or name.endswith((".jsonl.gz", ".ndjson.gz")):
            return None
        if name.endswith((".jsonl", ".ndjson")) and Path(item.path).is_file():
            try:
                with Path(item.path).open("rb") as file:
                    total += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
            except OSError:
                total += 1
        else:
            total += 1
    return total


class _Hidden:
    """Paths that are left out, and all below them; `met` is one that was."""

    def __init__(self, paths: Collection[Path]) -> None:
        self._paths = [str(path) for path in paths]
        self._names = {path.name for path in paths}
        self.met = ""

    def holds(self, path: str, *, below: bool = True) -> bool:
        """Whether the path is one of them, or `below` one; else only the same last name costs a look at the disk."""
        if not self._paths or not (below or Path(path).name in self._names):
            return False
        real = os.path.realpath(path)
        held = any(real == own or (below and real.startswith(own + os.sep)) for own in self._paths)
        self.met = path if held else self.met
        return held


def _expand(name: str, root: Path | None, hidden: _Hidden, *, literal: bool) -> Iterator[Input]:
    if name == "-":
        yield Input(None)
        return
    path = str(Path(name)) if name else ""
    if _is_folder(path):
        try:
            os.scandir(path).close()
        except OSError as error:
            raise InputUnreadable(f"{printable(name)} cannot be listed: {error.strerror}.") from error
        for file in _files(path, hidden):
            yield Input(file, root or Path(path))
    elif literal or os.path.lexists(path):
        for file in _files(path, hidden):
            yield Input(file, root)
    else:
        matches = sorted(glob.iglob(path, recursive=True), key=os.fsencode)  # noqa: PTH207 # Path.glob finds hidden files
        if not matches:
            raise InputNotFound(f"{printable(name)} does not exist.")
        for match in matches:
            for file in _files(match, hidden):
                yield Input(file, root)


def _files(path: str, hidden: _Hidden) -> Iterator[str]:
    """A file, or the files below a folder sorted by name; a folder that cannot be listed is given as if it were one."""
    if hidden.holds(path):
        return
    pending = [path]
    while pending:
        found = pending.pop()
        if not _is_folder(found):
            yield found
        elif found == path or not Path(found).is_symlink():
            try:
                names = [entry.path for entry in os.scandir(found) if not entry.name.startswith(".")]
            except OSError:
                yield found
            else:
                names = [name for name in names if not hidden.holds(name, below=False)]
                pending += sorted(names, key=os.fsencode, reverse=True)


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 # Path.is_dir raises for a name that is too long
