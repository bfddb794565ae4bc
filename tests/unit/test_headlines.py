"""Where headlines end. The texts are written for the project; the labels of real ones are offsets only."""

import json
from pathlib import Path

import pytest

from ringkas.text.headlines import LONGEST, WEIGHTS, Headlines

LABELS = Path("benchmarks/baca-juga-labels.json")
ARTICLES = Path("../shared/data/articles/antara-2023.jsonl")


def parts(text: str) -> tuple[str, str]:
    """The headline that a text begins with, and the rest."""
    end = Headlines(text).end(0, len(text))
    return text[:end].strip(), text[end:]


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        ("Pasar murah Kediri dibuka jelang Lebaran", "Dia mengatakan stok masih cukup."),
        ("Wali kota ajak warga Kediri menanam cabai", "“Kami senang,” kata dia di Kediri."),
        ("Timnas Indonesia menang 2-1 atas Thailand di Jakarta", "Pada babak kedua, kedua tim bermain keras."),
    ],
)
def test_the_sentence_begins_at_its_opening_word(headline: str, rest: str) -> None:
    assert parts(f"{headline} {rest}") == (headline, rest)


def test_a_name_that_the_article_knows_is_not_cut_in_two() -> None:
    text = "Wali Kota Kediri buka pasar murah di Kelurahan Setono Sari Dewi berharap harga turun. Kata Sari Dewi lagi."
    assert parts(text)[1].startswith("Sari Dewi berharap")


def test_without_a_candidate_the_headline_is_bounded() -> None:
    assert Headlines("kata " * 100).end(0, 500) <= LONGEST
    assert Headlines("kata kata").end(0, 9) == 9
    assert Headlines("kata kata kata. kata " * 9).end(0, 150) == len("kata kata kata. ")
    assert Headlines("k" * 400).end(0, 400) == LONGEST


def test_every_feature_has_a_weight_or_is_worth_nothing() -> None:
    text = (
        'Apa Sebab Harga Cabai Turun? "Kami" 12 orang, 2. DPR PasarKita Menurut dia, itu adalah (Kediri) menanam ' * 2
    )
    names = {name for _, features in Headlines(text).candidates(0, len(text)) for name in features}
    assert names - {name for name in names if name.startswith("length-")} <= set(WEIGHTS)


@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not here")
def test_nine_in_ten_labelled_ends_are_found() -> None:
    texts = {row["id"]: row["text"] for row in map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())}
    labels = json.loads(LABELS.read_text())
    found = 0
    for article, end in labels:
        text = texts[article]
        start = text.rfind("Baca juga: ", 0, end) + len("Baca juga: ")
        found += Headlines(text).end(start, len(text)) == end
    assert len(labels) >= 50
    assert found >= 0.9 * len(labels)
