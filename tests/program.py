"""Runs the `ringkas` command in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ROOT = Path(__file__).parents[1]
DEADLINE = 120
"""Seconds after which a command that should answer at once is taken to hang."""


@dataclass(frozen=True)
class Finished:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines: nothing but records may be there."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> dict[str, Any]:
        """The only record."""
        assert self.code == 0, self.err
        (record,) = self.records
        return record


class Process(subprocess.Popen[bytes]):
    """A process that does not outlive the block that watches it."""

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, value, traceback)


class Program:
    """The command in a folder of its own, with a store and a home of its own.

    Args:
        folder: the working directory; also the home.
        module: what `python -m` runs: `ringkas`, or `faults` with an engine that has one.
    """

    def __init__(self, folder: Path, *module: str) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.module = module or ("ringkas",)

    def with_fault(self, name: str) -> "Program":
        """The command with the engine `name` of tests/faults.py in place of `fake`."""
        return Program(self.folder, "faults", name)

    def write(self, name: str, content: str | bytes) -> str:
        """A file in the folder; returns its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def command(self, *arguments: str | Path) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", *self.module, *map(str, arguments)]

    def environment(self) -> dict[str, str]:
        """The environment of the tests, with a home and a store of its own."""
        paths = [str(ROOT / "src"), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])]
        own = {"PYTHONPATH": os.pathsep.join(paths), "HOME": str(self.folder), "RINGKAS_CACHE": str(self.cache)}
        return os.environ | own

    def start(
        self,
        *arguments: str | Path,
        env: dict[str, str] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> "Process":
        """Start it, to be watched; `options` are those of Popen.

        Its coverage is not measured: a signal that strikes while coverage holds its lock would leave it waiting for
        itself.
        """
        unmeasured = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
        return self._open(*arguments, env=(env or {}) | unmeasured, **options)

    def _open(
        self,
        *arguments: str | Path,
        env: dict[str, str] | None,
        **options: Any,  # noqa: ANN401
    ) -> "Process":
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return Process(
            self.command(*arguments), cwd=self.folder, env=self.environment() | (env or {}), **(pipes | options)
        )

    def __call__(
        self,
        *arguments: str | Path,
        stdin: str | bytes | None = None,
        stdout: int | IO[bytes] = subprocess.PIPE,
        env: dict[str, str] | None = None,
    ) -> Finished:
        """Run it to its end."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        pipe = subprocess.DEVNULL if data is None else subprocess.PIPE
        with self._open(*arguments, env=env, stdin=pipe, stdout=stdout) as process:
            out, err = process.communicate(data, timeout=DEADLINE)
        return Finished(process.returncode, (out or b"").decode(), err.decode())
