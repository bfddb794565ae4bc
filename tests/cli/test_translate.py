"""`ringkas translate`: the whole text, sentence for sentence."""

from articles import ARTICLE, ERUPTION
from program import Program


def test_every_sentence_is_translated_once_and_in_order(program: Program) -> None:
    made = program("translate", program.write("berita.txt", ARTICLE), "--profile", "fake").record
    assert made["summary"] is None
    assert made["extract"]["method"] == "all"
    sentences = [sentence["text"] for sentence in made["extract"]["sentences"]]
    assert len(sentences) == made["article"]["sentences"] > 5
    assert [sentence["source"] for sentence in made["translation"]["sentences"]] == sentences
    assert made["translation"]["title"].lower().startswith("[en] ")
    assert set(made["models"]) == {"translate"}


def test_no_limit_on_a_summary_shortens_it(program: Program) -> None:
    program.write("berita.txt", ARTICLE)
    made = program("translate", "berita.txt", "--profile", "fake", "-n", "1", "--max-words", "10").record
    assert len(made["translation"]["sentences"]) == made["article"]["sentences"]


def test_several_files_and_formats(program: Program) -> None:
    names = [program.write("satu.txt", ARTICLE), program.write("dua.txt", ERUPTION)]
    finished = program("translate", *names, "--profile", "fake", "--format", "text")
    assert finished.code == 0
    assert finished.out.lower().count("[en] ") > 10
    assert "Status Gunung Slamet Naik Menjadi Waspada" in finished.out
