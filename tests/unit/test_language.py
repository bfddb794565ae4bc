"""Languages told apart, with sentences written for the project."""

import pytest

from ringkas.text.language import LANGUAGES, detect

TEXTS = {
    "ind": "Wali kota mengatakan bahwa harga cabai di pasar sudah turun karena panen, tetapi warga belum bisa lega.",
    "msa": "Pegawai polis berkata kerana hujan lebat, beliau meminta syarikat menangguhkan projek itu selepas Jumaat.",
    "jav": "Wong-wong ora isa mangan ing omah iki amarga regane saiki luwih larang, nanging aku uga arep menyang kana.",
    "sun": "Abdi teu tiasa ka dinya kusabab hargina awis pisan, tapi urang kabeh sareng barudak hoyong tuang di dieu.",
    "min": "Awak indak bisa ka siko karano harago nan maha bana, tapi urang kampuang tu alah makan juo untuak pagi.",
    "ban": "Tiang ajak timpal tusing nyidang ngajeng ring tongos ene krana ajine mael sajan, sane lenan masih keto.",
    "mad": "Engkok bik taretan tak bisa ngakan e kennengngan rea polana argana larang ongghu, tape la bede se mode.",
    "ace": "Lon ngon rakan hana jeuet pajoh bak teumpat nyoe keu malam nyan, tapi makanan nyang laen pih mangat that.",
    "bjn": "Ulun kada kawa makan di warung ngini lawan kakawanan gasan malam, tagal wadainya nyaman haja wan murah.",
    "eng": "The mayor said that the price of chillies has gone down because of the harvest, but people are not happy.",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_is_told_from_the_others(code: str) -> None:
    language = detect(TEXTS[code])
    assert language.code == code
    assert 0.5 < language.confidence <= 1
    assert language.runner_up in LANGUAGES
    assert language.runner_up != code


@pytest.mark.parametrize(
    "text", ["", "   ", "12.345 67,8 %", "Привет, как дела сегодня вечером?", "東京都は日本の首都である。"]
)
def test_a_text_without_known_words_is_undecided(text: str) -> None:
    assert detect(text).code == "und"
    assert detect(text).confidence == 0


def test_one_known_word_decides_nothing() -> None:
    language = detect("Kediri yang")
    assert language.code == "und"
    assert language.runner_up == "ind"


def test_a_list_of_names_is_undecided() -> None:
    assert (
        detect("Gilang Ramadhan, Siti Nurhaliza, Bagas Kurnia, dan Rizky Febrian " + "Surya Wijaya " * 20).code == "und"
    )


def test_an_ending_speaks_where_the_word_is_unknown() -> None:
    assert detect("elastisitas sensitivitas itu dan itu").confidence > detect("elastis sensitif itu dan itu").confidence


def test_more_text_gives_more_confidence() -> None:
    sentence = "Warga di kota itu sudah tahu."
    assert detect(sentence * 3).confidence > detect(sentence).confidence


def test_curly_apostrophes_are_read_as_straight_ones() -> None:
    straight = "It's not that we can't go there, but they don't have it."
    assert detect(straight.replace("'", "’")) == detect(straight)


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert detect(TEXTS["ind"] * 2000 + TEXTS["eng"] * 20_000).code == "ind"
