"""Text that was read in the wrong encoding before it came."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkas.evaluate.dataset import read_summaries, read_translations
from ringkas.sources import read
from ringkas.text.encoding import undo_misreading
from ringkas.types import Article

MISREAD = [
    ("bergabung dengan BarÃ§a tiga musim lalu", "bergabung dengan Barça tiga musim lalu"),
    ("agen beritaâ€”serta laporan", "agen berita—serta laporan"),
    ("sekitar 2.000 kmÂ² lahan", "sekitar 2.000 km² lahan"),
    ("300 ton COâ\x82\x82 per tahun", "300 ton CO₂ per tahun"),
]


@pytest.mark.parametrize(("misread", "meant"), MISREAD)
def test_misread_letters_are_read_rightly(misread: str, meant: str) -> None:
    assert undo_misreading(misread) == meant


@pytest.mark.parametrize("text", ["Renée di café São Paulo — 5 °C", "Âge, château, Ærø", "“Kami” ‘siap’ – ½ £ 27"])
def test_letters_that_are_right_stay(text: str) -> None:
    assert undo_misreading(text) == text


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=200))
def test_ascii_stays(text: str) -> None:
    assert undo_misreading(text) == text


@given(st.lists(st.sampled_from(["Barça", "berita—serta", "km²", "desa", "\n", "\r\n", "“Kami”"]), max_size=12))
def test_only_the_misread_line_changes(words: list[str]) -> None:
    text = " ".join(words)
    assert undo_misreading(text + "\nSÃ£o Paulo") == text + "\nSão Paulo"


def test_articles_and_evaluation_data_are_repaired(tmp_path: Path) -> None:
    misread, meant = MISREAD[0]
    (tmp_path / "a.txt").write_text(misread, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "Ã§", "title": misread, "text": misread}), encoding="utf-8")
    (tmp_path / "a.tsv").write_text(f"{misread}\tjoined Barça\n", encoding="utf-8")
    articles = [one for name in ("a.txt", "a.jsonl") for one in read(str(tmp_path / name))]
    assert [one.text for one in articles if isinstance(one, Article)] == [meant, meant]
    assert isinstance(articles[1], Article)
    assert articles[1].fields.title == meant
    assert articles[1].id == "Ã§"
    assert read_translations(tmp_path / "a.tsv")[0].source == meant


def test_titles_and_sentences_of_evaluation_data_are_repaired_too(tmp_path: Path) -> None:
    misread, meant = MISREAD[0]
    row = {"id": "1", "title": misread, "text": misread, "summary": "Barça", "sentences": [misread]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (example,) = read_summaries(tmp_path / "a.jsonl")
    assert (example.title, example.source, example.sentences) == (meant, meant, (meant,))
