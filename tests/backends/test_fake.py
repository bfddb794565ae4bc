"""The fake engine: what it answers, and what the checks find in that."""

from dataclasses import replace
from pathlib import Path

import pytest

from ringkas.backends import open_generator
from ringkas.check import check_translation
from ringkas.errors import UnknownModel
from ringkas.registry import Registry
from ringkas.types import Generation, GenerationOptions, WeightsSpec

SPEC = Registry.load().weights["fake"]
BEAM = GenerationOptions(beam_size=4, candidates=4)


def answers(prompt: str, spec: WeightsSpec = SPEC) -> list[Generation]:
    (candidates,) = open_generator(spec, Path(), threads=1, batch_tokens=1).generate([prompt], BEAM)
    return candidates


def test_a_summary_is_the_first_sentences() -> None:
    text = 'Banjir surut. "Kami lega," kata warga. Jalan dibuka lagi. Hujan reda.'
    found = [answer.text for answer in answers(f"Berita: {text}\nRingkasan:")]
    assert found == [
        'Banjir surut. "Kami lega," kata warga. Jalan dibuka lagi.',
        'Banjir surut. "Kami lega," kata warga.',
        "Banjir surut.",
        "Banjir surut.",
    ]


def test_a_translation_is_a_marked_copy() -> None:
    (answer, *_) = answers("Indonesian: Harga naik 1,5 persen menjadi Rp2.375.000 pukul 10.30 WIB.\nEnglish:")
    assert answer.text == "[en] Harga naik 1.5 percent to Rp2,375,000 at 10:30 WIB."


@pytest.mark.parametrize(
    "sentence",
    [
        "Harga beras di Kediri naik 5,5 persen menjadi Rp14.250 per kilogram.",
        "Anggaran Rp2,5 triliun itu tidak dipakai untuk 1.250 warga.",
        "Bupati belum menandatangani surat itu, kata Budi Santoso, Rabu (12/11/2025).",
        "Kereta berangkat pukul 19.30 WIB pada 17 Agustus 2025.",
    ],
)
def test_nothing_is_wrong_with_a_translation_but_that_it_is_a_copy(sentence: str) -> None:
    (answer, *_) = answers(f"Indonesian: {sentence}\nEnglish:")
    assert {issue.kind for issue in check_translation(sentence, answer.text)} <= {"copied"}


def test_a_prompt_without_a_template_is_answered_too() -> None:
    assert answers("Hujan turun")[0].text == "[en] Hujan turun"


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownModel, match="unknown engine 'none'; known: openvino, ctranslate2, torch, fake"):
        answers("a", replace(SPEC, engine="none"))
