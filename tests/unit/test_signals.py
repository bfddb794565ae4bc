"""How signals stop the work, in this process; tests/cli/test_signals.py has them in a process of their own."""

import signal
import threading

import pytest

from ringkas.cli import signals
from ringkas.cli.signals import Stopped, stoppable


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_is_raised_with_its_exit_code(number: signal.Signals, code: int) -> None:
    with pytest.raises(Stopped) as stop, stoppable():
        signal.raise_signal(number)
    assert stop.value.code == code
    assert not isinstance(stop.value, Exception), "nothing on the way may take it for an error"


def test_the_second_signal_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    ended = threading.Event()

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    monkeypatch.setattr(signals.os, "_exit", end)  # type: ignore[attr-defined]
    with stoppable():
        for _ in range(2):
            with pytest.raises(Stopped):
                signal.raise_signal(signal.SIGTERM)
        assert ended.wait(10)
    assert codes == [143]


def test_other_signals_are_not_counted() -> None:
    received: list[int] = []
    previous = signal.signal(signal.SIGUSR1, lambda number, _frame: received.append(number))
    try:
        with stoppable():
            for _ in range(3):
                signal.raise_signal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, previous)
    assert received == [signal.SIGUSR1] * 3


def test_afterwards_all_is_as_before() -> None:
    handlers = [signal.getsignal(number) for number in signals.CODES]
    before = set(threading.enumerate())
    with stoppable():
        assert [signal.getsignal(number) for number in signals.CODES] != handlers
        (watcher,) = set(threading.enumerate()) - before
    assert [signal.getsignal(number) for number in signals.CODES] == handlers
    watcher.join(10)
    assert not watcher.is_alive()
