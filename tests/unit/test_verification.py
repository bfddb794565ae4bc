"""Records against their sources."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles import ARTICLE, ERUPTION
from ringkas import verification
from ringkas.assembly import open_pipeline
from ringkas.report import jsonl, record
from ringkas.sources import ReadOptions, read
from ringkas.types import Article, Failure
from ringkas.verification import Verifier


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "berita.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "gunung.txt").write_text(ERUPTION, encoding="utf-8")
    rows = [{"id": str(number), "isi": f"{ARTICLE}\nLembar {number}."} for number in range(5)]
    (tmp_path / "koran.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def records(name: str, *, include_text: bool = False, **options: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    pipeline = open_pipeline(profile="fake")
    outcomes = pipeline.run(list(read(name, options=ReadOptions(**options))))
    return [json.loads(jsonl(record(outcome, include_text=include_text))) for outcome in outcomes]


def check(made: dict[str, Any], verifier: Verifier | None = None) -> list[str]:
    identifier, problems = (verifier or Verifier(Path(), ReadOptions())).check(jsonl(made).encode())
    assert identifier == made["id"]
    return problems


@pytest.mark.usefixtures("folder")
def test_a_record_holds() -> None:
    (made,) = records("berita.txt")
    assert check(made) == []


@pytest.mark.usefixtures("folder")
def test_an_error_record_claims_nothing() -> None:
    Path("kosong.jsonl").write_text('{"text": " "}\n')
    (made,) = records("kosong.jsonl")
    assert made["schema"] == "ringkas.error/1"
    assert check(made) == []


def test_a_moved_offset_is_found(folder: Path) -> None:
    (made,) = records("berita.txt")
    made["extract"]["sentences"][1]["start"] += 1
    index, start = (made["extract"]["sentences"][1][key] for key in ("index", "start"))
    (problem,) = check(made)
    assert problem.startswith(f"sentence {index}: the source holds other text at {start}:")
    assert folder.is_dir()


def test_a_changed_source_is_found(folder: Path) -> None:
    (made,) = records("berita.txt")
    (folder / "berita.txt").write_text(ARTICLE.replace("320", "330"), encoding="utf-8")
    assert check(made) == ["berita.txt holds no article with the sha256 of the record: it has changed"]


def test_a_missing_source_is_named(folder: Path) -> None:
    (made,) = records("berita.txt")
    (folder / "berita.txt").unlink()
    assert check(made) == ["berita.txt does not exist."]


def test_the_root_is_where_paths_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made,) = records("berita.txt")
    monkeypatch.chdir("/")
    assert check(made) != []
    assert check(made, Verifier(folder, ReadOptions())) == []


def test_an_included_text_needs_no_source(folder: Path) -> None:
    (made,) = records("berita.txt", include_text=True)
    (folder / "berita.txt").unlink()
    assert check(made) == []
    made["text"] = made["text"].replace("320", "330")
    assert len(check(made)) == 1


@pytest.mark.usefixtures("folder")
def test_standard_input_cannot_be_read_again() -> None:
    (made,) = records("berita.txt")
    made["source"]["path"] = None
    assert "--include-text" in check(made)[0]


@pytest.mark.usefixtures("folder")
def test_a_summary_rests_on_the_extract() -> None:
    (made,) = records("berita.txt")
    made["summary"]["sentences"][1]["sources"] = [99]
    assert check(made) == ["summary sentence 2 rests on sentence 99, which is not in the extract"]


@pytest.mark.usefixtures("folder")
def test_a_translation_is_sentence_for_sentence() -> None:
    (made,) = records("berita.txt")
    del made["translation"]["sentences"][0]
    assert check(made) == ["the translation is not sentence for sentence that of the Indonesian"]
    made["translation"] = made["summary"] = None
    assert check(made) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [(b"{", "not JSON"), (b"[]", "object"), (b'{"schema": "ringkas.record/1", "id": "a"}', "Field required")],
)
def test_what_is_no_record_is_a_problem(line: bytes, problem: str) -> None:
    _, problems = Verifier(Path(), ReadOptions()).check(line)
    assert problem in problems[0]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the sources that were opened."""
    opened: list[str] = []

    def counted(path: str, *, options: ReadOptions) -> Iterator[Article | Failure]:
        opened.append(path)
        return read(path, options=options)

    monkeypatch.setattr(verification, "read", counted)
    return opened


@pytest.mark.usefixtures("folder")
def test_records_in_their_sources_order_cost_one_reading(readings: list[str]) -> None:
    verifier = Verifier(Path(), ReadOptions(text_field="isi"))
    made = records("koran.jsonl", text_field="isi")
    assert [check(each, verifier) for each in made] == [[]] * 5
    assert readings == ["koran.jsonl"]


@pytest.mark.usefixtures("folder")
def test_records_in_any_order_and_twice_are_found(readings: list[str]) -> None:
    verifier = Verifier(Path(), ReadOptions(text_field="isi"))
    made = records("koran.jsonl", text_field="isi")
    (other,) = records("gunung.txt")
    order = [made[4], made[0], other, made[0], made[0], made[2]]
    assert [check(each, verifier) for each in order] == [[]] * 6
    assert readings.count("koran.jsonl") == 4


@pytest.mark.usefixtures("folder")
def test_the_fields_of_jsonl_must_be_those_of_the_run() -> None:
    made = records("koran.jsonl", text_field="isi")[0]
    assert "it has changed" in check(made)[0]
