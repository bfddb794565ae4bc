"""Boilerplate marked, prose kept. The articles are written for the project.

In an expected text `«…»` encloses what is removed and `¦` stands between two kept spans that only white space parts.
"""

import re
from pathlib import Path

import pytest

from ringkas.text.clean import COMPUTED, KINDS, Kind, clean
from ringkas.types import Fields

KINDS_BY_EXAMPLE = [pytest.param(kind, id=f"{kind.name}-{index}") for index, kind in enumerate(KINDS)]


def plain(marked: str) -> str:
    """A marked example without its marks."""
    return re.sub("[«»]", "", marked)


def removed(text: str, fields: Fields | None = None) -> list[tuple[str, str]]:
    """What is removed, by kind."""
    return [(span.kind, text[span.start : span.end]) for span in clean(text, fields or Fields()).removed]


def kept(text: str, fields: Fields | None = None) -> list[str]:
    """What is kept."""
    return [text[span.start : span.end] for span in clean(text, fields or Fields()).kept]


def check(marked: str, name: str | None = None) -> None:
    """The marked stretches are removed, all else is kept."""
    text = plain(marked)
    stretches = [part.strip() for part in re.findall("«(.*?)»", marked, re.S)]
    rest = [line.strip() for part in re.split("«.*?»", marked, flags=re.S) for line in part.splitlines()]
    found = removed(text)
    assert [stretch for _, stretch in found] == stretches
    assert kept(text) == [line for line in rest if line]
    if name:
        assert {kind for kind, _ in found} >= {name}


# The table


def test_there_are_at_least_thirty_kinds() -> None:
    assert len({kind.name for kind in KINDS} | set(COMPUTED)) >= 30


@pytest.mark.parametrize("kind", KINDS_BY_EXAMPLE)
def test_each_row_removes_what_its_example_marks(kind: Kind) -> None:
    assert kind.name in [name for name, _ in removed(plain(kind.example))]
    if "Editor: " not in kind.example.partition("»")[2]:
        check(kind.example, kind.name)


@pytest.mark.parametrize("kind", KINDS_BY_EXAMPLE)
def test_each_row_has_a_trigger_that_its_example_holds(kind: Kind) -> None:
    assert not kind.trigger or any(trigger in kind.example.lower() for trigger in kind.trigger)
    assert all(trigger == trigger.lower() for trigger in kind.trigger)


@pytest.mark.parametrize("name", list(COMPUTED))
def test_each_computed_kind_removes_what_its_example_marks(name: str) -> None:
    check(COMPUTED[name], name)


@pytest.mark.parametrize("kind", KINDS_BY_EXAMPLE)
def test_each_row_fills_the_fields_that_it_names(kind: Kind) -> None:
    match = kind.pattern.search(plain(kind.example))
    fields = clean(plain(kind.example)).fields
    for name, value in match.groupdict().items() if match else ():
        if name != "teaser" and value:
            assert getattr(fields, name)


# Whole articles, kept spans compared exactly

ANTARA = (
    "«Kami ingin harga turun»«Kediri (ANTARA) -» Pemerintah Kota Kediri membuka pasar murah di Kelurahan Setono, Rabu. "
    "Wali kota mengatakan harga cabai turun. «Baca juga: Pemkot Kediri gelar pasar murah jelang Lebaran» Menurut dia, "
    "stok cukup sampai akhir tahun. «Pedagang menimbang cabai di Pasar Setono, Rabu (5/2/2026). (ANTARA/Sari Dewi)» "
    "Warga berharap pasar itu dibuka setiap pekan di semua desa.«Pewarta: Sari Dewi»«Editor: Budi Santoso» "
    "«COPYRIGHT © ANTARA 2026»"
)
ANTARA_REGIONAL = (
    '«Kediri (ANTARA) -» Wali kota membuka pasar murah.\n\n"Harga cabai turun," kata dia. «(*)»\n\n'
    "«Pewarta: Sari Dewi»\n\n"
    "«Editor : Budi Santoso»\n\n\n«COPYRIGHT © ANTARA News Jawa Timur 2026»"
)
DETIK = (
    '«Kediri\n-»\nHarga cabai turun di pasar.\n«SCROLL TO CONTINUE WITH CONTENT»\n"Stok cukup," kata pedagang.\n'
    "«Baca juga:»\n«Cara Menyimpan Cabai agar Tahan Sebulan»\nWarga membeli lebih banyak.\n«ADVERTISEMENT»\n"
    "Pasar dibuka setiap hari.\n«Simak Video: Panen Cabai di Lereng Kelud»\n«[Gambas:Video 20detik]»\n"
    "«Panen Raya di Kediri\nPanen Raya di Kediri»\n«(abc/def)»\n«harga cabai»\n«pasar kediri»\n«kediri»"
)
KOMPAS = (
    "«KEDIRI, KOMPAS.com –» Harga cabai turun di Kediri.\n«Baca juga:Panen Raya, Petani Cabai Kediri Tersenyum»\n"
    "Pedagang menyebut pasokan melimpah. «(Baca: Harga Bawang Ikut Turun)»\nPembeli datang sejak pagi.\n"
    "«Halaman 2 dari 3»\n«Penulis: Sari Dewi»\n«Editor: Budi Santoso»\n"
    "«Artikel ini telah tayang di Kompas.com dengan judul Harga Cabai Turun»"
)
LIPUTAN6 = (
    "«Liputan6.com, Kediri -» Harga cabai turun.\n«Baca Juga»\nPedagang senang karena pembeli datang.\n"
    "«Advertisement»\nStok cukup sampai akhir tahun.\n«*** Ikuti Google News kami»"
)
GLUED = (
    "«TRIBUNNEWS.COM, KEDIRI -» Harga cabai turun di pasar.Pedagang senang karena ramai.«Reporter: Sari Dewi»"
    "«Editor: Budi Santoso»"
)


@pytest.mark.parametrize("marked", [ANTARA, ANTARA_REGIONAL, DETIK, KOMPAS, GLUED])
def test_articles_keep_their_prose_and_nothing_else(marked: str) -> None:
    check(marked)


def test_fields_are_what_the_article_says() -> None:
    assert clean(plain(ANTARA)).fields == Fields(
        reporter="Sari Dewi", editor="Budi Santoso", publisher="ANTARA", place="Kediri"
    )
    assert clean(plain(ANTARA_REGIONAL)).fields.publisher == "ANTARA"
    assert clean(plain(KOMPAS)).fields.place == "KEDIRI"


def test_fields_that_are_known_win() -> None:
    known = Fields(title="Judul", reporter="Rina", publisher="Pasar Kita", date="2026-01-02")
    fields = clean(plain(ANTARA), known).fields
    assert (fields.reporter, fields.publisher, fields.editor) == ("Rina", "Pasar Kita", "Budi Santoso")
    assert (fields.title, fields.date) == ("Judul", "2026-01-02")


def test_liputan6_keeps_its_paragraphs() -> None:
    text = plain(LIPUTAN6)
    assert kept(text) == [
        "Harga cabai turun.",
        "Pedagang senang karena pembeli datang.",
        "Stok cukup sampai akhir tahun.",
    ]


# Datelines


@pytest.mark.parametrize(
    ("opening", "place", "publisher"),
    [
        ("Mataram, NTB (ANTARA News) - ", "Mataram, NTB", "ANTARA"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "JAKARTA", "REPUBLIKA.CO.ID"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "JAKARTA", "TRIBUNNEWS.COM"),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO"),
        ("TEMPO.CO,Jakarta-", "Jakarta", "TEMPO.CO"),
        ("Liputan6.com, Jakarta", "Jakarta", "Liputan6.com"),
        ("KOMPAS.com - ", None, "KOMPAS.com"),
        ("JAKARTA - ", "JAKARTA", None),
        ("Laporan Wartawan Tribunnews.com, Sari Dewi TRIBUNNEWS.COM, JAKARTA - ", "JAKARTA", "TRIBUNNEWS.COM"),
    ],
)
def test_datelines_of_the_portals(opening: str, place: str | None, publisher: str | None) -> None:
    text = f"{opening}Harga cabai turun di pasar."
    assert kept(text) == ["Harga cabai turun di pasar."]
    fields = clean(text).fields
    assert (fields.place, fields.publisher) == (place, publisher)


def test_what_stands_before_a_dateline_is_named_by_its_kind() -> None:
    text = "Beranda > Ekonomi\nKami senang\nRabu, 25 Okt 2026\nKediri (ANTARA) - Wali kota membuka pasar."
    assert [kind for kind, _ in removed(text)] == ["breadcrumb", "teaser", "timestamp", "dateline"]


def test_a_dash_in_the_first_sentence_is_no_dateline() -> None:
    text = "Harga cabai - yang pedas - turun di Kediri. Pasar ramai."
    assert kept(text) == [text]


@pytest.mark.parametrize(
    "stretch",
    [
        "SCROLL TO RESUME CONTENT",
        "ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT",
        "Gulir ke bawah untuk melanjutkan membaca",
        "Iklan",
        "[Gambas:Instagram]",
        "A post shared by Pasar Kita (@pasarkita)",
        "Memuat...",
        "Putar Video",
        "Facebook Twitter WhatsApp",
        "Share:",
        "Dapatkan update berita pilihan dari Pasar.com. Mari bergabung di Grup Telegram kami.",
        "Cek Berita dan Artikel yang lain di Google News",
        "Segera daftarkan email Anda",
        "Berlangganan sekarang",
        "3 Komentar",
        "Halaman: 1 2 3",
        "Halaman Selanjutnya",
        "12Tampilkan Semua",
        "Selanjutnya »",
        "Baca selengkapnya di sini.",
        "Berita selengkapnya klik di sini",
        "Klik Di Sini",
        "Berita Terkait: Harga Bawang Naik",
        "Trending",
        "Saksikan Live DetikPagi:",
        "Lihat juga Video: Panen Raya",
        "(Lihat video di bawah ini)",
        "Video: Panen Raya di Kediri",
        "Ilustrasi: pasar di Kediri",
        "Suasana pasar. Foto: Sari Dewi",
        "KOMPAS.com/SARI DEWI Pedagang cabai",
        "#cabai #kediri",
        "Tayang: 25/10/2026, 10:30 WIB",
        "5 menit baca",
        "Copyright © 2026 Pasar Kita. All Rights Reserved.",
        "Hak Cipta Pasar Kita",
        "EDITOR: BUDI SANTOSO",
        "Fotografer: Sari Dewi",
        "Alih bahasa: Sari Dewi",
        "Sumber: Xinhua",
        "(ANTARA)",
        "(SDW)",
        "https://pasar.example/a",
        "-----",
        "| |",
    ],
)
def test_variants_are_removed_wherever_they_stand(stretch: str) -> None:
    text = f"Harga cabai turun di pasar.\n{stretch}\nPedagang senang karena ramai."
    assert kept(text) == ["Harga cabai turun di pasar.", "Pedagang senang karena ramai."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Penulis: begitulah ia menyebut dirinya, dan itu benar.",
        "Video itu menunjukkan pedagang di pasar.",
        "Foto udara memperlihatkan sawah yang kering.",
        "Iklan rokok dilarang di dekat sekolah.",
        "Sumber air di desa itu kering.",
        "Komentar warga beragam.",
        "Warga diminta baca juga petunjuknya.",
        "Ikuti aturan yang berlaku, kata dia.",
        "Bagikan beras itu kepada warga, kata dia.",
        "Trending topik itu ramai.",
        "Halaman sekolah tergenang banjir.",
        "Ia menulis buku (2015) dan (2017).",
        "Editor film itu tinggal di Kediri.",
        "Tag harga dipasang di setiap rak.",
        "Selanjutnya, warga diminta menunggu.",
        "Artikel ini membahas harga cabai.",
        "Simak penjelasan berikut ini.",
    ],
)
def test_prose_that_begins_like_boilerplate_stays(sentence: str) -> None:
    text = f"Harga cabai turun di pasar.\n{sentence}\nPedagang senang karena ramai."
    assert sentence in kept(text)


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Harga cabai turun di Kediri\n\nWali kota membuka pasar.", "Harga cabai turun di Kediri"),
        ("\n Benarkah harga turun?\r\n\r\nWali kota membuka pasar.", "Benarkah harga turun?"),
        ("Harga cabai turun.\n\nWali kota membuka pasar.", None),
        ("Harga cabai turun\nWali kota membuka pasar.", None),
        ("Cabai\n\nWali kota membuka pasar.", None),
        ("kata " * 60 + "\n\nWali kota membuka pasar.", None),
        ("Harga cabai turun", None),
        ("", None),
    ],
)
def test_the_title_is_the_first_line_before_a_blank_one(text: str, title: str | None) -> None:
    assert clean(text).fields.title == title
    assert [stretch.strip() for kind, stretch in removed(text) if kind == "title"] == ([title] if title else [])


def test_a_title_that_is_known_is_removed_where_it_is_repeated() -> None:
    fields = Fields(title="Harga  Cabai Turun")
    assert kept("harga cabai turun\nWali kota membuka pasar.", fields) == ["Wali kota membuka pasar."]
    assert kept("Harga bawang turun\n\nWali kota membuka pasar.", fields)[0] == "Harga bawang turun"


def test_a_dateline_after_a_title_is_found() -> None:
    assert kept("Harga cabai turun\n\nKEDIRI - Wali kota membuka pasar.") == ["Wali kota membuka pasar."]


# Links that run into prose


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ("Baca juga: Pasar murah Kediri dibuka jelang Lebaran", "Dia mengatakan stok masih cukup."),
        ("Baca juga: Wali kota ajak warga Kediri tanam cabai di rumah", "“Kami senang,” kata dia."),
        ("Baca juga: Petani Kediri raih untung saat panen raya cabai", "Sementara itu, harga bawang naik."),
        ("Baca juga: Apa sebab harga cabai di pasar Kediri turun?", "Pedagang pasar itu mengaku untung."),
        ("Baca Juga: Pasar Murah Kediri Dibuka Jelang Lebaran", "Menurut wali kota, stok masih cukup."),
    ],
)
def test_the_next_sentence_survives_a_link(link: str, following: str) -> None:
    text = f"Harga cabai turun di pasar Kediri. {link} {following} Pasar ramai."
    assert kept(text)[-1] == f"{following} Pasar ramai."
    assert removed(text) == [("related", link)]


def test_a_link_glued_on_both_sides() -> None:
    text = "Harga turun.Baca Juga:Pasar murah Kediri dibuka jelang LebaranMenurut dia, stok cukup sampai akhir tahun."
    assert kept(text) == ["Harga turun.", "Menurut dia, stok cukup sampai akhir tahun."]


def test_links_that_follow_each_other() -> None:
    text = "Harga turun. Baca juga: Cabai murah di Kediri Baca juga: Bawang mahal di Blitar Pewarta: Sari Dewi"
    assert kept(text) == ["Harga turun."]
    assert [kind for kind, _ in removed(text)] == ["related", "related", "reporter"]


def test_a_link_without_an_end_takes_a_bounded_stretch() -> None:
    text = "Baca juga: " + "kata " * 200
    (related,) = removed(text)
    assert len(related[1]) < 200


def test_prose_that_says_baca_juga_stays() -> None:
    text = "Siswa diminta membaca juga buku cerita dan baca juga koran setiap hari."
    assert kept(text) == [text]


def test_headlines_with_bullets_below_a_label() -> None:
    text = "Harga turun.\nBaca juga:\n- Pasar murah\n- Panen raya\nPedagang senang karena ramai."
    assert kept(text) == ["Harga turun.", "Pedagang senang karena ramai."]


def test_five_headlines_below_a_label_are_enough() -> None:
    text = "Harga turun.\nBaca juga:\n" + "".join(f"- Pasar murah {number}\n" for number in range(6))
    assert kept(text) == ["Harga turun.", "- Pasar murah 5"]


@pytest.mark.parametrize("line", ["harga turun lagi di kediri", "Pedagang senang karena ramai.", "Pasar Kediri"])
def test_a_line_that_is_no_headline_below_a_label_stays(line: str) -> None:
    assert kept(f"Harga turun.\nBaca juga:\n{line}") == ["Harga turun.", line]


# Captions, ends, tags


def test_a_caption_reaches_back_to_the_sentence_before() -> None:
    text = "Harga turun. Suasana pasar (kiri) di Kediri, Rabu. ANTARA/HO-Pemkot Pasar ramai."
    assert kept(text) == ["Harga turun.", "Pasar ramai."]


def test_a_caption_longer_than_one_is_only_its_credit() -> None:
    text = "kata " * 100 + "(ANTARA/Sari)"
    assert [stretch for _, stretch in removed(text)] == ["(ANTARA/Sari)"]


def test_what_ends_a_paragraph_is_taken_as_often_as_it_occurs() -> None:
    text = "Harga turun. (Sari Dewi) (abc/def) (*)"
    assert kept(text) == ["Harga turun."]
    assert clean(text).fields.reporter == "Sari Dewi"


def test_brackets_in_prose_stay() -> None:
    text = "Harga naik (dan/atau) turun. Wali Kota Kediri (kiri) hadir (Rabu)."
    assert kept(text) == [text]


def test_lines_after_the_code_that_are_prose_stay() -> None:
    assert kept("Harga turun.\n(abc/def)\nPasar tetap ramai sampai sore.") == [
        "Harga turun.",
        "Pasar tetap ramai sampai sore.",
    ]


def test_what_has_no_letters_is_a_separator() -> None:
    assert removed("Harga turun.\n( )\nPasar ramai.") == [("separator", "( )")]


# Paragraphs and wrapped lines


def test_each_line_of_a_portal_is_a_paragraph() -> None:
    lines = [f"Pedagang nomor {number} mengatakan harga cabai di pasar turun. " * 3 for number in range(4)]
    assert kept("\n".join(lines)) == [line.strip() for line in lines]


def test_wrapped_lines_are_one_paragraph() -> None:
    words = "Wali kota membuka pasar murah di Kelurahan Setono dan mengajak warga untuk membeli cabai dari petani. " * 5
    lines: list[str] = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > 59:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    paragraph = "\n".join(lines)
    assert kept(f"{paragraph}\n\n{paragraph}") == [paragraph, paragraph]


def test_lines_broken_by_links_are_one_paragraph() -> None:
    text = (
        "Dilansir kantor berita\nAFP\n, Selasa, harga cabai di\nKediri\nturun. Pedagang,\nSari Dewi\nsenang.\n"
        "Pasar dibuka setiap hari."
    )
    assert kept(text) == [text.rsplit("\n", 1)[0], "Pasar dibuka setiap hari."]


def test_a_heading_is_its_own_paragraph() -> None:
    assert kept("Harga turun.\nLayanan 4G\nPasar ramai.") == ["Harga turun.", "Layanan 4G", "Pasar ramai."]


def test_list_letters_begin_a_paragraph() -> None:
    assert kept("Syarat\na. warga Kediri\nb. punya kartu") == ["Syarat", "a. warga Kediri", "b. punya kartu"]


# Odd texts


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u2060\xa0", "."])
def test_texts_without_prose_keep_nothing(text: str) -> None:
    assert kept(text) == []


def test_odd_spaces_are_read_as_spaces_and_offsets_hold() -> None:
    text = "İstanbul\xa0ramai. Baca\xa0selengkapnya\xa0di\xa0sini"
    assert kept(text) == ["İstanbul\xa0ramai."]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "Baca juga: Harga cabai turun di pasar Kediri jelang Lebaran Menurut pedagang, cabai dicari. " * 5000,
        "Harga turun. " + "(abc/def) " * 30_000,
        "\n" * 500_000,
        "Advertisement\n" * 30_000,
        "Kota (ANTARA " * 40_000,
        "a" * 1_000_000,
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    clean(text)


# The documentation


def test_the_page_has_every_row_of_the_table() -> None:
    page = Path("docs/cleaning.md").read_text(encoding="utf-8")
    for name, example in [*((kind.name, kind.example) for kind in KINDS), *COMPUTED.items()]:
        cell = example.replace("\n", " ⏎ ").replace("|", "\\|")
        assert re.search(rf"^\| {name} \| \w+ \| {re.escape(cell)} \|", page, re.M), (
            "run benchmarks/cleaning.py --table"
        )
