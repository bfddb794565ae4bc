"""`ringkas translate`: the whole text, sentence for sentence."""

import pytest

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


@pytest.mark.parametrize("option", [("-n", "1"), ("--max-words", "10"), ("--no-translate",), ("--extract", "lead")])
def test_options_of_a_summary_are_refused(program: Program, option: tuple[str, ...]) -> None:
    program.write("berita.txt", ARTICLE)
    finished = program("translate", "berita.txt", "--profile", "fake", *option)
    assert finished.code == 2
    assert option[0] in finished.err
    assert not finished.out


def test_several_files_and_formats(program: Program) -> None:
    names = [program.write("satu.txt", ARTICLE), program.write("dua.txt", ERUPTION)]
    finished = program("translate", *names, "--profile", "fake", "--format", "text")
    assert finished.code == 0
    assert finished.out.lower().count("[en] ") > 10
    assert "Status Gunung Slamet Naik Menjadi Waspada" in finished.out
