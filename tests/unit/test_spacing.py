"""Blanks that a text has lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkas.text.spacing import glued_words, spaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sidang terdakwaHasto dan olehAmerika.", "Sidang terdakwa Hasto dan oleh Amerika."),
        (
            "PresidenAmerika Serikat(AS)Donald Trumpakan. Trump",
            "Presiden Amerika Serikat (AS) Donald Trump akan. Trump",
        ),
        ("serangan Israelterhadap Iran, kata Israel", "serangan Israel terhadap Iran, kata Israel"),
        ("ahli bahasayang hadir; bahasa itu", "ahli bahasa yang hadir; bahasa itu"),
        ("Kamis, 19 Juni 2025Ahmad Dhani", "Kamis, 19 Juni 2025 Ahmad Dhani"),
        ("FANTA 2025siap digelar, Bursa 2025yang naik", "FANTA 2025 siap digelar, Bursa 2025 yang naik"),
        ("Android 16pada Pixel, UUD 1945nya, 4besar, 128gb", "Android 16 pada Pixel, UUD 1945nya, 4besar, 128gb"),
        (
            "tidak menerbitkankartufisik, kata dewankomisarisdan direksi",
            "tidak menerbitkan kartu fisik, kata dewan komisaris dan direksi",
        ),
        ("agar BSUtepat sasaran, FEDERASIFutsal; Futsal", "agar BSU tepat sasaran, FEDERASI Futsal; Futsal"),
        ("Ronald Tannurtahun 2024, kata Tannur", "Ronald Tannur tahun 2024, kata Tannur"),
        ("laga Liverpoolkabarnya batal, kata Liverpool", "laga Liverpool kabarnya batal, kata Liverpool"),
        ("Sancholagi dan Uniteddi sana; Sancho, United", "Sancho lagi dan United di sana; Sancho, United"),
        ("Madriditu, Geminikini; Madrid, Gemini", "Madrid itu, Gemini kini; Madrid, Gemini"),
        ("Menambahkantaman kecildi rumah, bandingke sana", "Menambahkan taman kecil di rumah, banding ke sana"),
        ("yang menerimabansos; bansosterbukti, kata bansos", "yang menerima bansos; bansos terbukti, kata bansos"),
        ("klaimlinkpendaftaran, linkpendaftaran", "klaim link pendaftaran, link pendaftaran"),
        ("Kata MusisiAhmad, Menurut Ahmad, DewanPers; Pers", "Kata Musisi Ahmad, Menurut Ahmad, Dewan Pers; Pers"),
        ("di Liga 12025-2026", "di Liga 1 2025-2026"),
        ("menjadikanYamahaFreeGo laris", "menjadikan YamahaFreeGo laris"),
        ("Menurutnya,penularan HIV(ODHIV)turun", "Menurutnya, penularan HIV (ODHIV) turun"),
    ],
)
def test_blanks_are_put_back(text: str, expected: str) -> None:
    assert spaced(text, glued_words(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "YouTube, WhatsApp, GoPay, MotoGP, iPhone, jetBlue, MediaTek, mAh, FreeGo dan IoT.",
        "Kabar detikJateng dikutip Jateng; detik itu juga.",
        "Moto, MotoGP dan GP: MotoGP dua kali.",
        "Daripada sembahyang di Pekanbaru, kepada Pekan baru.",
        "Menteri Rudiantara, kata Rudi.",
        "Warga Banjarbaru dan Banjar; Liverpoolkabarnya tanpa klub.",
        "Promosi pariwisata di pesantren pascapandemi mengharmonisasi antarpersonel; DPRnya, IDNtimes, UNESCOnya.",
        "Apa? Apalagi modus operandi manjadi begini; Tangerang Selatan, Diponegoro, Berlusconi.",
        "Sejak 1945nya, mesin 2000cc, tahun 1990an, kode 2025abc, Liga 1 dan 12025 orang.",
        "MotoGP 2025GP, Galaxy 12025Ultra. Harga 1,5 juta, wartawan(wati), (re)start.",
        "x" * 100_000 + "Yz",
    ],
)
def test_names_and_words_stay_whole(text: str) -> None:
    assert spaced(text, glued_words(text)) == text


@given(st.text(alphabet="abdiknuyAKPIé ,()(AS)1.", max_size=200))
def test_only_blanks_are_added(text: str) -> None:
    made = spaced(text, glued_words(text))
    assert "".join(made.split()) == "".join(text.split())
    assert len(made) >= len(text)
