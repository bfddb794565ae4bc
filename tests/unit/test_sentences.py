"""Where sentences end. `|` marks the expected ends; the texts are written for these tests."""

import pytest

from ringkas.text.sentences import MAX_QUOTATION, split
from ringkas.types import Span


def sentences(text: str) -> list[str]:
    found = split(text, [Span(0, len(text))])
    assert [sentence.index for sentence in found] == list(range(len(found)))
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
    return [sentence.text for sentence in found]


@pytest.mark.parametrize(
    "marked",
    [
        # ordinary ends
        "Pasar dibuka kembali. |Pedagang senang. |Apakah harga turun? |Belum! |Warga menunggu…",
        "Anggaran dibahas di DPR. |Ia hadir. |Rapat KPU. |Pemilih bertambah.",
        "Industri 4.0 tumbuh. |Kota memasuki era 4.0. |Pelaku usaha siap.",
        "Kerugian Rp15 juta. |20 rumah rusak. |Bantuan tiba.",
        "Ia menunggu lama... |Bus tidak datang.",
        "Ia menunggu ... lalu pulang.",
        "Harganya turun. |iPhone lama ikut murah.",
        "Lagu vivo. dirilis pada 2020.",
        # titles, addresses, ranks
        "Rapat di Jl. Melati No. 5, Kec. Gubeng, Kab. Sidoarjo, selesai. |Warga pulang.",
        "Prof. Dr. H. Ahmad Fauzi, S.H., M.Si. memimpin sidang bersama dr. Rina dan Hj. Siti.",
        "K.H. Hasan dan KH. Ali datang bersama Ir. Budi, Drs. Joko serta Brigjen. Tono.",
        "Surat itu ditandatangani a.n. Kepala Dinas.",
        "Dr.Rina praktik di Jl.Kenanga No.7 sejak lama.",
        # a degree, a company or an initial ends a sentence before a word that opens one
        "Saham PT Bumi Raya Tbk. naik. |Direksi PT Bumi Raya Tbk. |Ia puas.",
        "PT Bumi Raya Tbk. (BMRY) menambah modal.",
        "Bakteri itu E.coli. |Bakteri hidup di usus.",
        "Gelarnya kini S.H. |Ia lulus tahun lalu.",
        "Agus D.W. Santoso dan Rini P. Lestari hadir. |Peran itu milik Joko P. |Menurut dia, cocok.",
        "Pedagang sayur, buah, dll. |Mereka berjualan pagi. |Budi dkk. menang.",
        "Anak butuh vitamin C. |Jeruk kaya vitamin. |Tim bermain di Serie A. |Juventus lawannya.",
        "Ia mengirim CV. |Namun, belum ada jawaban. |CV. Maju Jaya membuka lowongan.",
        "Rumahnya di RT. 05 RW. 02 Mojoroto. |Kerja bakti di tingkat RT. |Warga hadir.",
        "Gambar ada di hal. 12 buku itu. |Ia menyebut satu hal. |Warga setuju.",
        # numbers, times, addresses
        "Gajinya Rp2.375.000 per bulan, dibayar pukul 10.30 WIB. |Upah naik.",
        "Harganya Rp. 5.000 per kilogram.",
        "Menurut Liputan6.com dan KOMPAS.com, jalan ditutup. |Kompas.Com menulis hal sama.",
        "Daftar di https://www.contoh.go.id/Berita.Utama atau surel Humas.Kota@contoh.go.id. |Gratis.",
        "Aplikasi itu memakai ASP.NET dan Ph.D bukan syarat.",
        # quotations
        '"Kami siap. Semua sudah diatur," kata dia di Kediri, Rabu. |Warga lega.',
        '"Apa benar?" tanya Rina. |"Benar!" jawab Budi.',
        "“Harga turun. Stok aman,” ujar Sari. |Ia tersenyum.",
        '"Harga turun. Stok aman." |Sari tersenyum.',
        'Ia berkata, "Mari pulang. Hujan turun." |Mereka pulang.',
        'Hasil itu, "sangat baik. Luar biasa, "katanya. |Ia puas.',
        'Warga memanen padi," ujar Budi. |Hasilnya baik. |Padi itu dijual.',
        '"Kami belum tahu. |Semua menunggu kabar. |Rapat ditunda.',
        '"Hasil itu baik. " |Ia puas.',
        "Warga senang.” |Ia pulang.",
        # brackets
        '"Kami (warga. Semua) senang. Sekali," kata dia.',
        "Bahannya a) beras. |Bumbu b) garam. |Sudah.",
        "Menteri (yang lahir di Solo. Jawa Tengah) datang. |(Foto itu lama.) |Ia pergi.",
        # glued
        "Microsoft merilis Cortana.|Kecanggihan itu dipuji.|Warga senang!|Harga turun?|Belum.",
        'Kucing itu hilang.|"Saya sedih," kata Rina.|"Cepat kembali."|Tetangga mencari.',
        "Sidang ditunda (20/8/2015).|Hakim sakit.|Rapat di DPR.|Dia absen.",
        # items
        "Bahan: 1. Beras 2. Gula 3. Garam. |Semua murah.",
        "Caranya: 1. Cuci beras. |2. Masak nasi. |3. Sajikan.",
        "a. pemohon membawa KTP. |IV. Penutup rapat.",
        "Ia finis di posisi 2. |Lawannya jatuh.",
    ],
)
def test_sentences_end_where_marked(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    assert sentences(marked.replace("|", "")) == expected


def test_quotation_too_long_to_quote_whole_is_cut_at_its_stops() -> None:
    inner = "Kami bekerja setiap hari. " * (MAX_QUOTATION // 26 + 1)
    assert len(sentences(f'"{inner.strip()}" kata dia.')) > 10
    assert sentences('"Kami bekerja. Setiap hari," kata dia.') == ['"Kami bekerja. Setiap hari," kata dia.']


def test_brackets_too_long_are_no_aside() -> None:
    assert len(sentences("Kota (" + "Ia pergi. " * 30 + ") maju.")) == 31


def test_blank_line_ends_a_headline() -> None:
    assert sentences("Harga Beras Turun\n\nPedagang senang.\n \nWarga lega.") == [
        "Harga Beras Turun",
        "Pedagang senang.",
        "Warga lega.",
    ]


def test_unwrapped_lines_are_paragraphs() -> None:
    assert sentences("Pasar Baru\nDibuka Lagi\r\nWarga datang.") == ["Pasar Baru", "Dibuka Lagi", "Warga datang."]


def test_wrapped_lines_are_joined() -> None:
    text = (
        "Pemerintah Kota Kediri membangun pasar baru di Kecamatan\n"
        "Mojoroto. Pasar itu berisi 200 kios untuk pedagang sayur.\n"
        "Wali Kota Kediri Rahmat Hidayat membukanya Rabu, bersama\n"
        "Dinas Perdagangan. Warga menyambut baik.\n"
        "Selesai"
    )
    assert sentences(text) == [
        "Pemerintah Kota Kediri membangun pasar baru di Kecamatan\nMojoroto.",
        "Pasar itu berisi 200 kios untuk pedagang sayur.",
        "Wali Kota Kediri Rahmat Hidayat membukanya Rabu, bersama\nDinas Perdagangan.",
        "Warga menyambut baik.",
        "Selesai",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Harga kini Rp34.624\nper koin.",
        "Berita itu dikutip dari\nDetik Jatim, Rabu.",
        "Beras, gula,\nGaram dan kopi naik.",
        "Pelatih\nBudi Santoso\nyakin timnya menang.",
        "Kata pelatih\nBudi\n, tim siap.",
    ],
)
def test_line_that_goes_on_is_not_ended(text: str) -> None:
    assert sentences(text) == [text]


def test_finished_line_does_not_go_on_in_the_text_of_a_link() -> None:
    assert sentences("Tim menang.\nBudi Santoso\nmencetak gol.") == ["Tim menang.", "Budi Santoso\nmencetak gol."]


def test_items_of_a_list_stand_alone() -> None:
    assert sentences("Syarat dari kami, yakni\n- membawa KTP,\n- mengisi formulir,\n2. membayar biaya") == [
        "Syarat dari kami, yakni",
        "- membawa KTP,",
        "- mengisi formulir,",
        "2. membayar biaya",
    ]


def test_no_sentence_crosses_from_one_span_to_the_next() -> None:
    text = "Pasar dibuka Baca juga: Harga naik oleh wali kota."
    kept = [Span(0, 12), Span(35, len(text))]
    assert [sentence.text for sentence in split(text, kept)] == ["Pasar dibuka", "oleh wali kota."]


@pytest.mark.parametrize("text", ["", "   \n\n ", "***", '. . . "" ()'])
def test_text_without_letters_or_digits_has_no_sentence(text: str) -> None:
    assert sentences(text) == []
