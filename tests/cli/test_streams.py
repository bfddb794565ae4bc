"""Standard output carries records only, and every way that it can fail is an answer."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from articles import ARTICLE, ENGLISH
from program import Program

RUN = ("run", "berita.txt", "--profile", "fake")


@pytest.fixture(autouse=True)
def article(program: Program) -> None:
    program.write("berita.txt", ARTICLE)


def shell(program: Program, script: str) -> tuple[int, str]:
    """Run the command, `"$@"` in a script, in a shell; its exit code and standard error."""
    finished = subprocess.run(
        ["bash", "-c", script, "bash", *program.command(*RUN)],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return finished.returncode, finished.stderr.decode()


def test_noise_of_an_engine_goes_to_standard_error(program: Program) -> None:
    finished = program.with_fault("noisy")(*RUN)
    assert finished.record["summary"]["sentences"]
    for noise in ("noise from Python", "noise from a library", "noise from a child"):
        assert noise in finished.err
        assert noise not in finished.out


def test_noise_stays_out_of_an_output_file_and_of_standard_output(program: Program) -> None:
    finished = program.with_fault("noisy")(*RUN, "-o", "out.jsonl")
    assert finished.out == ""
    assert json.loads((program.folder / "out.jsonl").read_text())["schema"] == "ringkas.record/1"


def test_a_reader_that_leaves_is_the_end_and_no_error(program: Program) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": ARTICLE}) + "\n" for n in range(200))
    program.write("banyak.jsonl", lines)
    with program.start("run", "banyak.jsonl", "--profile", "fake") as process:
        assert process.stdout
        assert process.stderr
        first = json.loads(process.stdout.readline())
        process.stdout.close()
        err = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert first["id"] == "0"
    assert err == ""


@pytest.mark.parametrize(
    "command", [RUN, ("schema",), ("models", "list"), ("doctor", "--profile", "fake"), ("--version",)]
)
def test_a_full_disk_is_named(program: Program, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        finished = program(*command, stdout=full)
    assert finished.code == 7
    assert finished.err.splitlines()[0] == "ringkas: Cannot write standard output: No space left on device."
    assert "Traceback" not in finished.err


def test_a_full_device_as_output_is_named(program: Program) -> None:
    finished = program(*RUN, "-o", "/dev/full")
    assert finished.code == 7
    assert "Cannot write /dev/full: No space left on device." in finished.err


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("berita.txt/out.jsonl", "Not a directory"),
        ("tiada/out.jsonl", "No such file or directory"),
        (".", "it is a directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_named_before_any_work(program: Program, output: str, reason: str) -> None:
    finished = program.with_fault("broken")(*RUN, "-o", output)
    assert finished.code == 7
    assert finished.err.startswith(f"ringkas: Cannot write {output}: {reason}.\n  ")
    assert sorted(path.name for path in program.folder.iterdir()) == ["berita.txt"]


def test_a_closed_standard_output_is_an_error_where_it_is_needed(program: Program) -> None:
    code, err = shell(program, '"$@" >&-')
    assert code == 7
    assert "Cannot write standard output: it is closed." in err


def test_a_closed_standard_output_is_none_where_it_is_not(program: Program) -> None:
    code, err = shell(program, '"$@" -o out.jsonl >&- <&-')
    assert (code, err) == (0, "")
    assert json.loads((program.folder / "out.jsonl").read_text())["id"] == "berita.txt"


def test_a_closed_standard_error_costs_only_the_messages(program: Program) -> None:
    code, _ = shell(program, '"$@" tiada.txt 2>&- > out.jsonl')
    assert code == 8
    schemas = [json.loads(line)["schema"] for line in (program.folder / "out.jsonl").read_text().splitlines()]
    assert schemas == ["ringkas.record/1", "ringkas.error/1"]


def test_a_closed_standard_input_is_an_input_that_cannot_be_read(program: Program) -> None:
    code, err = shell(program, '"$@" - <&- > out.jsonl')
    assert code == 8
    assert "1 article failed" in err
    error = json.loads((program.folder / "out.jsonl").read_text().splitlines()[1])["error"]
    assert error["class"] == "InputUnreadable"


def test_records_leave_as_soon_as_they_are_ready(program: Program) -> None:
    with program.start("run", "-", "--profile", "fake", stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": str(number), "text": ARTICLE}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(number)
        process.stdin.close()
        assert process.wait(60) == 0


def test_an_output_file_is_replaced_whole_and_keeps_its_links(program: Program) -> None:
    folder = program.folder
    (folder / "lama.jsonl").write_text("old\n")
    (folder / "tautan.jsonl").symlink_to("lama.jsonl")
    finished = program(*RUN, "-o", "tautan.jsonl")
    assert (finished.code, finished.out) == (0, "")
    assert (folder / "tautan.jsonl").is_symlink()
    assert json.loads((folder / "lama.jsonl").read_text())["id"] == "berita.txt"
    assert sorted(path.name for path in folder.iterdir()) == ["berita.txt", "lama.jsonl", "tautan.jsonl"]


def test_an_output_file_gets_the_permissions_of_a_new_file(program: Program) -> None:
    program(*RUN, "-o", "out.jsonl")
    mask = os.umask(0)
    os.umask(mask)
    assert (program.folder / "out.jsonl").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("content", ["", ENGLISH])
def test_an_article_that_fails_alone_leaves_the_output_as_it_was(program: Program, content: str) -> None:
    program.write("lain.txt", content)
    program.write("out.jsonl", "old\n")
    finished = program("run", "lain.txt", "--profile", "fake", "-o", "out.jsonl")
    assert finished.code == 3
    assert (program.folder / "out.jsonl").read_text() == "old\n"
    assert sorted(path.name for path in program.folder.iterdir()) == ["berita.txt", "lain.txt", "out.jsonl"]


def test_a_bug_keeps_what_was_finished_and_shows_its_traceback(program: Program) -> None:
    finished = program.with_fault("broken")(*RUN)
    assert finished.code == 1
    assert finished.out == ""
    assert "ZeroDivisionError: a bug" in finished.err


def test_a_fifo_is_written_in_place(program: Program) -> None:
    fifo = program.folder / "pipa"
    os.mkfifo(fifo)
    with program.start(*RUN, "-o", "pipa") as process, contextlib.closing(fifo.open("rb")) as reader:
        assert json.loads(reader.read())["id"] == "berita.txt"
        assert process.wait(60) == 0
    assert fifo.is_fifo()
