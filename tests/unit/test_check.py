"""What the checks find in a summary or a translation, and what they let pass."""

import pytest

from ringkas.check import (
    check_hedges,
    check_summary,
    check_translation,
    content_stems,
    fold,
    restore_names,
    restore_spelling,
    severity,
    support,
)
from ringkas.types import Issue

ARTICLE = (
    "Wali Kota Sukamaju Rahmat Hidayat membuka Pasar Rejo yang menampung 15 ribu pedagang, Rabu (7/6). "
    "Pembangunan pasar menelan biaya Rp2,5 triliun dan tidak memakai dana pusat. "
    '"Kami ingin pedagang betah berjualan di sini," kata Rahmat. '
    "Komisi Pengawas Usaha Daerah menilai harga sewa naik 12 persen."
)


def kinds(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.kind for issue in issues]


# -- summaries


@pytest.mark.parametrize(
    "sentence",
    [
        "Rahmat Hidayat membuka Pasar Rejo pada Rabu.",
        "Pasar itu menampung 15.000 pedagang dan menelan biaya Rp2.500 miliar.",
        '"Kami ingin pedagang betah berjualan di sini," kata Rahmat.',
        "KPUD menilai harga sewa naik 12%.",
        "Pasar dibangun dan tidak memakai dana pusat.",
        "Dia dan satu pedagang hadir.",
        "Pemerintah Kota Sukamaju membuka pasar.",
    ],
)
def test_faithful_summary_has_no_issue(sentence: str) -> None:
    assert check_summary(sentence, ARTICLE) == ()


@pytest.mark.parametrize(
    ("sentence", "issue"),
    [
        ("", Issue("empty", "")),
        ("Pasar itu menampung 16 ribu pedagang.", Issue("number", "added: 16 ribu")),
        ("Pasar itu dibuka pada Kamis.", Issue("date", "added: Kamis")),
        ("Pasar itu dibuka pada 8 Juni.", Issue("date", "added: 8 Juni")),
        ("Biayanya US$2,5 triliun.", Issue("currency", "added: US$2,5 triliun")),
        ("Harga sewa naik 12 kilometer.", Issue("unit", "added: 12 kilometer")),
        ("Pasar itu dibuka oleh Suryani di sana.", Issue("name", "added: Suryani")),
        (
            'Rahmat berkata, "Kami ingin pedagang pergi dari sini."',
            Issue("quote", "added: Kami ingin pedagang pergi dari sini."),
        ),
        ('"Kami ingin pedagang betah berjualan di sini.', Issue("quote", "unpaired")),
        ("Pembangunan pasar memakai dana pusat.", Issue("negation", "lost: tidak memakai")),
        ("Pasar itu tidak menampung pedagang.", Issue("negation", "added: tidak menampung")),
        ("Pasar dibuka oleh wali kota oleh wali kota.", Issue("loop", "oleh wali kota")),
        ("Pasar menampung para pedaggang.", Issue("spelling", "pedaggang for pedagang")),
        ("Pedagang pedagang pedagang hadir.", Issue("loop", "pedagang")),
        ("Pasar menampung para shopkeepers lama.", Issue("word", "added: shopkeepers")),
    ],
)
def test_unfaithful_summary(sentence: str, issue: Issue) -> None:
    assert check_summary(sentence, ARTICLE) == (issue,)


def test_both_words_of_a_name_that_the_source_lacks_are_named() -> None:
    assert check_summary("Yanto Santoso membuka pasar.", ARTICLE) == (
        Issue("name", "added: Santoso"),
        Issue("name", "added: Yanto"),
    )


def test_percent_that_the_source_never_uses_is_a_unit() -> None:
    assert check_summary("Sewa naik 12 persen.", "Sewa naik 12 ribu; ada 12 kios.") == (
        Issue("unit", "added: 12 persen"),
    )


def test_name_may_be_called_as_it_is_elsewhere() -> None:
    assert check_summary("Barang itu dari Tiongkok.", "Barang itu dikirim dari China.") == ()


def test_what_the_source_repeats_may_be_repeated() -> None:
    chant = "Warga berseru hidup kota, hidup kota, hidup kota."
    assert check_summary(chant, chant) == ()


@pytest.mark.parametrize("said", ["2,38% per tahun", "2,38 persen setahun", "2,38% tiap tahun", "sedikit"])
def test_a_rate_that_stays_one_is_no_issue(said: str) -> None:
    assert check_summary(f"Produksi turun {said}.", "Produksi turun sekitar 2,38% per tahun, sedikit.") == ()


def test_a_number_that_loses_what_it_is_counted_by_is_another() -> None:
    assert check_summary("Produksi turun 2,38%.", "Produksi turun 2,38% per tahun.") == (
        Issue("unit", "lost: per tahun"),
    )
    source = "Pabrik membuat 3 juta ton per bulan."
    assert check_summary("Pabrik membuat 3 juta ton.", source) == (Issue("unit", "lost: per bulan"),)


def test_who_is_unwilling_does_not_want() -> None:
    source = "United ogah meminjamkan Sancho lagi."
    assert check_summary("United ingin meminjamkan Sancho lagi.", source) == (
        Issue("negation", "lost: ogah meminjamkan"),
    )
    assert check_summary("United tak meminjamkan Sancho.", source) == ()


def test_what_fills_a_place_from_another_is_repeated() -> None:
    source = "Merujuk data SKK Migas, permintaan gas naik 1,44 persen per tahun."
    wrong = "Data SKK Migas naik 1,44 persen per tahun, menurut data SKK Migas."
    assert check_summary(wrong, source) == (Issue("repeated", "data"), Issue("repeated", "migas"))
    assert check_summary("Data SKK Migas: permintaan gas naik 1,44 persen per tahun.", source) == ()


def test_a_word_that_is_glued_to_another_in_the_source_is_said_there() -> None:
    assert (
        check_summary("Trump dan keluarga mengumumkan Trump Mobile.", "Trump dan keluarga mengumumkanTrump Mobile.")
        == ()
    )


def test_six_words_said_twice_are_a_loop() -> None:
    said = "para pedagang kecil di pasar itu"
    assert check_summary(f"Kata {said}, lalu seru {said}.", "Tidak ada.")[0] == Issue(
        "loop", "para pedagang kecil di pasar itu"
    )


def test_not_only_denies_nothing() -> None:
    assert check_summary("Ia tidak hanya menulis.", "Ia menulis dan melukis.") == ()


def test_denial_before_a_full_stop_has_no_word_to_deny() -> None:
    assert check_summary("Ia menjawab tidak.", "Ia menjawab tidak.") == ()


# -- support


def test_support_is_the_share_of_content_stems() -> None:
    assert support("Pedagang berjualan di pasar", "Para pedagang jualan di pasar") == 1.0
    assert support("Pedagang melukis gunung", "Pedagang pasar") == pytest.approx(1 / 3)
    assert support("Ia dan dia", "Apa saja") == 1.0


def test_content_stems_leave_function_words_out() -> None:
    assert content_stems("Mereka yang membangun kota") == ["bangun", "kota"]


# -- translations


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Sebanyak 15 ribu UMKM hadir di Jerman, Rabu.", "Some 15,000 MSMEs were present in Germany on Wednesday."),
        ("Anggaran Rp2,5 triliun disetujui DPR.", "The House of Representatives approved a budget of Rp2.5 trillion."),
        ("Presiden Amerika Serikat tidak datang.", "The United States president did not come."),
        ("Kedua negara sepakat.", "Both countries agreed."),
        ("Ia menang dua kali.", "He won twice."),
        ("Lebih dari dua puluh orang tewas.", "More than twenty people died."),
        ("Rumah itu tanpa pintu.", "The house is doorless."),
        ("Paling tidak tiga orang terluka.", "At least three people were hurt."),
        ("Rapat dimulai pukul 15.00 WIB.", "The meeting began at 3 p.m."),
        ("Pasukan Suriah dan Rusia bertemu.", "Syrian and Russian troops met."),
        ("Perlombaan Sepeda dibuka.", "A bicycle race was opened."),
        ("Ia memimpin Soeharto Center.", "He leads the Suharto Center."),
        ("Kapal Six Stars berlayar.", "The ship Six Stars sailed."),
        ("Film itu dibuat Al-Hadi.", "The film was made by AlHadi."),
        ("Ia bekerja di WALHI.", "He works at the Wide Area Land Health Institute."),
        ("Warga Papua dan Minahasa hadir.", "Papuans and Minahasans attended."),
        ("Kapal Beta dan Gama tiba.", "The Betas and Gama arrived."),
        ("Ya.", "Yes, that is quite right indeed."),
        ("Harga naik 5 hingga 10 persen.", "Prices rose 5 to 10 percent."),
        ("Rupiah ditutup pada Rp9.200 per dolar AS.", "The rupiah closed at 9,200 to the US dollar."),
    ],
)
def test_faithful_translation_has_no_issue(source: str, english: str) -> None:
    assert check_translation(source, english) == ()


@pytest.mark.parametrize(
    ("source", "english", "kind"),
    [
        ("Ia datang.", " ", "empty"),
        ("Sebanyak 15 ribu orang hadir di sana.", "Some 15 people were present there.", "number"),
        ("Ia datang pada Rabu sore itu.", "He came on Thursday that afternoon.", "date"),
        ("Harganya Rp5 juta per unit.", "The price is $5 million a unit.", "currency"),
        ("Harganya Rp5 juta per unit.", "It is 5 million a unit.", "currency"),
        ("Jaraknya 5 kilometer dari sini.", "It is 5 metres from here.", "unit"),
        ("Harga naik 5 persen.", "Prices rose by 5.", "unit"),
        ("Ia bertemu Hartono di pasar.", "He met someone in the market.", "name"),
        ("Ia bertemu Jokowi di Jerman.", "He met Jokowi in France.", "name"),
        ('"Kami senang," katanya.', "We are glad, he said.", "quote"),
        ("Ia tidak datang ke rapat.", "He came to the meeting.", "negation"),
        ("Ia datang ke rapat.", "He did not come to the meeting.", "negation"),
        ("Pemerintah kota itu membangun pasar baru bagi pedagang.", "The city.", "length"),
        ("Ia pergi ke pasar.", "He went to the market to the market to the market.", "loop"),
        ("Ia pergi ke pasar.", "He pergi yang ke pasar.", "copied"),
        ("Ia pergi ke pasar.", "Ia pergi ke pasar.", "copied"),
        ("Ia membeli beras merah.", "Dia dan kami di toko.", "copied"),
        ("Warga Mau Dirikan Pasar Baru", "Warga Mau Dirikan New Market", "copied"),
    ],
)
def test_unfaithful_translation(source: str, english: str, kind: str) -> None:
    assert kind in kinds(check_translation(source, english))


def test_number_of_a_translation_that_the_source_lacks() -> None:
    assert check_translation("Warga hadir di sana.", "Some 40 residents attended.") == (Issue("number", "added: 40"),)


def test_lost_negation_names_the_word() -> None:
    assert Issue("negation", "lost: belum") in check_translation("Ia belum makan.", "He ate.")


def test_capital_at_the_head_of_a_sentence_is_no_name() -> None:
    assert check_translation("Hartono. Gembira sekali ia.", "Hartono. He was very happy.") == ()


def test_fold_drops_case_accents_and_possessive() -> None:
    assert fold("Müller's") == "muller"
    assert fold("Jum’at") == "jumat"


def test_severity_weighs_false_alarms_least() -> None:
    assert severity([Issue("name", "x")]) < severity([Issue("number", "x")]) < severity([Issue("loop", "x")])
    assert severity([]) == 0
    assert severity([Issue("name", x) for x in "abcdef"]) == 2


@pytest.mark.parametrize("word", ["pedgang", "pedagangg", "pedagank", "pedagnag", "pedagan"])
def test_word_with_one_letter_wrong_is_misspelt(word: str) -> None:
    assert check_summary(f"Ada {word} di sana.", "Ada pedagang di sana.") == (
        Issue("spelling", f"{word} for pedagang"),
    )


@pytest.mark.parametrize("word", ["pedagangnya", "berdagang", "petugas", "perdagangan", "kesehatan"])
def test_other_word_is_not_misspelt(word: str) -> None:
    assert check_summary(f"Ada {word} di sana.", "Ada pedagang di sana.") == ()


def test_digits_glued_to_a_word_are_no_added_number() -> None:
    assert check_translation("Ajang Lari2025 dibuka.", "The 2025 run was opened.") == ()


def test_shorter_number_within_a_longer_one_is_added() -> None:
    assert Issue("number", "added: Rp50") in check_summary("Harganya Rp50.", "Harganya Rp50 ribu.")
    assert Issue("number", "added: Dua orang") in check_summary("Dua orang tewas.", "Dua belas orang tewas.")


def test_number_of_any_length_can_be_checked() -> None:
    digits = "9" * 60
    assert check_translation(f"Ada {digits} dan pukul 7, era {digits}-an.", f"{digits} at 7:00, the {digits}s") == ()
    assert Issue("number", f"lost: {digits}") in check_translation(
        f"Ada {digits}.", "There are many at 7:00 in the 1980s."
    )


@pytest.mark.parametrize(
    ("source", "english", "added"),
    [
        ("IHSG diprediksi rawan koreksi.", "The Jakarta Stock Exchange (JSX) is hit by US sanctions.", ["JSX", "US"]),
        (
            "Sengketa 13 pulau di perairan Trenggalek.",
            "The dispute over the 13-island zone (EEZ) of Trenggalek.",
            ["EEZ"],
        ),
        ("Presiden AS berpidato di PBB.", "The U.S. president spoke at the UN.", []),
        ("Komisi Pemberantasan Korupsi memeriksa saksi.", "The KPK questioned a witness.", []),
        ("Kuil itu dihancurkan pada 356 SM.", "The temple was destroyed in 356 BCE.", []),
        ("Perang Dunia kedua berakhir.", "World War II ended.", []),
    ],
)
def test_an_acronym_that_nothing_stands_for_is_added(source: str, english: str, added: list[str]) -> None:
    found = [issue.detail for issue in check_translation(source, english) if issue.detail.startswith("added: ")]
    assert found == [f"added: {acronym}" for acronym in added]


@pytest.mark.parametrize(
    ("sentence", "restored", "issue"),
    [
        ("Pasar dibuka untuk pedagnag.", "Pasar dibuka untuk pedagang.", "pedagang for pedagnag"),
        ("Pedaggang datang.", "Pedagang datang.", "Pedagang for Pedaggang"),
        ("Pasar milik Pemeritah ramai.", "Pasar milik Pemerintah ramai.", "Pemerintah for Pemeritah"),
    ],
)
def test_misspelt_word_of_a_summary_is_put_back(sentence: str, restored: str, issue: str) -> None:
    source = "Para pedagang datang. Pasar milik Pemerintah ramai dan dibuka."
    assert restore_spelling(sentence, source) == (restored, (Issue("restored", issue),))


def test_word_with_two_likes_is_left() -> None:
    sentence = "Para pedagung datang."
    assert restore_spelling(sentence, "Para pedagang datang.")[0] == "Para pedagang datang."
    assert restore_spelling(sentence, "Para pedagang dan pedaging datang.") == (sentence, ())


@pytest.mark.parametrize(
    ("source", "english", "restored", "issue"),
    [
        (
            "Bukti diserahkan oleh jaksa Kalousis kemarin.",
            "Kalausis's evidence was handed over by prosecutor Kalausis yesterday.",
            "Kalousis's evidence was handed over by prosecutor Kalousis yesterday.",
            "Kalousis for Kalausis",
        ),
        (
            "Pantai di Drukgyal-Dzong ditutup.",
            "The beach in Dukgyal-Dzong is closed.",
            "The beach in Drukgyal-Dzong is closed.",
            "Drukgyal-Dzong for Dukgyal-Dzong",
        ),
    ],
)
def test_misspelt_name_is_put_back(source: str, english: str, restored: str, issue: str) -> None:
    assert restore_names(source, english) == (restored, (Issue("restored", issue),))


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Klub itu menjual Gabriel Palmeira.", "The club sold Gabriel Palmeira."),
        ("Ia kini tinggal di Kroasia.", "He lives in Croatia now."),
        ("Turis pergi ke Maladewa.", "Tourists go to Maladive."),  # English has a name of its own for it
        ("Ia bertemu Wydad kemarin.", "He met Wanderers yesterday."),  # another name, no misspelt one
        ("Menurut Bank KBNI rugi.", "According to Bank KBMI loses."),
    ],
)
def test_other_names_are_left_alone(source: str, english: str) -> None:
    assert restore_names(source, english) == (english, ())


@pytest.mark.parametrize(
    ("origin", "sentence", "lost"),
    [
        ("Kabar itu menyebut akuisisi akan mengubah nama toko.", "Akuisisi akan mengubah nama toko.", "Kabar"),
        ("Ia diduga menyalahi izin tinggal.", "Ia menyalahi izin tinggal.", "diduga"),
        ("Pelaku mengaku mencuri dua motor.", "Pelaku mencuri dua motor.", "mengaku"),
        ("Industri musik tumbuh jika tren itu berlanjut.", "Industri musik tumbuh.", "jika"),
        ("Gangguan itu melanda hampir seluruh kota.", "Gangguan itu melanda seluruh kota.", "hampir"),
        ("Sutradara itu akan pensiun tahun depan.", "Sutradara itu telah pensiun.", "akan"),
    ],
)
def test_lost_hedge(origin: str, sentence: str, lost: str) -> None:
    assert check_hedges(sentence, origin) == (Issue("hedge", f"lost: {lost}"),)


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("Ia diduga menyalahi izin tinggal.", "Menurut dugaan, ia menyalahi izin."),
        ("Polisi menangkap BD, yang diduga menyalahi izin tinggal.", "Polisi menangkap BD."),
        ("Sutradara itu akan pensiun.", "Sutradara itu bakal pensiun."),
    ],
)
def test_kept_hedge(origin: str, sentence: str) -> None:
    assert check_hedges(sentence, origin) == ()


def test_a_number_that_plays_another_part_is_found() -> None:
    source = "Harga susut sebesar Rp 1.000, menjadi Rp 1.780.000 per gram."
    assert check_summary("Harga susut sebesar Rp 1.780.000 per gram.", source) == (
        Issue("number", "role: sebesar Rp 1.780.000"),
    )
    assert check_summary("Harga susut menjadi Rp 1.780.000 per gram.", source) == ()
    assert check_summary("Harga susut ke Rp 1.780.000 per gram.", source) == ()
    assert check_summary("Harga susut Rp 1.000 per gram.", source) == ()


@pytest.mark.parametrize(
    ("source", "english", "lost"),
    [
        ("BYD sudah mengirimkan puluhan ribu mobil.", "BYD has sent dozens of cars.", "puluhan ribu"),
        ("BYD sudah mengirimkan puluhan ribu mobil.", "BYD has sent tens of thousands of cars.", None),
        ("Kerugian mencapai ratusan miliar rupiah.", "Losses reached hundreds of trillions.", "ratusan miliar"),
        ("Jutaan orang hadir.", "Thousands of people came.", "Jutaan"),
        ("Ratusan tahun lalu desa itu ada.", "The village existed centuries ago.", None),
        ("Harga mulai Rp700 ribuan.", "Prices start at around Rp700,000.", None),
        ("Puluhan orang hadir.", "Scores of people came.", None),
    ],
)
def test_a_number_told_by_its_size_keeps_its_size(source: str, english: str, lost: str | None) -> None:
    found = [issue.detail for issue in check_translation(source, english) if issue.kind == "number"]
    assert found == ([f"lost: {lost}"] if lost else [])
