"""The journal: what it holds is finished, what a kill cut off is mended, and what is not ours is left alone."""

import gc
import json
import os
import re
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from batches import SIGNATURE, done, failed
from ringkas.batch import records
from ringkas.batch.identity import WHOLE, Shard, Tally, identity, identity_of
from ringkas.batch.output import Journal, Stream, Tree, read_state
from ringkas.batch.records import write_whole
from ringkas.errors import (
    InputUnreadable,
    OutputConflict,
    OutputIncomplete,
    OutputLocked,
    OutputNotWritable,
    SettingInvalid,
)
from ringkas.report import jsonl

A, B = "a" * 64, "b" * 64


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def journal(path: Path, **options: Any) -> Journal:  # noqa: ANN401
    return Journal(path, **{"signature": SIGNATURE, **options})


def tree(path: Path, **options: Any) -> Tree:  # noqa: ANN401
    return Tree(path, **{"signature": SIGNATURE, **options})


def filled(path: Path) -> bytes:
    """A journal of three records, the second an error."""
    with journal(path) as kept:
        for made in (done("a", A), failed("b"), done("c", B)):
            kept.put(made["id"], made)
    return path.read_bytes()


def test_what_was_put_is_finished(out: Path) -> None:
    filled(out)
    with journal(out) as kept:
        assert kept.finished == {identity("a", A), identity("b", ""), identity("c", B)}
        assert kept.failed == {identity("b", "")}


def test_a_record_is_in_the_file_as_soon_as_it_is_put(out: Path) -> None:
    with journal(out) as kept:
        kept.put("a", failed("a"))
        assert out.read_text() == jsonl(failed("a"))


def test_a_torn_last_line_is_cut_off_wherever_it_was_torn(out: Path) -> None:
    whole = filled(out)
    second_last = whole.rindex(b"\n", 0, len(whole) - 1) + 1
    for end in (*range(second_last, len(whole), 101), *range(second_last, second_last + 25), len(whole) - 1):
        out.write_bytes(whole[:end])
        with journal(out) as kept:
            assert kept.finished == {identity("a", A), identity("b", "")}
        assert out.read_bytes() == whole[:second_last]


@pytest.mark.parametrize("tail", [bytes(100), bytes(100) + b"\n", b'{"schema":"ringkas.record/1"\n', b"{"])
def test_what_a_crash_of_the_machine_leaves_is_cut_off(out: Path, tail: bytes) -> None:
    whole = filled(out)
    out.write_bytes(whole + tail)
    with journal(out):
        pass
    assert out.read_bytes() == whole


@pytest.mark.parametrize(
    "content",
    [b"catatan saya", b"catatan saya\n", b'{"id": "1", "text": "berita"}\n', b"[1, 2]\n", b"\xff\xfe\n", b"\n{}"],
)
def test_a_file_that_is_no_journal_is_refused_and_left_alone(out: Path, content: bytes) -> None:
    out.write_bytes(content)
    with pytest.raises(OutputConflict, match="line 1, is not a record"), journal(out):
        pass
    assert out.read_bytes() == content


def test_a_broken_line_before_others_is_refused_and_left_alone(out: Path) -> None:
    whole = filled(out)
    lines = whole.splitlines(keepends=True)
    out.write_bytes(lines[0] + lines[1][:-20] + b"\n" + lines[2])
    with pytest.raises(OutputConflict, match="line 2"), journal(out):
        pass
    assert len(out.read_bytes()) == len(whole) - 19


@pytest.mark.parametrize("made", [done("a", A), failed("a")], ids=["record", "error"])
def test_records_of_other_settings_are_refused_and_what_differs_is_named(out: Path, made: dict[str, Any]) -> None:
    with journal(out) as kept:
        kept.put("a", made)
    before = out.read_bytes()
    with pytest.raises(OutputConflict, match=r"there the defaults, here sentences:2\.") as caught:
        journal(out, signature=f"{SIGNATURE}|sentences:2").__enter__()
    assert "-o" in caught.value.hint
    assert out.read_bytes() == before


def test_records_with_and_without_their_text_are_not_mixed(out: Path) -> None:
    filled(out)
    with pytest.raises(OutputConflict, match="without --include-text"), journal(out, include_text=True):
        pass
    out.unlink()
    with journal(out, include_text=True) as kept:
        kept.put("a", done("a", A, include_text=True))
    with pytest.raises(OutputConflict, match="with --include-text"), journal(out):
        pass


def test_retrying_drops_error_records_alone(out: Path) -> None:
    whole = filled(out)
    out.chmod(0o640)
    with journal(out, retry_failed=True) as kept:
        assert kept.finished == {identity("a", A), identity("c", B)}
        assert not kept.failed
        kept.put("d", failed("d"))
    first, _, last = whole.splitlines(keepends=True)
    assert out.read_bytes() == first + last + jsonl(failed("d")).encode()
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_an_article_that_went_through_later_has_not_failed(out: Path) -> None:
    with journal(out) as kept:
        kept.put("a", failed("a", A))
        kept.put("a", done("a", A))
    with journal(out) as kept:
        assert not kept.failed


@pytest.mark.parametrize("kind", [journal, tree])
def test_a_second_writer_is_refused_until_the_first_has_ended(tmp_path: Path, kind: Any) -> None:  # noqa: ANN401
    path = tmp_path / "out"
    with kind(path), pytest.raises(OutputLocked, match="out"), kind(path):
        pass
    with kind(path):
        pass


def test_a_file_system_without_locks_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_self: FileLock) -> None:
        raise NotImplementedError

    monkeypatch.setattr(FileLock, "_acquire", refusing)
    with pytest.raises(OutputNotWritable, match=r"Cannot lock .*out\.jsonl"), journal(out):
        pass


def test_a_link_and_what_it_leads_to_are_one_output(tmp_path: Path, out: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(out)
    filled(link)
    assert link.is_symlink()
    with journal(out) as kept, pytest.raises(OutputLocked), journal(link):
        assert len(kept.finished) == 3


def test_the_file_ends_at_its_last_whole_record_however_the_work_ended(out: Path) -> None:
    with journal(out) as kept:
        kept.put("a", failed("a"))
        with out.open("ab") as file:  # what an interrupted write leaves
            file.write(b'{"schema":"ringkas.re')
    assert out.read_text() == jsonl(failed("a"))


def test_a_write_is_on_disk_a_second_later_and_at_the_end(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    synced: list[int] = []
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(os, "fsync", synced.append)
    with journal(out) as kept:
        kept.settle()
        assert len(synced) == 1
        now = 100.9
        kept.settle()
        assert len(synced) == 1
        now = 101.0
        kept.settle()
        assert len(synced) == 2
    assert len(synced) == 3


def test_a_disk_that_refuses_is_an_error_that_names_the_file(out: Path) -> None:
    kept = journal(out).__enter__()
    kept._file.close()
    with Path("/dev/full").open("wb", buffering=0) as kept._file:
        with pytest.raises(OutputNotWritable, match=r"out\.jsonl: No space left"):
            kept.put("a", failed("a"))
        with pytest.raises(OutputNotWritable, match=r"out\.jsonl: Invalid argument"):
            kept.__exit__()


@pytest.mark.parametrize("path", ["nowhere/out.jsonl", "file/out.jsonl", "x" * 300])
def test_a_journal_that_cannot_be_made_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable), journal(tmp_path / path):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_tree_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable), tree(tmp_path / "file/out"):
        pass


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("a.txt", "a.txt.json"),
        ("2023/a.txt", "2023/a.txt.json"),
        ("/data/a.txt", "data/a.txt.json"),
        ("../lain/a.txt", "lain/a.txt.json"),
        (".rahasia/.a.txt", "_rahasia/_a.txt.json"),
        ("a\nb.txt", "a\nb.txt.json"),
    ],
)
def test_a_record_lies_where_its_input_lay(tmp_path: Path, name: str, place: str) -> None:
    with tree(tmp_path / "baru/out") as kept:
        assert kept.place(name) == place
        kept.put(name, failed(name))
    assert (tmp_path / "baru/out" / place).read_text() == jsonl(failed(name))
    with tree(tmp_path / "baru/out") as kept:
        assert kept.failed == kept.finished == {identity(name, "")}


def test_names_that_are_too_long_are_cut_and_stay_apart(tmp_path: Path) -> None:
    names = ["é" * 120 + "a", "é" * 120 + "b", "\\xff" * 63]
    with tree(tmp_path) as kept:
        for name in names:
            kept.put(name, failed(name))
        assert len({kept.place(name) for name in names}) == 3
    with tree(tmp_path) as kept:
        assert len(kept.finished) == 3


def test_lines_of_one_input_are_files_of_their_own(tmp_path: Path) -> None:
    with tree(tmp_path) as kept:
        for name, sha256 in (("../x/1", A), ("../x/1", B), (".1", A), ("y" * 500, A)):
            kept.put("c.jsonl", failed(name, sha256, lines=True))
    found = sorted(path.name for path in (tmp_path / "c.jsonl").iterdir())
    assert [re.sub(r"-[0-9a-f]{16}\.json", "-HASH", name) for name in found] == [
        "_._x_1-HASH",
        "_._x_1-HASH",
        "_1-HASH",
        f"{'y' * 100}-HASH",
    ]
    with tree(tmp_path) as kept:
        assert len(kept.finished) == 4


def test_a_changed_article_takes_the_place_of_its_record(tmp_path: Path) -> None:
    with tree(tmp_path) as kept:
        kept.put("a", failed("a", A))
        kept.put("a", failed("a", B))
    with tree(tmp_path) as kept:
        assert kept.finished == {identity("a", B)}


def test_a_file_that_a_crash_left_empty_is_no_record(tmp_path: Path) -> None:
    with tree(tmp_path) as kept:
        kept.put("a", failed("a"))
    (tmp_path / "a.json").write_bytes(b"")
    with tree(tmp_path) as kept:
        assert not kept.finished
    assert not (tmp_path / "a.json").exists()


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "catatan.txt").write_text("")
    with pytest.raises(OutputConflict, match=r"package\.json is not a record"), tree(tmp_path):
        pass
    assert (tmp_path / "package.json").read_text() == "{}"


def test_retrying_drops_the_files_of_error_records(tmp_path: Path) -> None:
    with tree(tmp_path) as kept:
        kept.put("a", done("a", A))
        kept.put("b", failed("b"))
    with tree(tmp_path, retry_failed=True) as kept:
        assert kept.finished == {identity("a", A)}
        assert not kept.failed
    assert [path.name for path in records.tree_files(tmp_path)] == ["a.json"]


def test_a_tree_refuses_what_the_system_refuses(tmp_path: Path) -> None:
    with tree(tmp_path) as kept:
        kept.put("a", failed("a"))
        with pytest.raises(OutputNotWritable):
            kept.put("a.json/b", failed("a.json/b"))
        (tmp_path / "c.json").mkdir()
        with pytest.raises(OutputNotWritable):
            kept.put("c", failed("c"))
    assert not list(tmp_path.glob(".*.part"))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"lama")

    def chunks() -> Any:  # noqa: ANN401
        yield b"baru"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(path, chunks())
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("file", b"lama")]
    write_whole(path, [b"ba", b"ru"])
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("file", b"baru")]


def test_a_stored_output_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "putus.json").symlink_to("tidak-ada")
    with pytest.raises(InputUnreadable, match=r"putus\.json"):
        list(records.stored_lines(tmp_path))


@pytest.mark.parametrize("kind", [journal, tree])
def test_a_complete_output_says_what_it_holds(tmp_path: Path, kind: Any) -> None:  # noqa: ANN401
    path = tmp_path / "out"
    corpus = Tally()
    with kind(path) as kept:
        for made in (done("a", A), failed("b")):
            kept.put(made["id"], made)
            corpus.add(identity_of(made))
        kept.complete(Shard(2, 3), corpus)
    state = read_state(path)
    assert (state["signature"], state["shard"]) == (SIGNATURE, [2, 3])
    assert state["records"] == state["corpus"] == corpus.summary()
    assert corpus.articles == 2
    with kind(path) as kept:
        assert len(kept.finished) == 2, "the state is no record"


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"schema": "another"}'])
def test_an_output_without_a_sound_state_is_incomplete(out: Path, content: bytes | None) -> None:
    filled(out)
    if content is not None:
        Path(f"{out}.state").write_bytes(content)
    with pytest.raises(OutputIncomplete, match=r"out\.jsonl"):
        read_state(out)


def test_a_stream_keeps_nothing() -> None:
    lines: list[str] = []
    stream = Stream(lines.append)
    stream.put("a", failed("a"))
    stream.settle()
    stream.complete(WHOLE, Tally())
    assert [json.loads(line)["id"] for line in lines] == ["a"]
    assert stream.place("a") == "a"
    assert not stream.finished | stream.failed


def test_shards_are_told_by_content_and_every_article_is_in_one() -> None:
    assert Shard.parse("3/8") == Shard(3, 8)
    assert str(Shard(3, 8)) == "3/8"
    shards = [Shard(index, 3) for index in (1, 2, 3)]
    for number in range(200):
        sha256 = f"{number * 0x123456789ABCDEF123456789 % (1 << 64):016x}".ljust(64, "0")
        assert [shard.holds("satu", sha256) for shard in shards] == [shard.holds("dua", sha256) for shard in shards]
        assert sum(shard.holds("satu", sha256) for shard in shards) == 1
        assert sum(shard.holds(f"tak-terbaca-{number}", "") for shard in shards) == 1


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "3/0", "a/8", "3/8/9", "-1/8", " 3/8", "3/²"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid, match="shard"):
        Shard.parse(text)


def test_a_tally_tells_collections_apart_in_any_order() -> None:
    def tally(*names: str) -> dict[str, int | str]:
        made = Tally()
        for name in names:
            made.add(identity(name, ""))
        return made.summary()

    assert tally("a", "b") == tally("b", "a")
    assert tally("a", "b") != tally("a", "c")
    assert tally("a") != tally("a", "b", "b")
    assert identity("a", A) != identity("a" + A, "")
    assert identity("\udcff", "") != identity("\udcfe", "")


def test_nothing_stays_open(out: Path) -> None:
    filled(out)
    gc.collect()
    assert not [link for link in Path("/proc/self/fd").iterdir() if os.path.realpath(link) == str(out)]
