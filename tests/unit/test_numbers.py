"""Quantities are found by value, in the marks, words and order of their language."""

from decimal import Decimal

import pytest

from ringkas.text.numbers import Quantity, TextLanguage, find_quantities, same_unit, same_value

TWO_THIRDS = Decimal(2) / 3


def read(text: str, language: TextLanguage) -> list[tuple[str, Decimal, str | None]]:
    return [(q.kind, q.value, q.unit) for q in find_quantities(text, language)]


def only(text: str, language: TextLanguage) -> Quantity:
    (quantity,) = find_quantities(text, language)
    return quantity


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("15 ribu", "number", "15000", None),
        ("1.000,5", "number", "1000.5", None),
        ("2.375.000", "number", "2375000", None),
        ("Rp2,5 triliun", "money", "2500000000000", "IDR"),
        ("Rp 500 ribu", "money", "500000", "IDR"),
        ("Rp2.375.000,00", "money", "2375000", "IDR"),
        ("Rp50 M", "money", "50000000000", "IDR"),
        ("US$1.500", "money", "1500", "USD"),
        ("10 juta dolar AS", "money", "10000000", "USD"),
        ("50 dolar Singapura", "money", "50", "SGD"),
        ("400 ribu rupiah", "money", "400000", "IDR"),
        ("1,5 ribu triliun", "number", "1500000000000000", None),
        ("1 juta 200 ribu", "number", "1200000", None),
        ("Rp 499 jutaan", "money", "499000000", "IDR"),
        ("2020 ribuan orang", "number", "2020", None),
        ("7,25 persen", "percent", "7.25", "percent"),
        ("12%", "percent", "12", "percent"),
        ("dua koma lima persen", "percent", "2.5", "percent"),
        ("dua belas juta", "number", "12000000", None),
        ("dua juta lima ratus ribu", "number", "2500000", None),
        ("seratus dua puluh lima", "number", "125", None),
        ("seribu lima ratus", "number", "1500", None),
        ("tigapuluh tujuh", "number", "37", None),
        ("sepuluh", "number", "10", None),
        ("setengah", "number", "0.5", None),
        ("satu setengah juta", "number", "1500000", None),
        ("tiga perempat", "number", "0.75", None),
        ("satu per empat", "number", "0.25", None),
        ("ke-15", "ordinal", "15", None),
        ("ke 7", "ordinal", "7", None),
        ("kelima", "ordinal", "5", None),
        ("keempat belas", "ordinal", "14", None),
        ("kedua puluh satu", "ordinal", "21", None),
        ("ketiga puluh", "ordinal", "30", None),
        ("abad XVI", "ordinal", "16", None),
        ("semester I", "ordinal", "1", None),
        ("era 4.0", "number", "4", None),
        ("1980-an", "number", "1980", "decade"),
        ("2,5 kilometer", "number", "2.5", "kilometre"),
        ("100m", "number", "100", "metre"),
        ("0812-3456-7890", "number", "81234567890", None),
        ("pukul 10.30", "time", "630", "h12"),
        ("pukul 22.15", "time", "1335", "h24"),
        ("10.30 WIB", "time", "630", "h24"),
        ("jam 3 sore", "time", "900", "h24"),
        ("pukul 1 siang", "time", "780", "h24"),
        ("pukul 11 siang", "time", "660", "h24"),
        ("pukul 12 malam", "time", "0", "h24"),
        ("0230 GMT", "time", "150", "h24"),
        ("pada 5 April", "date", "405", None),
        ("bulan Juni", "date", "600", None),
        ("Senin", "date", "1", "weekday"),
        ("Jum'at", "date", "5", "weekday"),
    ],
)
def test_indonesian_quantity(text: str, kind: str, value: str, unit: str | None) -> None:
    assert read(text, "ind") == [(kind, Decimal(value), unit)]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("15,000", "number", "15000", None),
        ("1,000.5", "number", "1000.5", None),
        ("Rp2.5 trillion", "money", "2500000000000", "IDR"),
        ("US$1.6 billion", "money", "1600000000", "USD"),
        ("$5m", "money", "5000000", "dollar"),
        ("50 million dollars", "money", "50000000", "dollar"),
        ("twenty per cent", "percent", "20", "percent"),
        ("twelve million", "number", "12000000", None),
        ("two hundred and five", "number", "205", None),
        ("twenty-five", "number", "25", None),
        ("a hundred-thousand", "number", "100000", None),
        ("half a million", "number", "500000", None),
        ("two-and-a-half thousand", "number", "2500", None),
        ("two point five", "number", "2.5", None),
        ("95-million", "number", "95000000", None),
        ("two dozen", "number", "24", None),
        ("three quarters", "number", "0.75", None),
        ("5 m", "number", "5", "metre"),
        ("10 seconds", "number", "10", "second"),
        ("15th", "ordinal", "15", None),
        ("twenty-first", "ordinal", "21", None),
        ("third", "ordinal", "3", None),
        ("1980s", "number", "1980", "decade"),
        ("10:30 a.m.", "time", "630", "h24"),
        ("12 am", "time", "0", "h24"),
        ("7 p.m.", "time", "1140", "h24"),
        ("10:30", "time", "630", "h12"),
        ("7 o'clock", "time", "420", "h12"),
        ("June 7", "date", "607", None),
        ("Oct.16", "date", "1016", None),
        ("the 7th of June", "date", "607", None),
        ("in May", "date", "500", None),
        ("Wednesday", "date", "3", "weekday"),
    ],
)
def test_english_quantity(text: str, kind: str, value: str, unit: str | None) -> None:
    assert read(text, "eng") == [(kind, Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19",
        "timnas U-17",
        "jaringan 5G",
        "vitamin B2",
        "versi 1.2.3",
        "versi 1.234.5,6.7",
        "lihat https://contoh.id/2023/11 atau tulis ke redaksi7@contoh.id",
        "salah satu",
        "satu-satunya",
        "satu per satu",
        "satu sama lain",
        "ribuan warga",
        "dua puluhan",
        "perempat final",
        "minggu ini",
        "O'XI",
        "Rp",
        "",
    ],
)
def test_indonesian_text_without_quantity(text: str) -> None:
    assert find_quantities(text, "ind") == ()


@pytest.mark.parametrize(
    "text", ["no one", "one another", "this may march on", "a second", "hundreds of people", "I said"]
)
def test_english_text_without_quantity(text: str) -> None:
    assert find_quantities(text, "eng") == ()


def test_repeated_number_word_counts_nothing() -> None:
    assert find_quantities("dua-dua", "ind") == ()


def test_hyphenated_number_words_are_a_range() -> None:
    assert [q.value for q in find_quantities("dua-tiga hari", "ind")] == [2, 3]


def test_date_is_read_day_first_in_indonesian_and_month_first_in_english() -> None:
    assert read("7/6/2023", "ind") == [("date", Decimal(607), None), ("number", Decimal(2023), None)]
    assert read("6/7/2023", "eng") == [("date", Decimal(607), None), ("number", Decimal(2023), None)]
    assert read("25.12.2023", "ind")[0] == ("date", Decimal(1225), None)
    assert read("2023-06-07", "ind") == [("number", Decimal(2023), None), ("date", Decimal(607), None)]


def test_impossible_date_is_no_date() -> None:
    assert all(q.kind == "number" for q in find_quantities("2023-19-07", "ind"))
    assert all(q.kind == "number" for q in find_quantities("45/46/2023", "ind"))


def test_impossible_time_is_no_time() -> None:
    assert all(q.kind == "number" for q in find_quantities("pukul 75.10", "ind"))


def test_short_date_stands_in_brackets_or_behind_a_weekday() -> None:
    assert read("Rabu (7/6)", "ind") == [("date", Decimal(3), "weekday"), ("date", Decimal(607), None)]
    assert read("menang 7/6", "ind") == [("number", Decimal(7), None), ("number", Decimal(6), None)]


def test_english_short_date_keeps_its_day_first_reading() -> None:
    assert only("(6/7)", "eng").values == (Decimal(607), Decimal(706))
    assert only("(12/14)", "eng").values == (Decimal(1214),)


def test_days_of_a_range_share_month_and_year() -> None:
    values = [Decimal(405), Decimal(407), Decimal(2016)]
    assert [q.value for q in find_quantities("5-7 April 2016", "ind")] == values
    assert [q.value for q in find_quantities("April 5-7, 2016", "eng")] == values


def test_sunday_is_minggu_with_a_capital_within_a_sentence() -> None:
    assert read("di Kediri, Minggu.", "ind") == [("date", Decimal(7), "weekday")]
    assert read("Minggu depan", "ind") == []
    assert read("tiga minggu", "ind") == [("number", Decimal(3), "week")]


def test_range_shares_scale_currency_and_percent() -> None:
    assert read("Rp5-10 miliar", "ind") == [("money", Decimal(5 * 10**9), "IDR"), ("money", Decimal(10**10), "IDR")]
    assert [q.unit for q in find_quantities("5-10 persen", "ind")] == ["percent", "percent"]
    assert read("US$5-Rp10", "ind") == [("money", Decimal(5), "USD"), ("money", Decimal(10), "IDR")]


def test_range_in_words_leaves_the_scale_of_its_beginning_open() -> None:
    low, high = find_quantities("3 hingga 5 juta", "ind")
    assert low.values == (Decimal(3), Decimal(3_000_000))
    assert high.value == 5_000_000
    assert [q.other for q in find_quantities("3 hingga 5 orang", "ind")] == [None, None]


def test_short_second_year_is_of_the_same_century() -> None:
    assert [q.value for q in find_quantities("1950-53", "ind")] == [1950, 1953]


def test_numeral_written_the_other_way_has_a_second_reading() -> None:
    assert only("1,500 orang", "ind").values == (Decimal("1.500"), Decimal(1500))
    assert only("4,921 persen", "ind").values == (Decimal("4.921"),)
    assert only("Rp4,921 miliar", "ind").values == (Decimal(4_921_000_000),)
    assert only("0,125", "ind").values == (Decimal("0.125"),)
    assert only("1,234.5", "ind").values == (Decimal("1234.5"),)


def test_span_covers_number_scale_and_unit() -> None:
    text = "Anggaran naik menjadi Rp2,5 triliun tahun ini."
    quantity = only(text, "ind")
    assert text[quantity.start : quantity.end] == "Rp2,5 triliun"


def test_two_unit_words_in_a_row_are_two_numbers() -> None:
    assert [q.value for q in find_quantities("two three", "eng")] == [2, 3]


def test_scale_that_does_not_descend_begins_nothing() -> None:
    assert [q.value for q in find_quantities("dua ribu juta", "ind")] == [2000]


def test_teen_without_unit_is_left_alone() -> None:
    assert [q.value for q in find_quantities("sepuluh belas", "ind")] == [10]


def test_numeral_behind_a_scale_needs_a_smaller_scale() -> None:
    assert [q.value for q in find_quantities("2 juta 5", "ind")] == [2_000_000, 5]


def test_fraction_needs_a_plural_for_more_than_one_part() -> None:
    assert only("two thirds", "eng").value == TWO_THIRDS
    assert [q.value for q in find_quantities("two third places", "eng")] == [2, 3]


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [
        ("15 ribu", "15,000"),
        ("15 ribu", "fifteen thousand"),
        ("Rp2,5 triliun", "Rp2.5 trillion"),
        ("pukul 15.00", "3 p.m."),
        ("pukul 3", "15:00"),
        ("pukul 7", "seven"),
        ("10.30", "10:30"),
        ("ke-3", "three"),
        ("era 80-an", "1980s"),
        ("1,500", "1,500"),
        ("Rabu", "Wednesday"),
        ("7/6/2023", "June 7"),
        ("dua pertiga", "two thirds"),
    ],
)
def test_same_value_across_languages(indonesian: str, english: str) -> None:
    first, second = find_quantities(indonesian, "ind")[0], find_quantities(english, "eng")[0]
    assert same_value(first, second)
    assert same_value(second, first)


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [
        ("15 ribu", "15"),
        ("1.500", "1.5"),
        ("pukul 22.00", "10 a.m."),
        ("7 Juni", "June 6"),
        ("Senin", "one"),
        ("Rabu", "Thursday"),
        ("5 April", "405"),
        ("1980-an", "1990s"),
        ("pukul 7.15", "seven"),
    ],
)
def test_other_value_across_languages(indonesian: str, english: str) -> None:
    assert not same_value(find_quantities(indonesian, "ind")[0], find_quantities(english, "eng")[0])


@pytest.mark.parametrize(
    ("indonesian", "english", "same"),
    [
        ("5 dolar AS", "5 dollars", True),
        ("5 dolar", "US$5", True),
        ("5 dolar AS", "5 Singapore dollars", False),
        ("5 kilometer", "5 metres", False),
        ("5 kilometer", "5", True),
        ("Rp5", "5 percent", False),
    ],
)
def test_units(indonesian: str, english: str, same: bool) -> None:
    assert same_unit(only(indonesian, "ind"), only(english, "eng")) is same
