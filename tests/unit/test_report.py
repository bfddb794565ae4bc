"""Records, their formats and their schema."""

import json
from dataclasses import replace

import jsonschema
import pytest

from ringkas.errors import NothingLeft
from ringkas.report import FORMATS, record, schema, schema_problems
from ringkas.types import (
    Article,
    Extract,
    ExtractSentence,
    Failure,
    Fields,
    Issue,
    Language,
    ModelUse,
    Notice,
    Result,
    Source,
    Summary,
    SummarySentence,
    TranslatedSentence,
    Translation,
)

TEXT = "Warga Tegal menanam 500 bibit mangrove. Wali kota ikut menanam."
SOURCE = Source("tegal.txt", "text", "utf-8", len(TEXT), "0" * 64)
MODEL = ModelUse("translate-fake", "fake", "1", "1" * 64, "fake", "Apache-2.0", "none")
RESULT = Result(
    article=Article("tegal.txt", TEXT, SOURCE),
    fields=Fields(title="Mangrove di Tegal", reporter="Dewi Lestari"),
    language=Language("ind", 0.98765, "msa"),
    sentences=2,
    words=9,
    extract=Extract(
        "lead", (ExtractSentence(0, 0, 39, 0.123456, TEXT[:39]), ExtractSentence(1, 40, 63, 0.5, TEXT[40:]))
    ),
    summary=Summary(
        (
            SummarySentence("Warga menanam 600 bibit.", "abstractive", (0,), 0.75, (Issue("number", "600"),)),
            SummarySentence("Wali kota ikut menanam.", "extractive", (1,), 1.0),
        )
    ),
    translation=Translation(
        TranslatedSentence("Mangrove di Tegal", "Mangroves in Tegal"),
        (
            TranslatedSentence("Warga menanam 600 bibit.", "Residents planted 600 seedlings."),
            TranslatedSentence("Wali kota ikut menanam.", "The mayor too.", (Issue("length", "0.4"),)),
        ),
    ),
    models={"translate": MODEL},
    notices=(Notice("short", "The article has 9 words."),),
    signature="ringkas:0.1.0|profile:fake",
    versions={"ringkas": "0.1.0"},
    timing={"select": 0.00123456},
)
FAILURE = Failure.of(NothingLeft("kosong.txt holds no sentence after cleaning."), id="kosong.txt", source=SOURCE)


def test_a_record_has_the_keys_of_the_design_in_its_order() -> None:
    made = record(RESULT)
    assert list(made) == [
        "schema", "id", "source", "article", "extract", "summary", "translation", "models", "notices", "versions",
        "signature", "timing",
    ]  # fmt: skip
    assert made["schema"] == "ringkas.record/1"
    assert list(made["source"]) == ["path", "format", "encoding", "bytes", "sha256"]
    assert list(made["article"]) == [
        "title", "reporter", "editor", "publisher", "place", "date", "language", "language_confidence", "sentences",
        "words",
    ]  # fmt: skip
    assert list(made["extract"]["sentences"][0]) == ["index", "start", "end", "score", "text"]
    assert list(made["summary"]["sentences"][0]) == ["text", "origin", "sources", "support", "issues"]
    assert list(made["translation"]) == ["title", "text", "sentences"]
    assert list(made["translation"]["sentences"][0]) == ["source", "text", "issues"]
    assert list(made["models"]["translate"]) == [
        "task", "weights", "revision", "sha256", "engine", "licence", "data_terms",
    ]  # fmt: skip


def test_an_error_record_has_the_keys_of_the_design() -> None:
    made = record(FAILURE)
    assert made["schema"] == "ringkas.error/1"
    assert list(made)[:4] == ["schema", "id", "source", "error"]
    assert made["error"] == {
        "class": "NothingLeft",
        "code": "nothing-left",
        "exit_code": 3,
        "message": "kosong.txt holds no sentence after cleaning.",
        "hint": NothingLeft.default_hint,
    }


def test_texts_join_their_sentences() -> None:
    made = record(RESULT)
    assert made["summary"]["text"] == "Warga menanam 600 bibit. Wali kota ikut menanam."
    assert made["translation"]["text"] == "Residents planted 600 seedlings. The mayor too."


def test_figures_are_rounded_to_what_they_are_worth() -> None:
    made = record(RESULT)
    assert made["extract"]["sentences"][0]["score"] == 0.1235
    assert made["article"]["language_confidence"] == 0.9877
    assert made["timing"] == {"select": 0.0012}


def test_the_source_text_is_there_only_when_asked_for() -> None:
    assert "text" not in record(RESULT)
    assert record(RESULT, include_text=True)["text"] == TEXT


def test_what_was_not_asked_for_is_null() -> None:
    made = record(replace(RESULT, summary=None, translation=None))
    assert made["summary"] is None
    assert made["translation"] is None


def test_a_text_without_a_title_has_no_translated_title() -> None:
    assert RESULT.translation
    made = record(replace(RESULT, translation=replace(RESULT.translation, title=None)))
    assert made["translation"]["title"] is None


def test_what_the_checks_found_in_the_title_becomes_a_notice() -> None:
    title = TranslatedSentence("Mangrove di Tegal", "Mangroves in Solo", (Issue("name", "Tegal"),))
    assert RESULT.translation
    made = record(replace(RESULT, translation=replace(RESULT.translation, title=title)))
    assert {"kind": "title-translation", "message": "name: Tegal"} in made["notices"]


@pytest.mark.parametrize("outcome", [RESULT, FAILURE, replace(RESULT, summary=None, translation=None)])
@pytest.mark.parametrize("include_text", [False, True])
def test_records_hold_to_the_schema_by_two_validators(outcome: Result | Failure, include_text: bool) -> None:
    made = json.loads(json.dumps(record(outcome, include_text=include_text)))
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    validator.validate(made)
    assert schema_problems(made) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": None}, "id: Input should be a valid string"),
        ({"signature": 5}, "signature: Input should be a valid string"),
        ({"extract": {"method": "lead", "sentences": [{"index": 0}]}}, "extract.sentences.0.start: Field required"),
        ({"article": {**record(RESULT)["article"], "words": "9"}}, "article.words: Input should be a valid integer"),
        ({"schema": "ringkas.record/9"}, "Input tag 'ringkas.record/9'"),
    ],
)
def test_problems_name_the_key(change: dict[str, object], problem: str) -> None:
    made = record(RESULT) | change
    assert [found for found in schema_problems(made) if found.startswith(problem)]
    assert not jsonschema.Draft202012Validator(schema()).is_valid(json.loads(json.dumps(made)))


@pytest.mark.parametrize("made", [[], "text", None, {}])
def test_what_is_no_record_is_a_problem(made: object) -> None:
    assert schema_problems(made)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("outcome", [RESULT, FAILURE])
def test_every_format_ends_in_a_newline_so_that_records_may_follow(name: str, outcome: Result | Failure) -> None:
    assert FORMATS[name](record(outcome)).endswith("\n")


def test_jsonl_is_one_compact_line() -> None:
    line = FORMATS["jsonl"](record(RESULT))
    assert line.count("\n") == 1
    assert json.loads(line) == json.loads(FORMATS["json"](record(RESULT)))
    assert '": ' not in line.replace(TEXT, "").split('"notices"')[0]


def test_letters_outside_ascii_stay_readable() -> None:
    made = record(replace(RESULT, fields=Fields(title="“Kota” — é")))
    assert "“Kota” — é" in FORMATS["jsonl"](made)


def test_text_shows_title_indonesian_english_and_issues() -> None:
    assert FORMATS["text"](record(RESULT)) == (
        "Mangrove di Tegal\n\n"
        "Warga menanam 600 bibit. [number: 600]\nWali kota ikut menanam.\n\n"
        "Mangroves in Tegal\nResidents planted 600 seedlings.\nThe mayor too. [length: 0.4]\n\n"
        "[short] The article has 9 words.\n\n"
    )


def test_text_without_title_summary_or_translation_shows_the_extract_under_the_id() -> None:
    bare = replace(RESULT, fields=Fields(), summary=None, translation=None, notices=())
    assert FORMATS["text"](record(bare)) == f"tegal.txt\n\n{TEXT[:39]}\n{TEXT[40:]}\n\n"


def test_text_shows_english_without_a_title() -> None:
    assert RESULT.translation
    untitled = replace(RESULT, translation=replace(RESULT.translation, title=None), notices=())
    assert "\n\nResidents planted 600 seedlings.\n" in FORMATS["text"](record(untitled))


def test_markdown_is_a_heading_two_lists_and_the_signature() -> None:
    assert FORMATS["markdown"](record(RESULT)) == (
        "## Mangrove di Tegal\n\n"
        "- Warga menanam 600 bibit. [number: 600]\n- Wali kota ikut menanam.\n\n"
        "### Mangroves in Tegal\n\n"
        "- Residents planted 600 seedlings.\n- The mayor too. [length: 0.4]\n\n"
        "> The article has 9 words.\n\n"
        "`ringkas:0.1.0|profile:fake`\n\n"
    )


def test_markdown_without_translation_has_no_second_heading() -> None:
    assert "###" not in FORMATS["markdown"](record(replace(RESULT, translation=None)))
    assert RESULT.translation
    untitled = replace(RESULT, translation=replace(RESULT.translation, title=None))
    assert "###" not in FORMATS["markdown"](record(untitled))


def test_errors_are_readable_in_both() -> None:
    assert FORMATS["text"](record(FAILURE)).startswith("kosong.txt\n\nNothingLeft: kosong.txt holds no sentence")
    assert "**NothingLeft**: kosong.txt holds no sentence" in FORMATS["markdown"](record(FAILURE))
