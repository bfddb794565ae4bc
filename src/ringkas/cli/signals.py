"""SIGINT and SIGTERM: the first ends the work at the next safe point, the second at once.

Python runs a signal's handler only when the call into an engine's compiled code returns, which takes as long as the
batch in hand. So a thread watches the wake-up descriptor, which is written at once, and ends the process at the
second signal; the store and the outputs bear that at any moment.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


class Stopped(BaseException):
    """A signal asked to stop; not an `Exception`, so that nothing on the way takes it for an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` in the main thread at the first SIGINT or SIGTERM; exit at once at the second."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    previous = {number: signal.signal(number, _stop) for number in CODES}
    old_descriptor = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader,), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(old_descriptor)
        for number, handler in previous.items():
            signal.signal(number, handler)
        os.close(writer)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(CODES[signal.Signals(number)])


def _watch(reader: int) -> None:
    """Read signal numbers until the writing end closes; the second of ours ends the process."""
    seen = 0
    while numbers := os.read(reader, 64):
        for number in numbers:
            if number in CODES:
                seen += 1
                if seen == 2:
                    os._exit(CODES[signal.Signals(number)])
    os.close(reader)
