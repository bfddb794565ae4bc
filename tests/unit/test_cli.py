"""The ends of the command line that a process of its own cannot show well: terminals, and how an end becomes a code."""

import os
import pty
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer

from ringkas import cli
from ringkas.cli.signals import Stopped
from ringkas.cli.streams import OutputClosed, Results, guarded_stdout, results, say
from ringkas.errors import InputEmpty, OutputNotWritable


def raising(error: BaseException) -> Callable[..., Any]:
    def run(**_: object) -> None:
        raise error

    return run


def code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        cli.main(list(arguments))
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (OutputClosed(), 0, ""),
        (Stopped(143), 143, "ringkas: stopped.\n"),
        (typer.Exit(5), 5, ""),
        (
            InputEmpty("kosong.txt holds no text."),
            3,
            f"ringkas: kosong.txt holds no text.\n  {InputEmpty.default_hint}\n",
        ),
        (InputEmpty("Nothing.", hint=""), 3, "ringkas: Nothing.\n"),
    ],
)
def test_an_end_becomes_a_code(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], error: BaseException, expected: int, said: str
) -> None:
    monkeypatch.setattr(cli, "app", raising(error))
    monkeypatch.setattr("os._exit", sys.exit)  # how a signal ends the process
    assert code() == expected
    assert capfd.readouterr() == ("", said)


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "app", raising(ZeroDivisionError("a bug")))
    with pytest.raises(ZeroDivisionError):
        cli.main([])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard input is a terminal."""
    master, slave = pty.openpty()
    with os.fdopen(slave) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield
    os.close(master)


@pytest.mark.usefixtures("terminal")
def test_no_arguments_on_a_terminal_are_a_request_for_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert code() == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("Usage: ringkas ")
    assert "Commands:" in err


@pytest.mark.usefixtures("terminal")
def test_run_on_a_terminal_wants_a_file(capfd: pytest.CaptureFixture[str]) -> None:
    assert code("run", "--profile", "fake") == 2
    assert "name a file, or pipe an article in" in capfd.readouterr().err


def test_a_slip_is_answered_with_the_command_that_is_near(capfd: pytest.CaptureFixture[str]) -> None:
    assert code("modles", "list") == 2
    assert "Did you mean `ringkas models`?" in capfd.readouterr().err


def test_a_pipe_without_a_reader_is_the_end_of_the_work() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "wb", buffering=0)
    with stream, pytest.raises(OutputClosed):
        Results(stream, "a pipe").write("record\n")


def test_a_socket_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "soket"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        with pytest.raises(OutputNotWritable, match="soket"), results(path):
            pass


def test_an_output_that_cannot_be_renamed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with pytest.raises(OutputNotWritable, match=r"out\.jsonl: Is a directory"), results(path) as out:  # noqa: PT012
        out.write("record\n")
        path.mkdir()
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_an_error_on_the_way_is_not_hidden_by_the_end_of_the_output(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), results(tmp_path / "out.jsonl") as out:  # noqa: PT012
        out.write("record\n")
        raise ZeroDivisionError
    assert (tmp_path / "out.jsonl").read_text() == "record\n"


@contextmanager
def full_stdout() -> Iterator[None]:
    """Descriptor 1 leads to a full device."""
    saved = os.dup(1)
    with Path("/dev/full").open("wb") as full:
        os.dup2(full.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def test_what_the_system_refuses_at_the_very_end_is_an_error() -> None:
    with (
        full_stdout(),
        pytest.raises(OutputNotWritable, match="standard output: No space left"),
        guarded_stdout() as stream,
    ):
        stream.write(b"record\n")


def test_and_hides_no_other_error() -> None:
    with full_stdout(), pytest.raises(ZeroDivisionError), guarded_stdout() as stream:  # noqa: PT012
        stream.write(b"record\n")
        raise ZeroDivisionError


def test_saying_needs_nobody_who_listens(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr", None)
    say("anybody?")
    assert capfd.readouterr() == ("", "")
