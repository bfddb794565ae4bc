"""The loop of a batch: windows, what is skipped and why, failures, shards; and the merge of many outputs."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from articles import ARTICLE, ENGLISH, ERUPTION
from batches import article, failed, pipeline
from ringkas.batch.identity import Shard
from ringkas.batch.inputs import list_inputs
from ringkas.batch.merge import lines, prove
from ringkas.batch.output import Journal, Tree, read_state
from ringkas.batch.work import FIRST_WINDOW, LARGEST_WINDOW, WINDOW_CHARACTERS, Batch, Counts, Reading, windows
from ringkas.errors import (
    InputEmpty,
    NamesCollide,
    OutputConflict,
    OutputIncomplete,
    RecordInvalid,
    SettingInvalid,
    StoreDamaged,
    UnexpectedFailure,
)
from ringkas.pipeline import Pipeline
from ringkas.sources import ReadOptions
from ringkas.types import Article, Failure, Result

Items = Sequence[Article | Failure]


@pytest.fixture(scope="module")
def model() -> Pipeline:
    return pipeline()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Twelve articles that go through, and three that do not."""
    folder = tmp_path / "arsip"
    (folder / "0").mkdir(parents=True)
    for number in range(11):
        (folder / f"{number:02}.txt").write_text(ARTICLE.replace("1.500", str(1_500 + number)))
    (folder / "0/00.txt").write_text(ERUPTION)
    (folder / "0/english.txt").write_text(ENGLISH)
    (folder / "0/kosong.txt").write_text("")
    (folder / "0/putus.txt").symlink_to("tidak-ada")
    return folder


def run(model: Pipeline, folder: Path, out: Path, *, retry_failed: bool = False, **options: Any) -> Counts:  # noqa: ANN401
    with Journal(out, signature=model.signature, retry_failed=retry_failed) as kept:
        return Batch(model, list_inputs([str(folder)]), kept, **options).run()


def stored(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) | {"timing": None} for line in out.read_text().splitlines()]


def test_every_article_gets_one_record_in_the_order_of_the_inputs(
    model: Pipeline, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    counts = run(model, archive, out)
    assert [made["id"] for made in stored(out)] == [item.name for item in list_inputs([str(archive)])]
    assert (counts.done, counts.passed, counts.worked, counts.in_hand) == (12, 15, 15, 0)
    assert counts.failed == {"NotIndonesian": 1, "InputEmpty": 1, "InputNotFound": 1}
    assert {made["signature"] for made in stored(out)} == {model.signature}


def test_the_same_run_again_does_nothing(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(model, archive, out)
    before = out.read_bytes()
    counts = run(model, archive, out)
    assert (counts.worked, counts.skipped, counts.failed_before) == (0, 15, 3)
    assert counts.any_failed
    assert out.read_bytes() == before


def test_a_run_goes_on_where_another_was_cut_off(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(model, archive, whole)
    content = whole.read_bytes()
    for end in range(0, len(content), 9_001):
        out.write_bytes(content[:end])
        run(model, archive, out)
        assert stored(out) == stored(whole)


def test_what_changed_is_done_again_and_what_was_mended_too(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(model, archive, out)
    (archive / "00.txt").write_text(ERUPTION)
    (archive / "0/kosong.txt").write_text(ERUPTION)
    counts = run(model, archive, out)
    assert (counts.done, counts.skipped) == (2, 13)


def test_failures_are_tried_again_when_asked(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(model, archive, out)
    (archive / "0/putus.txt").unlink()
    (archive / "0/putus.txt").write_text(ERUPTION)
    counts = run(model, archive, out, retry_failed=True)
    assert (counts.done, counts.failed.total(), counts.skipped) == (1, 2, 12)


def test_lines_are_articles_and_one_that_comes_twice_is_done_once(model: Pipeline, tmp_path: Path) -> None:
    line = json.dumps({"id": "satu", "text": ARTICLE}) + "\n"
    other = json.dumps({"id": "satu", "text": ERUPTION}) + "\n"
    (tmp_path / "a.jsonl").write_text(line + other + "rusak\n" + line)
    out = tmp_path / "out.jsonl"
    counts = run(model, tmp_path / "a.jsonl", out)
    assert [made["id"] for made in stored(out)][:2] == ["satu", "satu"]
    assert (counts.done, counts.failed, counts.repeated) == (2, {"InputMalformed": 1}, 1)
    assert run(model, tmp_path / "a.jsonl", out).skipped == 3


def test_the_first_failure_ends_the_run_when_asked(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    counts = run(model, archive, out, fail_fast=True)
    assert counts.stopped
    assert [made["id"] for made in stored(out)] == ["0/00.txt", "0/english.txt", "0/kosong.txt"]
    assert not (tmp_path / "out.jsonl.state").exists()


def test_an_unknown_encoding_concerns_every_article(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid):
        run(model, archive, tmp_path / "out.jsonl", reading=Reading(ReadOptions(encoding="tidak-ada")))


def test_two_inputs_of_one_place_are_refused_before_anything_is_opened(
    model: Pipeline, archive: Path, tmp_path: Path
) -> None:
    inputs = list_inputs([str(archive), str(archive / "0")])
    (archive / "0/01.txt").write_text("")
    out = tmp_path / "out.jsonl"
    with pytest.raises(NamesCollide):
        Batch(model, list_inputs([str(archive), str(archive / "0")], root=None) + inputs, Journal(out, signature=""))
    assert not out.exists()


class Buggy(Pipeline):
    """Has a bug that one kind of article brings out."""

    def run(self, articles: Items) -> list[Result | Failure]:
        if any(isinstance(item, Article) and "gunung" in item.text for item in articles):
            raise ZeroDivisionError("division by zero")
        return super().run(articles)


def test_a_bug_costs_the_article_that_brings_it_out(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    buggy = Buggy.__new__(Buggy)
    buggy.__dict__ |= model.__dict__
    counts = run(buggy, archive, tmp_path / "out.jsonl")
    made = stored(tmp_path / "out.jsonl")[0]
    assert counts.done == 11
    assert made["error"]["class"] == UnexpectedFailure.__name__
    assert made["error"]["message"] == "0/00.txt: ZeroDivisionError: division by zero"
    assert made["signature"] == model.signature
    assert made["source"]["sha256"]


def test_a_model_that_cannot_be_loaded_ends_the_run(archive: Path, tmp_path: Path) -> None:
    broken = pipeline()
    broken.__dict__["_open_abstractor"] = lambda: (_ for _ in ()).throw(StoreDamaged("fake: damaged."))
    with pytest.raises(StoreDamaged):
        run(broken, archive, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def pieces(count: int, length: int = 10) -> Iterator[tuple[str, Article]]:
    for number in range(count):
        yield str(number), article(str(number), "x" * length)


def test_windows_grow_with_what_is_finished_and_hold_all_in_order() -> None:
    found = list(windows(pieces(1_000)))
    assert [len(window) for window in found] == [32, 32, 64, 128, *[LARGEST_WINDOW] * 2, 232]
    assert [name for window in found for name, _ in window] == [str(number) for number in range(1_000)]
    assert list(windows(pieces(0))) == []


def test_a_window_holds_a_bounded_amount_of_text() -> None:
    found = [len(window) for window in windows(pieces(40, WINDOW_CHARACTERS // 3 + 1))]
    assert found == [3] * 13 + [1]


def test_windows_are_filled_no_further_than_they_are_asked_for() -> None:
    asked = 0

    def counting() -> Iterator[tuple[str, Article]]:
        nonlocal asked
        for piece in pieces(100):
            asked += 1
            yield piece

    next(windows(counting()))
    assert asked == FIRST_WINDOW


def test_a_failure_to_read_closes_its_window_when_the_first_failure_ends_the_run() -> None:
    failure = Failure.of(InputEmpty("kosong"), id="kosong", source=None)
    stream: list[tuple[str, Article | Failure]] = [*pieces(2), ("kosong", failure), *pieces(3)]
    assert [len(window) for window in windows(stream, fail_fast=True)] == [3, 3]


def sharded(model: Pipeline, archive: Path, folder: Path, count: int) -> list[Path]:
    outputs = [folder / f"{index}.jsonl" for index in range(1, count + 1)]
    for index, out in enumerate(outputs, 1):
        run(model, archive, out, shard=Shard(index, count))
    return outputs


def test_shards_together_are_the_whole_and_a_merge_proves_it(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    run(model, archive, whole)
    outputs = sharded(model, archive, tmp_path, 3)
    proof = prove(outputs)
    assert (proof.articles, proof.failed, proof.departed) == (15, 3, 0)
    merged = [json.loads(line) | {"timing": None} for line in lines(outputs)]
    assert sorted(merged, key=lambda made: made["id"]) == sorted(stored(whole), key=lambda made: made["id"])
    assert prove([whole]).articles == 15


def test_trees_and_files_merge(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    first = tmp_path / "pohon"
    with Tree(first, signature=model.signature) as kept:
        Batch(model, list_inputs([str(archive)]), kept, shard=Shard(1, 2)).run()
    second = tmp_path / "out.jsonl"
    run(model, archive, second, shard=Shard(2, 2))
    assert prove([second, first]).articles == 15


def test_a_missing_shard_is_named(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    outputs = sharded(model, archive, tmp_path, 3)
    with pytest.raises(OutputIncomplete, match=r"shard 1/3, 3/3\."):
        prove(outputs[1:2])
    with pytest.raises(OutputIncomplete, match="named twice"):
        prove([*outputs, outputs[0]])


def test_a_shard_that_is_there_twice_is_named(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    outputs = sharded(model, archive, tmp_path, 2)
    copy = tmp_path / "copy.jsonl"
    run(model, archive, copy, shard=Shard(2, 2))
    with pytest.raises(OutputIncomplete, match="More than one output is of shard 2/2"):
        prove([*outputs, copy])


def test_shards_that_met_other_inputs_are_no_whole(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    outputs = sharded(model, archive, tmp_path, 2)
    (archive / "baru.txt").write_text(ERUPTION)
    run(model, archive, outputs[1], shard=Shard(2, 2))
    with pytest.raises(OutputIncomplete, match="did not all meet the same inputs"):
        prove(outputs)
    run(model, archive, outputs[0], shard=Shard(1, 2))
    assert prove(outputs).articles == 16


def test_a_record_that_was_lost_or_doubled_or_changed_since_is_found(
    model: Pipeline, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    run(model, archive, out)
    whole = out.read_bytes()
    rows = whole.splitlines(keepends=True)
    for content, error in [
        (b"".join(rows[1:]), OutputIncomplete),
        (whole + rows[0], OutputIncomplete),
        (b"".join(rows[1:]) + rows[0].replace(b'"id":"', b'"id":"x', 1), OutputIncomplete),
        (whole[:-1], RecordInvalid),
        (rows[0][:-9] + b"\n" + whole, RecordInvalid),
    ]:
        out.write_bytes(content)
        with pytest.raises(error):
            prove([out])


def test_a_run_that_was_cut_off_is_not_complete(model: Pipeline, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Journal(out, signature=model.signature) as kept:
        kept.put("a", failed("a", signature=model.signature))
    with pytest.raises(OutputIncomplete, match=r"out\.jsonl is not known to be complete"):
        prove([out])


def test_one_article_in_two_outputs_is_found(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    run(model, archive / "0", outputs[0])
    (archive / "0/tambahan.txt").write_text(ERUPTION)
    run(model, archive / "0", outputs[1])
    with pytest.raises(OutputIncomplete, match="both hold"):
        prove(outputs)


def test_outputs_of_other_settings_are_not_merged(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    run(model, archive / "0", outputs[0])
    run(pipeline(sentences=2), archive / "0", outputs[1])
    with pytest.raises(OutputConflict, match="different settings"):
        prove(outputs)


def test_records_of_articles_that_have_gone_are_kept_and_counted(
    model: Pipeline, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    run(model, archive, out)
    (archive / "00.txt").unlink()
    run(model, archive, out)
    proof = prove([out])
    assert (proof.articles, proof.departed) == (15, 1)
    assert read_state(out)["corpus"]["articles"] == 14


def test_different_corpora_merge(model: Pipeline, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain/x.txt").write_text(ERUPTION)
    outputs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    run(model, archive, outputs[0])
    run(model, tmp_path / "lain", outputs[1])
    assert (prove(outputs).articles, prove(outputs).departed) == (16, 0)
