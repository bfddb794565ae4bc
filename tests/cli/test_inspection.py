"""`ringkas schema`, `verify` and `doctor`."""

import json

import jsonschema
import pytest

from articles import ARTICLE, ERUPTION
from program import Program

FAKE = ("--profile", "fake")


def test_the_schema_holds_for_records_and_error_records(program: Program) -> None:
    schema = json.loads(program("schema").out)
    validator = jsonschema.Draft202012Validator(schema)
    program.write("berita.txt", ARTICLE)
    finished = program("berita.txt", "tiada.txt", "--include-text", *FAKE)
    assert [made["schema"] for made in finished.records] == ["ringkas.record/1", "ringkas.error/1"]
    for made in finished.records:
        validator.validate(made)


def test_verify_says_of_each_record_whether_it_holds(program: Program) -> None:
    program.write("koran/berita.txt", ARTICLE)
    program.write("koran/gunung.txt", ERUPTION)
    finished = program("koran/berita.txt", "koran/gunung.txt", "koran/tiada.txt", *FAKE)
    assert finished.code == 8
    records = program.write("records.jsonl", finished.out)
    sound = program("verify", records)
    assert sound.code == 0
    assert [made["sound"] for made in sound.records] == [True, True, True]
    program.write("koran/gunung.txt", ERUPTION.replace("45", "54"))
    unsound = program("verify", "-", stdin=finished.out)
    assert unsound.code == 7
    assert [made["sound"] for made in unsound.records] == [True, False, True]
    assert "it has changed" in unsound.records[1]["problems"][0]
    assert "1 record does not hold" in unsound.err


def test_verify_finds_sources_below_a_root(program: Program) -> None:
    program.write("koran/berita.txt", ARTICLE)
    made = program("koran/berita.txt", *FAKE).record
    made["source"]["path"] = "berita.txt"
    records = program.write("records.jsonl", json.dumps(made) + "\n")
    assert program("verify", records, "--root", "koran").code == 0
    assert program("verify", records).code == 7


def test_verify_of_a_missing_file_is_an_input_error(program: Program) -> None:
    finished = program("verify", "tiada.jsonl")
    assert finished.code == 3
    assert "tiada.jsonl" in finished.err


def test_doctor_shows_versions_store_models_and_origins(program: Program) -> None:
    finished = program("doctor", "--json", "-n", "2", *FAKE, env={"RINGKAS_THREADS": "1"})
    assert finished.code == 0
    report = json.loads(finished.out)
    libraries = {"openvino", "ctranslate2", "torch", "transformers", "trafilatura"}
    assert {"python", "ringkas", *libraries} <= set(report["versions"])
    assert report["cpu"]["threads used"] == 1
    assert report["store"]["folder"] == str(program.cache)
    assert report["store"]["writable"] is True
    assert report["models"]["fake"]["state"] == "ready"
    assert report["models"]["gemma-270m-ringkas"]["profile"] == "mini"
    settings = report["settings"]
    assert settings["sentences"] == {"value": 2, "origin": "command line"}
    assert settings["profile"] == {"value": "fake", "origin": "command line"}
    assert settings["threads"] == {"value": 1, "origin": "RINGKAS_THREADS"}
    assert settings["cache"] == {"value": str(program.cache), "origin": "RINGKAS_CACHE"}
    assert settings["max_words"] == {"value": None, "origin": "default"}


def test_doctor_is_readable_too(program: Program) -> None:
    finished = program("doctor", *FAKE)
    assert finished.code == 0
    sections = [line for line in finished.out.splitlines() if not line.startswith(" ")]
    assert sections == ["versions", "cpu", "store", "models", "settings"]


@pytest.mark.parametrize("arguments", [("--profile", "tiada")])
def test_doctor_refuses_an_unknown_profile(program: Program, arguments: tuple[str, ...]) -> None:
    assert program("doctor", *arguments).code == 4
