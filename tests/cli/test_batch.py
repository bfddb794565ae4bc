"""`ringkas batch` and `ringkas merge` in processes of their own: nothing lost, whatever happens."""

import json
import os
import pty
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from articles import ARTICLE, ENGLISH, ERUPTION
from odd_files import make_odd_files
from program import Program

FAKE = ("--profile", "fake")


def write_articles(program: Program, count: int, folder: str = "arsip") -> None:
    """Articles that differ in a number, some below a folder."""
    for number in range(count):
        place = f"{folder}/2023" if number % 3 == 0 else folder
        program.write(f"{place}/{number:03}.txt", ARTICLE.replace("1.500", str(1_500 + number)))


def stored(program: Program, name: str = "out.jsonl") -> list[dict[str, Any]]:
    """The records of an output, all but the timing; each line has to be whole."""
    text = (program.folder / name).read_text()
    assert not text or text.endswith("\n")
    return [json.loads(line) | {"timing": None} for line in text.splitlines()]


def test_a_folder_becomes_a_file_of_records(program: Program) -> None:
    write_articles(program, 4)
    ended = program("batch", "arsip", "-o", "out.jsonl", *FAKE)
    assert (ended.code, ended.out) == (0, "")
    assert re.fullmatch(r"ringkas: 4 done, [\d,]+ a minute\.\n", ended.err)
    made = stored(program)
    assert [record["id"] for record in made] == ["001.txt", "002.txt", "2023/000.txt", "2023/003.txt"]
    alone = program("run", "arsip/001.txt", *FAKE).record
    assert made[0] == alone | {"id": "001.txt", "timing": None}


def test_failures_are_records_and_exit_8_and_the_same_command_says_so_again(program: Program) -> None:
    write_articles(program, 2)
    program.write("arsip/english.txt", ENGLISH)
    program.write("arsip/kosong.txt", "")
    command = ("batch", "arsip", "-o", "out.jsonl", *FAKE)
    ended = program(*command)
    assert (ended.code, ended.out) == (8, "")
    assert "2 done, 2 failed (NotIndonesian 1, InputEmpty 1)" in ended.err
    assert "--retry-failed" in ended.err
    before = (program.folder / "out.jsonl").read_bytes()
    again = program(*command)
    assert (again.code, again.out) == (8, "")
    assert "0 done, 4 were there (2 of them had failed)" in again.err
    assert (program.folder / "out.jsonl").read_bytes() == before
    program.write("arsip/kosong.txt", ERUPTION)
    retried = program(*command, "--retry-failed")
    assert (retried.code, "1 done, 1 failed (NotIndonesian 1), 2 were there" in retried.err) == (8, True)
    assert sorted(record["id"] for record in stored(program)) == [
        "001.txt",
        "2023/000.txt",
        "english.txt",
        "kosong.txt",
    ]


def test_quiet_says_nothing(program: Program) -> None:
    program.write("arsip/kosong.txt", "")
    ended = program("batch", "arsip", "-o", "out.jsonl", *FAKE, "-q")
    assert (ended.code, ended.out, ended.err) == (8, "", "")


def test_other_settings_are_refused_with_what_to_do(program: Program) -> None:
    write_articles(program, 1)
    command = ("batch", "arsip", "-o", "out.jsonl", *FAKE)
    program(*command)
    ended = program(*command, "--sentences", "2")
    assert (ended.code, ended.out) == (7, "")
    assert "there the defaults, here sentences:2" in ended.err
    assert "Choose another output with `-o`" in ended.err
    assert program(*command, "--threads", "1", "--max-bytes", "5000").code == 0, "what changes no output is no matter"


def test_two_processes_cannot_write_one_output(program: Program) -> None:
    write_articles(program, 1)
    with program.with_fault("slow").start("batch", "arsip", "-o", "out.jsonl", *FAKE) as first:
        assert first.stderr
        assert first.stderr.readline() == b"begun\n"
        ended = program("batch", "arsip", "-o", "out.jsonl", *FAKE)
        first.kill()
    assert (ended.code, ended.out) == (7, "")
    assert "Another process is writing" in ended.err
    assert "Wait for the other process" in ended.err
    assert program("batch", "arsip", "-o", "out.jsonl", *FAKE).code == 0, "a lock dies with its process"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the engine ends at its next answer")
def test_an_engine_dies_with_its_batch(program: Program) -> None:
    write_articles(program, 1)
    with program.with_fault("slow").start("batch", "arsip", "-o", "out.jsonl", *FAKE) as process:
        assert process.stderr
        assert process.stderr.readline() == b"begun\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        process.kill()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_all_is_checked_before_a_model_is_loaded(program: Program) -> None:
    write_articles(program, 3)
    program.write("lain/001.txt", ARTICLE)
    program.write("catatan.txt", "bukan rekaman")
    for code, said, arguments in [
        (3, "tidak-ada does not exist", ("arsip", "tidak-ada", "-o", "out.jsonl")),
        (7, "would both be 001.txt", ("arsip", "lain", "-o", "out.jsonl")),
        (7, "is not a record of ringkas", ("arsip", "-o", "catatan.txt")),
        (7, "Cannot write", ("arsip", "-o", "tidak/ada/out.jsonl")),
        (7, "Cannot write", ("arsip", "-o", "x" * 300)),
        (7, "lies in the output", ("arsip/2023", "-o", "arsip/")),
        (4, "is no shard", ("arsip", "-o", "out.jsonl", "--shard", "9/8")),
        (3, "daftar cannot be read", ("--files-from", "daftar", "-o", "out.jsonl")),
        (2, "INPUT", ("-o", "out.jsonl")),
        (2, "--output", ("arsip",)),
        (2, "--output", ("arsip", "-o", "")),
        (2, "--files-from", ("-", "--files-from", "-", "-o", "out.jsonl")),
        (2, "--retry-failed", ("arsip", "-o", "-", "--retry-failed")),
    ]:
        ended = program("batch", *arguments)
        assert (ended.code, ended.out) == (code, ""), (arguments, ended)
        assert said in ended.err
    assert not program.cache.exists()
    assert not (program.folder / "out.jsonl").exists()
    assert (program.folder / "catatan.txt").read_text() == "bukan rekaman"


def test_killed_at_any_moment_the_same_command_completes_it(program: Program) -> None:
    write_articles(program, 16)
    program.write("arsip/kosong.txt", "")
    command = ("batch", "arsip", *FAKE, "-q", "-o")
    began = time.monotonic()
    program(*command, "whole.jsonl")
    seconds = time.monotonic() - began
    moments = random.Random(5)
    for _ in range(3):
        with program.start(*command, "out.jsonl") as process:
            time.sleep(moments.uniform(0.2, 1.0) * seconds)
            process.kill()
        (program.folder / "out.jsonl").touch()
        with (program.folder / "out.jsonl").open("ab") as file:
            file.write(b'{"schema":"ringkas.record/1","id":"to')  # a kill in the middle of a write
    assert program(*command, "out.jsonl").code == 8
    assert stored(program) == stored(program, "whole.jsonl")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_is_finished(program: Program, number: signal.Signals, code: int) -> None:
    write_articles(program, 40)
    command = ("batch", "arsip", "-o", "out.jsonl", *FAKE)
    out = program.folder / "out.jsonl"
    with program.start(*command) as process:
        while not (out.exists() and out.read_bytes().count(b"\n") >= 8):
            time.sleep(0.02)
        process.send_signal(number)
        began = time.monotonic()
        _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 2
    assert process.returncode == code
    made = stored(program)
    assert 8 <= len(made) < 40
    assert re.fullmatch(rf"ringkas: {len(made)} done, [\d,]+ a minute\.\nringkas: stopped\.\n", err.decode())
    assert not (program.folder / "out.jsonl.state").exists()
    ended = program(*command)
    assert (ended.code, len(stored(program))) == (0, 40)
    assert f"{40 - len(made)} done, {len(made)} were there" in ended.err


def test_a_reader_that_leaves_early_is_no_error(program: Program) -> None:
    write_articles(program, 40)
    with program.start("batch", "arsip", "-o", "-", *FAKE) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert json.loads(first)["id"] == "001.txt"
    assert (process.returncode, err) == (0, b"")


def test_a_full_disk_ends_the_run_and_loses_nothing(program: Program) -> None:
    write_articles(program, 20)
    command = ("batch", "arsip", "-o", "out.jsonl", *FAKE, "-q")
    limit = 50_000

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with program.start(*command, preexec_fn=small_disk) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (7, b"")
    assert b"out.jsonl: File too large." in err
    assert 8 <= len(stored(program)) < 20
    assert program(*command).code == 0
    assert len({record["id"] for record in stored(program)}) == len(stored(program)) == 20


def test_a_tree_mirrors_the_inputs_and_continues(program: Program) -> None:
    write_articles(program, 4)
    lines = [json.dumps({"id": f"baris/{number}", "text": ERUPTION}) for number in (1, 2)]
    program.write("arsip/banyak.jsonl", "\n".join(lines))
    program.write("arsip/kosong.txt", "")
    command = ("batch", "arsip", "-o", "hasil/", *FAKE)
    assert program(*command).code == 8
    found = sorted(str(path.relative_to(program.folder / "hasil")) for path in program.folder.glob("hasil/**/*.json"))
    assert [re.sub(r"-[0-9a-f]{16}", "-HASH", name) for name in found] == [
        "001.txt.json",
        "002.txt.json",
        "2023/000.txt.json",
        "2023/003.txt.json",
        "banyak.jsonl/baris_1-HASH.json",
        "banyak.jsonl/baris_2-HASH.json",
        "kosong.txt.json",
    ]
    times = {name: (program.folder / "hasil" / name).stat().st_mtime_ns for name in found}
    (program.folder / "hasil" / found[0]).unlink()
    (program.folder / "hasil" / found[1]).write_bytes(b"")
    assert "2 done, 5 were there" in program(*command).err
    after = {name: (program.folder / "hasil" / name).stat().st_mtime_ns for name in found}
    assert [name for name in found if after[name] != times[name]] == found[:2]
    ended = program(*command[:2], "-o", "hasil", "--sentences", "2", *FAKE)
    assert (ended.code, "hasil" in ended.err) == (7, True), "a folder that is there needs no slash"


def test_articles_come_from_lists_globs_and_standard_input(program: Program) -> None:
    write_articles(program, 4)
    names = b"arsip/001.txt\0arsip/2023/000.txt\0tidak-ada.txt\0"
    ended = program("batch", "--files-from", "-", "-o", "out.jsonl", *FAKE, stdin=names)
    assert (ended.code, [record["id"] for record in stored(program)]) == (
        8,
        ["arsip/001.txt", "arsip/2023/000.txt", "tidak-ada.txt"],
    )
    program.write("daftar.txt", "arsip/001.txt\narsip/002.txt\n")
    globbed = program("batch", "arsip/2023/*.txt", "--files-from", "daftar.txt", "-o", "-", "-q", *FAKE)
    assert [record["id"] for record in globbed.records] == [
        "arsip/2023/000.txt",
        "arsip/2023/003.txt",
        "arsip/001.txt",
        "arsip/002.txt",
    ]
    line = json.dumps({"nomor": 7, "isi": ARTICLE, "judul": "Mangrove"}) + "\n"
    fields = ("--text-field", "isi", "--title-field", "judul", "--id-field", "nomor")
    piped = program("batch", "-", "-o", "pipa.jsonl", *fields, *FAKE, stdin=line)
    assert (piped.code, stored(program, "pipa.jsonl")[0]["id"]) == (0, "7")
    assert stored(program, "pipa.jsonl")[0]["article"]["title"] == "Mangrove"


def test_the_output_is_no_input_of_its_own(program: Program) -> None:
    write_articles(program, 2, ".")
    command = ("batch", ".", "-o", "out.jsonl", *FAKE, "--cache", "/nowhere")
    assert program(*command).code == 0
    ended = program(*command)
    assert (ended.code, "0 done, 2 were there." in ended.err) == (0, True)


def test_shards_are_merged_when_all_are_there(program: Program) -> None:
    write_articles(program, 9)
    program.write("arsip/kosong.txt", "")
    assert program("batch", "arsip", "-o", "whole.jsonl", *FAKE).code == 8
    outputs = []
    for index in (1, 2, 3):
        outputs.append(f"{index}.jsonl")
        ended = program("batch", "arsip", "-o", outputs[-1], "--shard", f"{index}/3", *FAKE)
        assert "of other shards" in ended.err
    ended = program("merge", *outputs, "-o", "all.jsonl")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "ringkas: complete: 10 records, 1 of them errors.\n"
    merged, whole = (
        sorted(stored(program, name), key=lambda made: made["id"]) for name in ("all.jsonl", "whole.jsonl")
    )
    assert merged == whole
    assert program("merge", *outputs, "-o", "-", "-q").out == (program.folder / "all.jsonl").read_text()

    for code, said, arguments in [
        (7, "shard 2/3", (outputs[0], outputs[2], "-o", "other.jsonl")),
        (7, "both read and written", (*outputs, "-o", outputs[0])),
        (3, "4.jsonl does not exist", (*outputs, "4.jsonl", "-o", "other.jsonl")),
    ]:
        ended = program("merge", *arguments)
        assert (ended.code, ended.out, said in ended.err) == (code, "", True), ended
    with (program.folder / outputs[1]).open("ab") as file:
        file.write((program.folder / outputs[0]).read_bytes())
    ended = program("merge", *outputs, "-o", "other.jsonl")
    assert (ended.code, "both hold" in ended.err) == (7, True)
    assert "the same command, until it has come to its end" in ended.err
    assert not (program.folder / "other.jsonl").exists()


def test_the_first_failure_ends_the_run_when_asked(program: Program) -> None:
    write_articles(program, 3)
    program.write("arsip/0.txt", "")
    ended = program("batch", "arsip", "-o", "out.jsonl", "--fail-fast", *FAKE)
    assert ended.code == 8
    assert [record["id"] for record in stored(program)] == ["0.txt"]


def test_an_article_that_the_engine_cannot_bear_costs_one_record(program: Program) -> None:
    write_articles(program, 3)
    program.write("arsip/gunung.txt", ERUPTION)
    ended = program.with_fault("oom")("batch", "arsip", "-o", "out.jsonl", *FAKE)
    assert (ended.code, "3 done, 1 failed (GenerationFailed 1)" in ended.err) == (8, True)


def test_an_article_that_kills_the_engine_costs_one_record(program: Program) -> None:
    write_articles(program, 3)
    program.write("arsip/gunung.txt", ERUPTION)
    ended = program.with_fault("killed")("batch", "arsip", "-o", "out.jsonl", *FAKE)
    assert (ended.code, "3 done, 1 failed (GenerationFailed 1)" in ended.err) == (8, True)
    (error,) = [row["error"] for row in stored(program) if "error" in row]
    assert error["message"] == "fake: the engine's process was killed by SIGSEGV."


def test_an_engine_that_dies_while_it_loads_ends_the_run(program: Program) -> None:
    write_articles(program, 2)
    ended = program.with_fault("stillborn")("batch", "arsip", "-o", "out.jsonl", *FAKE)
    assert ended.code == 5
    assert "cannot be loaded: fake: the engine's process was killed by SIGKILL." in ended.err
    assert stored(program) == []


def test_a_bug_costs_one_record_an_article_and_not_the_night(program: Program) -> None:
    write_articles(program, 2)
    ended = program.with_fault("broken")("batch", "arsip", "-o", "out.jsonl", *FAKE)
    assert (ended.code, "0 done, 2 failed (UnexpectedFailure 2)" in ended.err) == (8, True)
    assert "ZeroDivisionError: a bug" in stored(program)[0]["error"]["message"]


@pytest.mark.parametrize("output", ["-", "out.jsonl"])
def test_a_noisy_engine_does_not_reach_the_records(program: Program, output: str) -> None:
    write_articles(program, 2)
    ended = program.with_fault("noisy")("batch", "arsip", "-o", output, *FAKE)
    assert ended.code == 0
    assert len(ended.records) == (2 if output == "-" else 0)
    assert "noise from a library" in ended.err


def test_odd_files_have_their_stated_outcome(program: Program) -> None:
    folder = program.folder / "arsip"
    folder.mkdir()
    odd = make_odd_files(folder, scale=1 << 16)
    ended = program("batch", "arsip", "-o", "out.jsonl", "--max-bytes", "2000000", *FAKE)
    assert ended.code == 8, ended.err
    made = stored(program)
    outcomes = [
        record["error"]["class"] if record["schema"] == "ringkas.error/1" else "record"
        for record in sorted(made, key=lambda record: (record["source"] or {}).get("path") or f"arsip/{record['id']}")
    ]
    expected = sorted(odd, key=lambda one: one.name.decode("utf-8", "backslashreplace"))
    assert dict(zip([one.name for one in expected], outcomes, strict=True)) == {one.name: one.outcome for one in odd}


def test_a_terminal_sees_a_bar(program: Program) -> None:
    write_articles(program, 12)
    ours, theirs = pty.openpty()
    with program.start("batch", "arsip", "-o", "out.jsonl", *FAKE, stderr=theirs, env={"TERM": "xterm"}) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                seen += os.read(ours, 4_096)
            except OSError:  # the other end is closed
                break
        assert process.stdout
        assert process.stdout.read() == b""
    os.close(ours)
    assert b"12/12" in seen
    assert b"a minute" in seen
    assert b"12 done" in seen


def test_run_answers_line_by_line(program: Program) -> None:
    """One process serves a shell loop: a record leaves before the next line is written."""
    with program.start("run", "-", *FAKE, stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": ARTICLE}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(number)
        process.stdin.close()
        assert process.wait(30) == 0


def test_records_hold_their_text_when_asked(program: Program) -> None:
    write_articles(program, 1)
    assert program("batch", "arsip", "-o", "out.jsonl", "--include-text", *FAKE).code == 0
    assert stored(program)[0]["text"].startswith("Warga Tegal Tanam 1500 Bibit")


def test_a_device_is_a_stream(program: Program) -> None:
    write_articles(program, 1)
    assert program("batch", "arsip", "-o", "/dev/null", *FAKE).code == 0
    assert not list(Path("/dev").glob(".null*"))
