"""Words, stop words and stems."""

import pytest

from ringkas.text.words import STOP_WORDS, count_words, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anak-anak membeli 2,5 kg beras.", ["Anak-anak", "membeli", "2,5", "kg", "beras"]),
        ("Gaji Rp2.375.000 pada 13/6/2025 pukul 10.30", ["Gaji", "Rp2.375.000", "pada", "13/6/2025", "pukul", "10.30"]),
        ("Jum'at, Rif’al lulus S.H. ke-10", ["Jum'at", "Rif’al", "lulus", "S", "H", "ke-10"]),
        ("Cortana.Kecanggihan naik 4,15% -- di/atau", ["Cortana", "Kecanggihan", "naik", "4,15", "di", "atau"]),
        ("caf\u0065\u0301 di e-KTP_baru", ["cafe\u0301", "di", "e-KTP", "baru"]),
        ("?! …", []),
    ],
)
def test_numbers_and_reduplications_are_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert count_words(text) == len(expected)


def test_stop_words_are_small_words_of_their_own() -> None:
    assert {"yang", "di", "dan", "tidak", "katanya", "adapun", "sebaliknya"} <= STOP_WORDS
    assert all(words(word) == [word.lower()] for word in STOP_WORDS)
    assert not {"presiden", "pemerintah", "indonesia", "polisi"} & STOP_WORDS


@pytest.mark.parametrize(
    ("word", "expected"), [("Pembangunannya", "bangun"), ("berlari", "lari"), ("2.375", "2.375"), ("DPR", "dpr")]
)
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected
