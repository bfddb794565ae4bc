"""Ctrl-C and SIGTERM: the first stops and keeps what was finished, the second ends at once."""

import json
import signal
import subprocess
import time

import pytest

from articles import ARTICLE
from program import Program

CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
LINES = "".join(json.dumps({"id": name, "text": ARTICLE}) + "\n" for name in ("satu", "dua"))


def begun(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the engine is at work."""
    assert process.stderr
    assert process.stderr.readline() == b"begun\n"


@pytest.mark.parametrize(("number", "code"), CODES)
def test_a_signal_stops_and_says_so(program: Program, number: signal.Signals, code: int) -> None:
    program.write("berita.jsonl", LINES)
    with program.with_fault("slow").start("run", "berita.jsonl", "--profile", "fake", "-o", "out.jsonl") as process:
        begun(process)
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert (out, err) == (b"", b"ringkas: stopped.\n")
    assert [path.name for path in program.folder.iterdir()] == ["berita.jsonl"]


@pytest.mark.parametrize(("number", "code"), CODES)
def test_a_second_signal_ends_at_once_even_in_compiled_code(
    program: Program, number: signal.Signals, code: int
) -> None:
    program.write("berita.jsonl", LINES)
    with program.with_fault("deaf").start("run", "berita.jsonl", "--profile", "fake") as process:
        begun(process)
        time.sleep(0.3)  # from the word to the call
        process.send_signal(number)
        time.sleep(0.5)
        assert process.poll() is None, "the first signal waits for the call in hand"
        process.send_signal(number)
        started = time.monotonic()
        assert process.wait(10) == code
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("output", [None, "out.jsonl"])
def test_what_was_finished_is_kept(program: Program, output: str | None) -> None:
    arguments = ("run", "-", "--profile", "fake", *(("-o", output) if output else ()))
    with program.start(*arguments, stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(LINES.encode())
        process.stdin.flush()
        if output:
            while sum(part.read_bytes().count(b"\n") for part in program.folder.glob(".out.jsonl.*.part")) < 2:
                assert process.poll() is None
                time.sleep(0.02)
        else:
            assert process.stdout
            assert [json.loads(process.stdout.readline())["id"] for _ in range(2)] == ["satu", "dua"]
        time.sleep(0.2)  # it waits for a third article
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (143, b"ringkas: stopped.\n")
    if output:
        assert [json.loads(line)["id"] for line in (program.folder / output).read_text().splitlines()] == [
            "satu",
            "dua",
        ]
        assert [path.name for path in program.folder.iterdir()] == [output]
