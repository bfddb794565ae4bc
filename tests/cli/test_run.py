"""`ringkas FILE...` and `ringkas run`: what goes in, what comes out."""

import gzip
import json

import pytest

from articles import ARTICLE, ENGLISH, ERUPTION
from program import Program

FAKE = ("--profile", "fake")


@pytest.fixture(autouse=True)
def article(program: Program) -> None:
    program.write("berita.txt", ARTICLE)


def test_a_file_is_one_record(program: Program) -> None:
    made = program("berita.txt", *FAKE).record
    assert made["schema"] == "ringkas.record/1"
    assert made["id"] == "berita.txt"
    assert made["source"]["path"] == "berita.txt"
    assert made["article"]["title"] == "Warga Tegal Tanam 1.500 Bibit Mangrove"
    assert made["article"]["reporter"] == "Ayu Kartika"
    assert made["article"]["editor"] == "Bagas Nugroho"
    assert made["article"]["language"] == "ind"
    assert len(made["summary"]["sentences"]) == 3
    assert len(made["translation"]["sentences"]) == 3
    assert [sentence["source"] for sentence in made["translation"]["sentences"]] == [
        sentence["text"] for sentence in made["summary"]["sentences"]
    ]
    assert set(made["models"]) == {"abstract", "translate"}
    assert made["models"]["abstract"]["engine"] == "fake"


def test_every_offset_slices_back_to_the_source(program: Program) -> None:
    made = program("berita.txt", *FAKE).record
    assert made["extract"]["sentences"]
    for sentence in made["extract"]["sentences"]:
        assert ARTICLE[sentence["start"] : sentence["end"]] == sentence["text"]
    assert not any("Pewarta" in s["text"] or "Baca juga" in s["text"] for s in made["extract"]["sentences"])


def test_the_subcommand_may_be_left_out_and_standard_input_named_or_not(program: Program) -> None:
    whole = program("run", "-", *FAKE, stdin=ARTICLE).record
    for arguments in (("-", *FAKE), FAKE, ("run", *FAKE)):
        made = program(*arguments, stdin=ARTICLE).record
        assert made | {"timing": {}} == whole | {"timing": {}}
    bare = program(stdin=ARTICLE, env={"RINGKAS_PROFILE": "fake"}).record
    assert bare | {"timing": {}} == whole | {"timing": {}}
    assert whole["source"]["path"] is None
    assert whole["id"] == whole["source"]["sha256"][:16]


def test_without_models_the_extract_is_the_summary(program: Program) -> None:
    made = program("berita.txt", "--no-abstract", "--no-translate", "--sentences", "2").record
    assert (made["summary"], made["translation"], made["models"]) == (None, None, {})
    assert len(made["extract"]["sentences"]) == 2
    assert not program.cache.exists()


def test_without_abstract_the_extract_is_translated(program: Program) -> None:
    made = program("berita.txt", "--no-abstract", "-n", "2", *FAKE).record
    assert made["summary"] is None
    assert [sentence["source"] for sentence in made["translation"]["sentences"]] == [
        sentence["text"] for sentence in made["extract"]["sentences"]
    ]
    assert set(made["models"]) == {"translate"}


def test_without_translation_there_is_only_indonesian(program: Program) -> None:
    made = program("berita.txt", "--no-translate", *FAKE).record
    assert made["translation"] is None
    assert set(made["models"]) == {"abstract"}


@pytest.mark.parametrize("count", [1, 2, 4])
def test_sentences_are_as_many_as_asked_for(program: Program, count: int) -> None:
    made = program("berita.txt", "--no-abstract", "--no-translate", "-n", str(count)).record
    assert len(made["extract"]["sentences"]) == count


def test_max_words_bounds_the_summary(program: Program) -> None:
    made = program("berita.txt", "--max-words", "40", *FAKE).record
    assert 0 < len(made["summary"]["text"].split()) <= 40
    made = program("berita.txt", "--max-words", "40", "--no-abstract", "--no-translate").record
    assert 0 < sum(len(sentence["text"].split()) for sentence in made["extract"]["sentences"]) <= 40


@pytest.mark.parametrize("method", ["ranker", "lead", "textrank"])
def test_the_method_of_extraction_is_recorded(program: Program, method: str) -> None:
    made = program("berita.txt", "--extract", method, "--no-abstract", "--no-translate").record
    assert made["extract"]["method"] == method


def test_several_files_are_several_records_in_order(program: Program) -> None:
    program.write("gunung.txt", ERUPTION)
    finished = program("gunung.txt", "berita.txt", *FAKE)
    assert finished.code == 0
    assert [made["id"] for made in finished.records] == ["gunung.txt", "berita.txt"]


def test_jsonl_is_one_article_a_line_and_a_bad_line_an_error_record(program: Program) -> None:
    lines = [json.dumps({"kode": 7, "judul": "Gunung Slamet", "isi": ERUPTION}), "{rusak", "", json.dumps({"isi": " "})]
    program.write("berita.jsonl", "\n".join(lines) + "\n")
    fields = ("--text-field", "isi", "--title-field", "judul", "--id-field", "kode")
    finished = program("berita.jsonl", *fields, *FAKE)
    assert finished.code == 8
    first, second, third = finished.records
    assert (first["id"], first["article"]["title"]) == ("7", "Gunung Slamet")
    assert second["error"]["class"] == "InputMalformed"
    assert "line 2" in second["error"]["message"]
    assert third["error"]["class"] == "InputEmpty"


def test_a_single_jsonl_line_that_fails_is_a_record_too(program: Program) -> None:
    finished = program("-", *FAKE, stdin=json.dumps({"id": "x", "text": ENGLISH}))
    assert finished.code == 8
    assert finished.records[0]["error"]["class"] == "NotIndonesian"


def test_gzip_and_latin_1_are_read(program: Program) -> None:
    plain = program("berita.txt", *FAKE).record
    program.write("berita.txt.gz", gzip.compress(ARTICLE.encode()))
    packed = program("berita.txt.gz", *FAKE).record
    assert packed["summary"] == plain["summary"]
    assert packed["source"]["sha256"] == plain["source"]["sha256"]
    program.write("latin.txt", ARTICLE.replace("©", "\N{POUND SIGN}").encode("latin-1"))
    assert program("latin.txt", "--encoding", "latin-1", *FAKE).record["source"]["encoding"] == "latin-1"


def test_another_language_is_taken_if_asked_for(program: Program) -> None:
    program.write("english.txt", ENGLISH)
    made = program("english.txt", "--any-language", *FAKE).record
    assert made["article"]["language"] == "eng"
    assert [notice["kind"] for notice in made["notices"]] == ["language"]


def test_formats(program: Program) -> None:
    line = program("berita.txt", *FAKE)
    indented = program("berita.txt", "--format", "json", *FAKE)
    assert line.out.count("\n") == 1
    assert "\n  " in indented.out
    assert json.loads(indented.out) | {"timing": {}} == line.record | {"timing": {}}
    text = program("berita.txt", "-f", "text", *FAKE).out
    assert text.startswith("Warga Tegal Tanam 1.500 Bibit Mangrove\n\n")
    assert program("berita.txt", "-f", "markdown", *FAKE).out.startswith("## Warga Tegal Tanam 1.500 Bibit Mangrove\n")


def test_the_text_is_included_if_asked_for(program: Program) -> None:
    assert program("berita.txt", "--include-text", *FAKE).record["text"] == ARTICLE
    assert "text" not in program("berita.txt", *FAKE).record


def test_the_signature_tells_settings_apart_and_not_threads(program: Program) -> None:
    plain = program("berita.txt", *FAKE).record["signature"]
    assert plain.startswith("ringkas:")
    assert "|profile:fake|abstract:summarise-fake@" in plain
    assert program("berita.txt", "--threads", "1", *FAKE).record["signature"] == plain
    assert program("berita.txt", "-n", "2", *FAKE).record["signature"] == f"{plain}|sentences:2"
    greedy = program("berita.txt", "--beam", "1", *FAKE).record["signature"]
    assert greedy.endswith("|beam_size:1")


def test_the_environment_chooses_the_profile_and_the_command_line_wins(program: Program) -> None:
    env = {"RINGKAS_PROFILE": "fake"}
    assert "|profile:fake|" in program("berita.txt", env=env).record["signature"]
    assert program("berita.txt", "--profile", "tiada", env=env).code == 4


def test_terms_that_are_unstated_are_told_when_use_is_commercial(program: Program) -> None:
    rows = """
[weights.unstated]
engine = "fake"
architecture = "fake"
source = "none"
context = 480
licence = "MIT"
commercial = "unstated"
data_terms = "crawled news"
[tasks.summarise-unstated]
kind = "abstract"
weights = "unstated"
[tasks.translate-unstated]
kind = "translate"
weights = "unstated"
[profiles.unstated]
abstract = "summarise-unstated"
translate = "translate-unstated"
"""
    options = ("--models-file", program.write("models.toml", rows), "--profile", "unstated")
    finished = program("berita.txt", "--commercial", "--no-abstract", *options)
    assert finished.code == 0
    assert finished.err == ("ringkas: unstated does not state whether commercial use is allowed; data: crawled news.\n")
    assert program("berita.txt", "--no-abstract", *options).err == ""


def test_quiet_says_nothing(program: Program) -> None:
    finished = program("berita.txt", "tiada.txt", "-q", *FAKE)
    assert (finished.code, finished.err) == (8, "")


def test_help_and_version(program: Program) -> None:
    helped = program("--help")
    assert helped.code == 0
    assert "Exit codes:" in helped.out
    for command in ("run", "translate", "batch", "merge", "models", "eval", "schema", "verify", "doctor"):
        assert f"\n  {command} " in helped.out
    assert program("-h").out == helped.out
    version = program("--version")
    assert version.code == 0
    assert version.out.startswith("ringkas ")
