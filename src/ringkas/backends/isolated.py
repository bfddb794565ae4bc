"""An engine in a process of its own: what kills it costs the work in hand, and not the run.

Compiled code at fault, or a machine without memory to spare, ends its process without an exception. Here that becomes
one, and the next call starts the engine anew.
"""

import ctypes
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ringkas.errors import GenerationFailed, StoreDamaged
from ringkas.types import Generation, GenerationOptions, WeightsSpec

PR_SET_PDEATHSIG = 1
"""The number in Linux's prctl.h for the signal that a process gets when its parent ends."""

PATIENCE_SECONDS = 5
"""How long an engine has to end by itself."""


class IsolatedGenerator:
    """A `TextGenerator` whose engine is a child process.

    Args:
        module: the engine's module; its `open_generator` is called in the child.
        spec: the weights row.
        folder: the prepared model's folder.
        options: further arguments of the engine's `open_generator`.

    Raises:
        RingkasError: as the engine's `open_generator` does.
        StoreDamaged: the child ended while it loaded.
    """

    def __init__(self, module: str, spec: WeightsSpec, folder: Path, options: dict[str, int]) -> None:
        self.spec = spec
        self._arguments = (module, spec, folder, options)
        self._connection: Connection | None = None
        self._process: Any = None
        self._start()

    def count_tokens(self, prompt: str) -> int:
        """As the engine's."""
        count: int = self._ask("count_tokens", prompt)
        return count

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """As the engine's; a child that ends in the middle of it is a `GenerationFailed` too."""
        generations: list[list[Generation]] = self._ask("generate", prompts, options)
        return generations

    def close(self) -> None:
        """End the child."""
        if self._connection is not None:
            self._connection.close()
            self._process.join(PATIENCE_SECONDS)
            self._process.kill()
            self._connection = None

    def _ask(self, method: str, *arguments: object) -> Any:  # noqa: ANN401
        connection = self._connection or self._start()
        try:
            connection.send((method, arguments))
        except OSError as exc:
            raise self._ended() from exc
        return self._answer(connection)

    def _answer(self, connection: Connection) -> Any:  # noqa: ANN401
        try:
            outcome = connection.recv()
        except (EOFError, OSError) as exc:
            raise self._ended() from exc
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._arguments), daemon=True)
        # Ctrl-C goes to the whole group: the child is born deaf to it, for the parent decides what to finish.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        theirs.close()
        self._connection = ours
        try:
            self._answer(ours)
        except GenerationFailed as exc:
            raise StoreDamaged(f"{self._arguments[2]} cannot be loaded: {exc.message}") from exc
        except BaseException:
            self.close()
            raise
        return ours

    def _ended(self) -> GenerationFailed:
        """What became of the child, as the error to raise."""
        self.close()
        code = self._process.exitcode or 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        return GenerationFailed(f"{self.spec.name}: the engine's process {how}.")


def _serve(connection: Connection, *arguments: Any) -> None:  # noqa: ANN401
    """Be the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with suppress(AttributeError, OSError):  # not Linux: the child ends at its next answer
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    serve(connection, *arguments)


def serve(connection: Connection, module: str, spec: WeightsSpec, folder: Path, options: dict[str, int]) -> None:
    """Open an engine and answer for it until the other end closes; errors are answers too."""
    with suppress(EOFError, OSError):
        try:
            generator = import_module(module).open_generator(spec, folder, **options)
        except Exception as error:
            connection.send(error)
            return
        connection.send(None)
        while True:
            method, arguments = connection.recv()
            try:
                outcome = getattr(generator, method)(*arguments)
            except Exception as error:
                outcome = error
            connection.send(outcome)
