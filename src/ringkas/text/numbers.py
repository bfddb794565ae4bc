"""Quantities in Indonesian and English text, by value: what two texts must share to say the same.

Numerals are read by the language's own marks (`1.000,5` is `1,000.5` in English), number words by its grammar, and dates,
times, currencies and measures by names that both languages map to the same value. Digits that are part of a name
(`COVID-19`, `A380`, `U-17`, addresses of the web) are no quantities.

How a value is encoded, by kind:

- `number`, `percent`, `money`, `ordinal`: the number itself, scale words applied (`15 ribu` is 15000); a year is a number.
- `date`: month * 100 + day, 0 where the text names no day (`7 Juni` is 607, `Juni` is 600), its year a number of its own;
  with the unit `weekday` 1 for Monday to 7 for Sunday.
- `time`: minutes after midnight; unit `h12` where the text leaves the half of the day open, else `h24`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Literal

Kind = Literal["number", "percent", "money", "date", "time", "ordinal"]
TextLanguage = Literal["ind", "eng"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that a text names.

    Attributes:
        kind: what it counts; the module says how each kind's value is encoded.
        value: its value, by the conventions of the text's language.
        unit: ISO 4217 code of a currency (`dollar` or `pound` where the text does not say whose), `decade`, `weekday`,
            `h12`, `h24`, an English singular for a measure (`kilometre`, `year`), or None.
        start: where it begins, in characters.
        end: where it ends.
        other: a second reading where the text allows one: `1,500` in Indonesian text written the English way, `3` in
            `3 hingga 5 juta`, the day-first reading of `6/7` in English.
        spelled: whether it is written in words (`dua belas`); then `satu` may be an article more than a number.
    """

    kind: Kind
    value: Decimal
    unit: str | None
    start: int
    end: int
    other: Decimal | None = None
    spelled: bool = False

    @property
    def values(self) -> tuple[Decimal, ...]:
        """Every reading."""
        return (self.value,) if self.other is None else (self.value, self.other)


def same_value(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities can name the same value, units aside.

    A date is the same only as a date, a weekday as a weekday. Times agree on the twelve-hour clock where one leaves the half of the
    day open, and a full hour agrees with its number (`pukul 7`, `seven`); `80-an` agrees with `1980s`.
    """
    if (a.kind == "date") != (b.kind == "date") or (a.unit == "weekday") != (b.unit == "weekday"):
        return False
    if a.kind == b.kind == "time":
        day = 720 if "h12" in (a.unit, b.unit) else 1440
        return (a.value - b.value) % day == 0
    if "time" in (a.kind, b.kind):
        clock, number = (a, b) if a.kind == "time" else (b, a)
        return any((clock.value - value * 60) % 720 == 0 or _clock(value) == clock.value for value in number.values)
    if a.unit == b.unit == "decade":
        return a.value % 100 == b.value % 100
    return any(value in b.values for value in a.values)


def same_unit(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities of one value can be the same amount: no unit on one side says nothing against it.

    `dollar` agrees with any dollar, `pound` with GBP and the weight.
    """
    if a.unit is None or b.unit is None or a.unit == b.unit or "time" in (a.kind, b.kind):
        return True
    return any(_DOLLARS.get(x, x) == y for x, y in ((a.unit, b.unit), (b.unit, a.unit)))


def find_quantities(text: str, language: TextLanguage) -> tuple[Quantity, ...]:
    """Find the quantities of a text, in order, none overlapping another.

    Args:
        text: Indonesian or English text.
        language: which of the two; it decides what `1.500` and `6/7` mean.
    """
    grammar = _GRAMMARS[language]
    found: list[Quantity] = []
    # Each finder hides what it has read from the next, offsets kept.
    rest = _WEB.sub(_hide, text)
    for pattern, read in grammar.patterns:
        hidden = []
        for match in pattern.finditer(rest):
            quantities = list(read(match))
            found += quantities
            hidden += [(q.start, q.end) for q in quantities]
        for start, end in hidden:
            rest = rest[:start] + "\0" * (end - start) + rest[end:]
    found += _Scanner(rest, grammar).scan()
    return tuple(sorted(found, key=lambda quantity: quantity.start))


# ---------------------------------------------------------------------------------------------------------------- words


def _table(text: str) -> dict[str, str]:
    """`name: word, several words; name: ...` as word -> name."""
    return {
        word.strip(): name.strip()
        for entry in text.split(";")
        for name, _, words in (entry.partition(":"),)
        for word in words.split(",")
    }


_DOLLARS = {"USD": "dollar", "SGD": "dollar", "AUD": "dollar", "HKD": "dollar", "CAD": "dollar", "NZD": "dollar"}
_DOLLARS |= {"TWD": "dollar", "BND": "dollar", "GBP": "pound"}

_PREFIXES = _table(
    "IDR: Rp, Rp., IDR; USD: US$, USD, USD$; SGD: S$, SGD; AUD: A$, AU$, AUD; HKD: HK$, HKD; CAD: C$, CAD; NZD: NZ$, NZD;"
    "MYR: RM, MYR; EUR: €, EUR; GBP: £, GBP; JPY: ¥, JPY; CNY: CNY, RMB; dollar: $; INR: ₹; KRW: ₩"
)
_CURRENCIES = {
    "ind": _table(
        "IDR: rupiah; USD: dolar as, dolar amerika serikat, dolar amerika, usd, us dollar; SGD: dolar singapura;"
        "AUD: dolar australia; HKD: dolar hong kong, dolar hongkong; CAD: dolar kanada; NZD: dolar selandia baru;"
        "TWD: dolar taiwan; dollar: dolar, dollar; EUR: euro; JPY: yen; CNY: yuan; MYR: ringgit; KRW: won; THB: baht;"
        "GBP: poundsterling, pound sterling, pounds; pound: pound, pon, poundsterling inggris; SAR: riyal, real saudi;"
        "INR: rupee, rupe; PHP: peso; CHF: franc swiss; RUB: rubel; TRY: lira"
    ),
    "eng": _table(
        "IDR: rupiah, rupiahs, indonesian rupiah; USD: us dollars, us dollar, u.s. dollars, u.s. dollar, american dollars, usd;"
        "SGD: singapore dollars, singapore dollar; AUD: australian dollars, australian dollar;"
        "HKD: hong kong dollars, hong kong dollar; CAD: canadian dollars; NZD: new zealand dollars; TWD: taiwan dollars;"
        "dollar: dollars, dollar; EUR: euros, euro; JPY: yen; CNY: yuan; MYR: ringgit, ringgits; KRW: won; THB: baht;"
        "GBP: pounds sterling, pound sterling; pound: pounds, pound; SAR: riyals, riyal; INR: rupees; PHP: pesos, peso;"
        "CHF: swiss francs; RUB: rubles, roubles; TRY: lira"
    ),
}
_MEASURES = {
    "ind": _table(
        "year: tahun; month: bulan; week: minggu, pekan; day: hari; hour: jam; minute: menit; second: detik;"
        "kilometre: kilometer, km; metre: meter, m; centimetre: sentimeter, cm; millimetre: milimeter, mm;"
        "kilogram: kilogram, kg, kilo; gram: gram, g; tonne: ton; litre: liter; hectare: hektare, hektar, ha;"
        "degree: derajat; mile: mil; foot: kaki; inch: inci; barrel: barel; megawatt: megawatt, mw; decade: dekade;"
        "century: abad; goal: gol; point: poin; people: orang, jiwa"
    ),
    "eng": _table(
        "year: year, years; month: month, months; week: week, weeks; day: day, days; hour: hour, hours;"
        "minute: minute, minutes; second: seconds; kilometre: kilometre, kilometres, kilometer, kilometers, km, kms;"
        "metre: metre, metres, meter, meters, m; centimetre: centimetre, centimetres, centimeter, centimeters, cm;"
        "millimetre: millimetre, millimetres, millimeter, millimeters, mm; kilogram: kilogram, kilograms, kg, kgs, kilo, kilos;"
        "gram: gram, grams, g; tonne: ton, tons, tonne, tonnes; litre: litre, litres, liter, liters;"
        "hectare: hectare, hectares, ha; degree: degree, degrees; mile: mile, miles; foot: foot, feet; inch: inch, inches;"
        "barrel: barrel, barrels; megawatt: megawatt, megawatts, mw; decade: decades; century: centuries, century;"
        "goal: goal, goals; point: point, points; people: people, person, persons"
    ),
}
_PERCENTS = {
    "ind": frozenset(("%", "persen", "prosen", "persentase", "percent")),
    "eng": frozenset(("%", "percent", "per cent", "pct", "percentage point", "percentage points")),
}


def _numbered(words: str, start: int = 1) -> dict[str, int]:
    return {word: value for value, names in enumerate(words.split(), start) for word in names.split("/")}


_IND_WORDS = _numbered("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas", 0) | {
    "seratus": 100, "seribu": 1000, "sejuta": 10**6, "semiliar": 10**9, "selusin": 12,
}  # fmt: skip
_IND_SCALES = {
    "belas": 0, "puluh": 10, "ratus": 100, "ribu": 1000, "rb": 1000, "juta": 10**6, "jt": 10**6, "miliar": 10**9,
    "milyar": 10**9, "miliyar": 10**9, "triliun": 10**12, "trilyun": 10**12, "triliyun": 10**12, "lusin": 12,
}  # fmt: skip
_IND_PARTS = {
    "setengah": 2,
    "separuh": 2,
    "separo": 2,
    "sepertiga": 3,
    "seperempat": 4,
    "seperlima": 5,
    "sepersepuluh": 10,
}
_IND_FRACTIONS = {"pertiga": 3, "perempat": 4, "perlima": 5, "perenam": 6, "perdelapan": 8, "persepuluh": 10}
_IND_ORDINALS = {"pertama": 1} | {f"ke{word}": value for word, value in _IND_WORDS.items() if value > 1}

_ENG_WORDS = (
    _numbered(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 0
    )
    | _numbered("seventeen eighteen nineteen", 17)
    | {
        word: 10 * value
        for word, value in _numbered("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 2).items()
    }
)
_ENG_SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "bn": 10**9, "mn": 10**6, "tn": 10**12, "mln": 10**6, "m": 10**6, "b": 10**9, "k": 1000, "t": 10**12,
}  # fmt: skip
_ENG_PARTS = {"half": 2}
_ENG_FRACTIONS = {
    "thirds": 3, "third": 3, "quarters": 4, "quarter": 4, "fifths": 5, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
_ENG_ORDINALS = (
    _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth")
    | _numbered("fifteenth sixteenth seventeenth eighteenth nineteenth twentieth", 15)
    | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "hundredth": 100}
)
# Scales that are one letter count only behind an amount of money (`$5m`, `Rp50 M`): `5 m` is a length.
_MONEY_SCALES = {
    "ind": {"m": 10**9, "t": 10**12, "jt": 10**6, "rb": 1000, "k": 1000},
    "eng": {"m": 10**6, "b": 10**9, "k": 1000, "t": 10**12},
}

# ------------------------------------------------------------------------------------------------------- dates and times

_IND_MONTHS = _numbered(
    "Januari/Jan Februari/Pebruari/Feb Maret/Mar April/Apr Mei Juni/Jun Juli/Jul Agustus/Agt/Ags/Agu September/Sept/Sep "
    "Oktober/Okt November/Nopember/Nov Desember/Des"
)
_ENG_MONTHS = _numbered(
    "January/Jan February/Feb March/Mar April/Apr May June/Jun July/Jul August/Aug September/Sept/Sep October/Oct "
    "November/Nov December/Dec"
)
_IND_WEEKDAYS = _numbered("Senin Selasa Rabu Kamis Jumat/Jum'at/Jum’at Sabtu Minggu/Ahad")
_ENG_WEEKDAYS = _numbered("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

_HALF_DAYS = {"dini": 0, "pagi": 0, "siang": 0, "sore": 12, "petang": 12, "malam": 12}
"""What a part of the day adds to an hour under 12; `siang` is worked out by the hour (11 or 1 `siang`)."""


def _clock(value: Decimal) -> Decimal:
    """Minutes after midnight of a number such as 10.30 that may be an unmarked time."""
    hours = int(value)
    return hours * 60 + (value - hours) * 100


def _date(month: int, day: int, span: tuple[int, int], other: int | None = None) -> Quantity:
    return Quantity("date", Decimal(month * 100 + day), None, *span, other=None if other is None else Decimal(other))


def _year(match: re.Match[str]) -> Iterator[Quantity]:
    if match["year"]:
        yield Quantity("number", Decimal(match["year"]), None, *match.span("year"))


def _named_date(months: Mapping[str, int], match: re.Match[str]) -> Iterator[Quantity]:
    """`5 April 2016`, `5-7 April`, `April 5-7, 2016`, `April`."""
    month = months[match["month"].rstrip(".")]
    groups = match.groupdict()
    days = [name for name in ("day", "last") if groups.get(name)]
    spans = [match.span(name) for name in days]
    whole = match.span("month")
    if not days:
        yield _date(month, 0, whole)
    for name, span in zip(days, spans, strict=True):
        start, end = span
        if name == days[-1] and start < whole[0]:
            end = whole[1]
        elif name == days[0] and start > whole[0]:
            start = whole[0]
        yield _date(month, int(match[name]), (start, end))
    yield from _year(match)


def _numeric_date(match: re.Match[str], *, month_first: bool) -> Iterator[Quantity]:
    """`7/6/2023` and `(7/6)`: day first in Indonesian, month first in English unless that cannot be."""
    first, second = int(match["first"]), int(match["second"])
    month, day = (first, second) if month_first else (second, first)
    if month > 12:
        month, day = day, month
    if month > 12 or not 1 <= day <= 31 or month < 1:
        return
    other = day * 100 + month if month_first and day <= 12 and day != month else None
    yield _date(month, day, (match.start("first"), match.end("second")), other)
    yield from _year(match)


def _iso_date(match: re.Match[str]) -> Iterator[Quantity]:
    if int(match["month"]) <= 12 and int(match["day"]) <= 31:
        yield from _year(match)
        yield _date(int(match["month"]), int(match["day"]), (match.start("month"), match.end("day")))


def _weekday(days: Mapping[str, int], match: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity("date", Decimal(days[match["weekday"]]), "weekday", *match.span("weekday"))


def _time(match: re.Match[str]) -> Iterator[Quantity]:
    """A time of day; `half` is what tells its half of the day."""
    groups = match.groupdict()
    hour, minute = int(match["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or "").lower().replace(".", "")
    if hour > 24 or minute > 59:
        return
    unit = "h12" if hour <= 12 and not half and not groups.get("zone") else "h24"
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half in _HALF_DAYS and hour <= 12:
        added = 12 if half == "siang" and hour < 10 else _HALF_DAYS[half]
        hour = 0 if half == "malam" and hour == 12 else hour if hour == 12 else hour + added
    yield Quantity("time", Decimal(hour * 60 + minute), unit, match.start("hour"), match.end())


def _digits(match: re.Match[str]) -> Iterator[Quantity]:
    """A telephone number: its digits, whatever stands between them."""
    yield Quantity("number", Decimal(re.sub(r"\D", "", match[0])), None, *match.span())


def _century_range(match: re.Match[str]) -> Iterator[Quantity]:
    """`1950-53`: two years."""
    yield Quantity("number", Decimal(match["year"]), None, *match.span("year"))
    yield Quantity("number", Decimal(match["year"][:2] + match["short"]), None, *match.span("short"))


def _hide(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


_WEB = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+")
_TO = r"\s*(?:-|–|—|s\.?d\.?|s/d|sampai|hingga|dan|to|and|through|until)\s*"
_YEAR = r"(?P<year>[12]\d{3})\b"


def _one_of(names: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_IND_MONTH = rf"(?P<month>{_one_of(_IND_MONTHS)})\b"
_IND_FULL_MONTH = rf"(?P<month>{_one_of({name: 1 for name in _IND_MONTHS if len(name) > 4})}|Mei|Juni|Juli)\b"
_ENG_MONTH = rf"(?P<month>{_one_of(_ENG_MONTHS)})\b\.?"
# `May` and `March` are words too: alone they are months only behind a preposition or before a year.
_ENG_FULL_MONTH = (
    rf"(?P<month>{_one_of({n: 1 for n in _ENG_MONTHS if len(n) > 4 and n != 'March'})}|June|July|Sept"
    r"|(?:(?<=[Ii]n )|(?<=[Oo]f )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=[Bb]y )|(?<=last )|(?<=next )|(?<=early )|(?<=late )"
    r"|(?<=this )|(?<=mid-)|(?<=to )|(?<=from )|(?<=between )|(?<=and )|(?<=for )|(?<=the ))(?:May|March)"
    r"|(?:May|March)(?=,? [12]\d{3}\b))\b"
)
_NUMERIC = r"(?<![\d.,/-])(?P<first>\d{1,2})"
_ISO = re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?![\d-])")
_SHORT_DATE = rf"{_NUMERIC}/(?P<second>\d{{1,2}})(?![\d/.,]*\d)(?P<year>(?!))?"
_LONG_DATE = re.compile(rf"{_NUMERIC}(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark)(?P<year>[12]\d{{3}})(?!\d)")
_TELEPHONE = re.compile(
    r"(?<![\w.,])(?:\+\d{1,3}[\s-]?(?:\(\d{1,4}\)[\s-]?)?\d{2,4}(?:[\s-]?\d{2,5}){1,4}"
    r"|\(?0\d{2,3}\)?[\s-]?\d{3,4}(?:[\s-]?\d{3,5}){1,2})(?![\w])"
)
_SHORT_YEAR = re.compile(r"(?<![\d.,])(?P<year>1[89]\d\d|20\d\d)[-–/](?P<short>\d\d)(?![\d.,]*\d)")
_ZONE = r"WIB|WITA|WIT|GMT|UTC|BST|waktu"
_PART_OF_DAY = r"dini(?= hari)|pagi|siang|sore|petang|malam"
_IND_HALF = rf"(?:\s*(?P<zone>{_ZONE})\b)?(?:\s*(?P<half>{_PART_OF_DAY})\b)?"
_ENG_HALF = r"(?P<half>[ap]\.m\.|[ap]\.?m\b)"


Reader = Callable[[re.Match[str]], Iterator[Quantity]]


def _patterns(*rows: tuple[str | re.Pattern[str], Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), read) for pattern, read in rows)


_IND_PATTERNS = _patterns(
    (_ISO, _iso_date),
    (_LONG_DATE, partial(_numeric_date, month_first=False)),
    (
        rf"(?<![\d.,])(?:(?P<day>\d{{1,2}}){_TO})?(?P<last>\d{{1,2}})\s+{_IND_MONTH}(?:\s+{_YEAR})?",
        partial(_named_date, _IND_MONTHS),
    ),
    (rf"\b{_IND_FULL_MONTH}(?:\s+{_YEAR})?", partial(_named_date, _IND_MONTHS)),
    (
        rf"(?:(?<=\()|(?:{_one_of(_IND_WEEKDAYS)}),?\s*|[Tt]anggal\s+|[Tt]gl\.?\s+){_SHORT_DATE}",
        partial(_numeric_date, month_first=False),
    ),
    # Small `minggu` is a week, and `Minggu` may be one at the head of a sentence.
    (
        rf"(?P<weekday>\b(?:{_one_of({d: 1 for d in _IND_WEEKDAYS if d != 'Minggu'})})\b|(?<=[\w,)\0] )Minggu\b)",
        partial(_weekday, _IND_WEEKDAYS),
    ),
    (
        r"(?:(?<=[Pp]ukul )|(?<=[Jj]am )|(?<=[Pp]kl )|(?<=[Pp]kl\. )|(?<=pukul sekitar )|(?<=jam sekitar ))"
        rf"(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?(?![\d.,]*\d){_IND_HALF}",
        _time,
    ),
    (
        r"(?<![\d.,])(?P<hour>\d{1,2})[.:](?P<minute>\d\d)(?![\d.,]*\d)"
        rf"(?=(?:{_TO}\d{{1,2}}[.:]\d\d)?\s*(?:{_ZONE}|{_PART_OF_DAY})\b){_IND_HALF}",
        _time,
    ),
    (r"(?<![\d.,:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d.,:]*\d)", _time),
    (_TELEPHONE, _digits),
    (_SHORT_YEAR, _century_range),
)
_ENG_PATTERNS = _patterns(
    (_ISO, _iso_date),
    (_LONG_DATE, partial(_numeric_date, month_first=True)),
    (
        rf"\b{_ENG_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]*\d)"
        rf"(?:{_TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]*\d)(?!\s*(?:{_one_of(_ENG_MONTHS)})\b))?(?:,?\s+{_YEAR})?",
        partial(_named_date, _ENG_MONTHS),
    ),
    (
        rf"(?<![\d.,])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_TO})?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_ENG_MONTH}"
        rf"(?:,?\s+{_YEAR})?",
        partial(_named_date, _ENG_MONTHS),
    ),
    (rf"\b{_ENG_FULL_MONTH}(?:,?\s+{_YEAR})?", partial(_named_date, _ENG_MONTHS)),
    (
        rf"(?:(?<=\()|(?:{_one_of(_ENG_WEEKDAYS)}),?\s*){_SHORT_DATE}",
        partial(_numeric_date, month_first=True),
    ),
    (rf"(?P<weekday>\b(?:{_one_of(_ENG_WEEKDAYS)}))s?\b", partial(_weekday, _ENG_WEEKDAYS)),
    (rf"(?<![\d.,])(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?\s*{_ENG_HALF}", _time),
    (rf"(?<![\d.,])(?P<hour>\d\d)[.:]?(?P<minute>\d\d)\s*(?P<zone>{_ZONE}|local time|hours)\b", _time),
    (r"(?<![\d.,:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d.,:]*\d)", _time),
    (r"(?<![\d.,])(?P<hour>\d{1,2}) o['’]clock", _time),
    (_TELEPHONE, _digits),
    (_SHORT_YEAR, _century_range),
)

# ---------------------------------------------------------------------------------------------------- numerals and words

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_BARE_AMOUNT = re.compile(rf"\D*{_NUMERAL.pattern}")
_TOKEN = re.compile(rf"(?P<numeral>{_NUMERAL.pattern})|(?P<word>[^\W\d_]+)|(?P<mark>[^\w\s\0])")
_ROMAN = re.compile(r"(?P<tens>X{0,3})(?P<units>IX|IV|V?I{0,3})")
_ROMAN_UNITS = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
# One Roman letter is a numeral only behind a noun that is counted in them.
_ROMAN_NOUNS = frozenset(
    "semester kuartal triwulan tahap jilid bab abad ke dunia komisi kelas golongan divisi gelombang periode seri paus "
    "quarter phase chapter volume war class commission division wave series semesters".split()
)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What a language calls numbers, and how it writes them."""

    language: TextLanguage
    decimal_mark: str
    words: Mapping[str, int]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    parts: Mapping[str, int]
    fractions: Mapping[str, int]
    patterns: tuple[tuple[re.Pattern[str], Reader], ...]
    bare_scales: frozenset[str]
    """Words before a scale that stand for one: `a million`."""


_GRAMMARS: Mapping[str, _Grammar] = {
    "ind": _Grammar(
        "ind", ",", _IND_WORDS, _IND_SCALES, _IND_ORDINALS, _IND_PARTS, _IND_FRACTIONS, _IND_PATTERNS, frozenset()
    ),
    "eng": _Grammar(
        "eng", ".", _ENG_WORDS, _ENG_SCALES, _ENG_ORDINALS, _ENG_PARTS, _ENG_FRACTIONS, _ENG_PATTERNS, frozenset(("a",))
    ),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


def _read_numeral(text: str, decimal_mark: str) -> tuple[Decimal, Decimal | None] | None:
    """The value of `1.000,5`, and a second reading where the marks allow one; None for `1.2.3`, which is no number."""
    marks = [mark for mark in text if not mark.isdigit()]
    groups = re.split("[.,]", text)
    if not marks:
        return Decimal(text), None
    thousands = 1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
    whole = Decimal("".join(groups))
    if len(set(marks)) == 2:
        if marks.count(marks[-1]) > 1:
            return None
        return Decimal("".join(groups[:-1]) + "." + groups[-1]), None
    if len(marks) > 1:
        return (whole, None) if thousands else None
    fraction = Decimal(f"{groups[0]}.{groups[1]}")
    if not thousands:
        return fraction, None
    return (fraction, whole) if marks[0] == decimal_mark else (whole, None)


class _Scanner:
    """Reads numerals and number words off a text whose dates and times are hidden."""

    def __init__(self, text: str, grammar: _Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.tokens = [_Token(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]

    def scan(self) -> list[Quantity]:
        found: list[Quantity] = []
        position = 0
        while position < len(self.tokens):
            read = self._quantity(position)
            if read is None:
                position += 1
                continue
            quantity, position = read
            if found:
                found[-1], quantity = self._share(found[-1], quantity)
            found.append(quantity)
        return found

    def _share(self, first: Quantity, last: Quantity) -> tuple[Quantity, Quantity]:
        """Both ends of a range with what one of them names: `Rp5-10 miliar`, `5-10 persen`, `3 hingga 5 juta`."""
        between = self.text[first.end : last.start].strip()
        bare = _BARE_AMOUNT.fullmatch(self.text, first.start, first.end)
        if not bare or between not in ("-", "–", "sampai", "hingga", "to") or first.value >= last.value:
            return first, last
        scale = self._scale_within(last)
        if between not in ("-", "–"):
            return (first if scale == 1 else replace(first, other=first.value * scale)), last
        if first.unit and last.unit and first.unit != last.unit:
            return first, last
        named = first if first.unit else last
        return (
            replace(first, value=first.value * scale, unit=named.unit, kind=named.kind),
            replace(last, unit=named.unit, kind=named.kind),
        )

    def _scale_within(self, quantity: Quantity) -> Decimal:
        numeral = _NUMERAL.search(self.text, quantity.start, quantity.end)
        value = _read_numeral(numeral[0], self.grammar.decimal_mark) if numeral else None
        return quantity.value / value[0] if value and value[0] and quantity.kind != "ordinal" else Decimal(1)

    def _token(self, position: int) -> _Token:
        return self.tokens[position] if 0 <= position < len(self.tokens) else _Token("end", "", -1, -1)

    def _touches(self, position: int) -> bool:
        """Whether the token at `position` follows the one before it without a space."""
        return position > 0 and self._token(position).start == self._token(position - 1).end

    def _near(self, position: int) -> bool:
        """Whether only blanks stand before the token at `position`."""
        gap = self.text[self._token(position - 1).end : self._token(position).start]
        return position < len(self.tokens) and len(gap) <= 2 and not gap.strip()

    def _quantity(self, position: int) -> tuple[Quantity, int] | None:
        first = position
        currency, position = self._prefix(position)
        read = self._ordinal(position) if currency is None else None
        if read is None and currency is None:
            read = self._roman(position)
        if read is not None:
            return read
        number = self._number(position, money=currency is not None)
        if number is None:
            return None
        value, other, position, spelled = number
        kind: Kind = "number"
        unit = currency
        if currency is None:
            kind, unit, position = self._suffix(position)
        else:
            kind = "money"
        span = self._token(first).start, self._token(position - 1).end
        return Quantity(kind, value, unit, *span, other=other, spelled=spelled), position

    def _prefix(self, position: int) -> tuple[str | None, int]:
        """A currency before its amount: `Rp`, `US$`, `$`."""
        joined = ""
        for length in range(1, 4):
            token = self._token(position + length - 1)
            if token.kind not in ("word", "mark") or (length > 1 and not self._touches(position + length - 1)):
                break
            joined += token.text
            after = position + length
            name = _PREFIXES.get(joined) or (_PREFIXES.get("Rp") if joined.rstrip(".").lower() == "rp" else None)
            if name and self._token(after).kind == "numeral" and (self._touches(after) or self._near(after)):
                return name, after
        return None, position

    def _number(self, position: int, *, money: bool) -> tuple[Decimal, Decimal | None, int, bool] | None:
        """A number in figures, words or both: its value, second reading, next position, and whether it begins in words."""
        grammar = self.grammar
        first = self._token(position)
        other: Decimal | None = None
        if first.kind == "numeral":
            if self._is_name(position, money=money):
                return None
            read = _read_numeral(first.text, grammar.decimal_mark)
            if read is None:
                return None
            group, other = read
            position += 1
        elif first.word in grammar.bare_scales and self._token(position + 1).word in (
            "hundred",
            "thousand",
            "million",
            "billion",
            "trillion",
            "dozen",
        ):
            group = Decimal(1)
            position += 1
        elif first.word in grammar.words and not self._in_idiom(position):
            group = Decimal(grammar.words[first.word])
            position += 1
        elif first.word in grammar.parts and not self._in_idiom(position):
            group = 1 / Decimal(grammar.parts[first.word])
            position += 1
            if grammar.language == "eng" and self._token(position).word == "a":
                position += 1
        else:
            return None
        spelled = first.kind != "numeral"
        total = Decimal(0)
        last = group  # the addend that a scale multiplies
        floor = self._floor(first.word, group)  # what is added now must stay under this
        open_group = True
        money_scales = _MONEY_SCALES[grammar.language] if money else {}
        while True:
            token = self._token(position)
            hyphen = token.text in ("-", "‑") and self._touches(position)
            step = 2 if hyphen and self._touches(position + 1) and grammar.language == "eng" else 1
            word = self._token(position + step - 1).word
            if step == 1 and not (self._near(position) or (self._touches(position) and not hyphen)):
                break
            scale = money_scales.get(word) or (grammar.scales.get(word) if len(word) > 1 else None)
            if word == "belas" and open_group and spelled and 1 < last < 10:
                group, last, floor = group + 10, Decimal(0), Decimal(0)
            elif scale and scale < 1000 and open_group:
                group += last * scale - last
                floor, last = Decimal(scale), last * scale
            elif scale and open_group and (not total or scale < floor):
                total, last, floor, open_group = total + group * scale, Decimal(0), Decimal(scale), False
            elif scale and scale >= 1000 and not open_group and spelled is False and scale > floor:
                total, floor = total * scale, Decimal(scale)  # `1,5 ribu triliun`
            elif word in grammar.words and (spelled or not open_group) and Decimal(grammar.words[word]) < floor:
                last = Decimal(grammar.words[word])
                group = group + last if open_group else last
                floor, open_group = self._floor(word, last), True
                spelled = spelled or total == 0
            elif word == "setengah" and open_group and group < 100 and not hyphen:
                group += Decimal("0.5")
                last = group
            elif word == "koma" and spelled and self._token(position + 1).word in grammar.words:
                digits = ""
                while (
                    self._token(position + 1).word in grammar.words
                    and grammar.words[self._token(position + 1).word] < 10
                ):
                    digits += str(grammar.words[self._token(position + 1).word])
                    position += 1
                group += Decimal(f"0.{digits}")
                last = group
            elif word == "and" and [self._token(position + k).word for k in (1, 2)] == ["a", "half"]:
                group += Decimal("0.5")
                last, step = group, 3
            elif (
                word == "and"
                and spelled
                and floor >= 100
                and grammar.words.get(self._token(position + 1).word, 10**9) < floor
            ):
                pass
            elif word in grammar.fractions and self._is_fraction(position + step - 1, first) and open_group:
                group /= grammar.fractions[word]
                position += step
                break
            else:
                break
            position += step
        if open_group:
            total += group
        if total != group or self._is_percent(position):
            other = None
        return total, other, position, spelled

    def _floor(self, word: str, value: Decimal) -> Decimal:
        """What may be added to a word: units to English tens, less than itself to `seratus` and `seribu`."""
        if word and value >= 100:
            return value
        return Decimal(10) if self.grammar.language == "eng" and word and value >= 20 else Decimal(0)

    def _is_fraction(self, position: int, first: _Token) -> bool:
        """`dua pertiga`, `two-thirds`; not `perempat final`, `first quarter` or `two quarters`."""
        if self.grammar.language == "ind":
            return self._token(position + 1).word not in ("final", "finalis")
        return (
            first.word != ""
            and (first.word == "one" or self._token(position).word.endswith("s"))
            and self._token(position).word != "quarter"
        )

    def _is_name(self, position: int, *, money: bool) -> bool:
        """Whether figures belong to a name: `COVID-19`, `B2`, `5G`."""
        before, numeral, after = (self._token(position + offset) for offset in (-1, 0, 1))
        if not money and before.kind == "word" and before.end == numeral.start:
            return True
        if before.text == "-" and before.end == numeral.start and self._touches(position - 1):
            word = self._token(position - 2)
            if (
                word.kind == "word"
                and word.text[0].isupper()
                and word.word not in ("pasca", "pra", "pre", "post", "mid", "ke")
            ):
                return True
        if after.kind != "word" or after.start != numeral.end:
            return False
        return not (
            after.word in _MEASURES[self.grammar.language]
            or after.word in _CURRENCIES[self.grammar.language]
            or after.word in self.grammar.scales
            or after.word in ("an", "s", "x", "st", "nd", "rd", "th")
            or (money and after.word in _MONEY_SCALES[self.grammar.language])
        ) or (len(after.text) == 1 and after.text.isupper() and not money)

    def _in_idiom(self, position: int) -> bool:
        """Whether a number word counts nothing: `salah satu`, `satu-satunya`, `no one`, `tengah`."""
        before, word, after = (self._token(position + offset).word for offset in (-1, 0, 1))
        if self._token(position + 1).text == "-" and self._touches(position + 1) and self._touches(position + 2):
            follower = self._token(position + 2).word
            if self.grammar.language == "ind" and follower and follower not in self.grammar.words:
                return True
            if follower == word or follower == f"{word}nya":
                return True
        if self._token(position - 1).text == "-" and self._touches(position) and self._touches(position - 1):
            if self._token(position - 2).word == word:
                return True
        if self.grammar.language == "ind":
            return word == "satu" and (before == "salah" or after in ("sama", "per", "pun"))
        return word == "one" and (
            before in ("no", "any", "every", "each", "this", "that", "the", "which") or after == "another"
        )

    def _is_percent(self, position: int) -> bool:
        return self._suffix(position)[0] == "percent"

    def _suffix(self, position: int) -> tuple[Kind, str | None, int]:
        """What is counted: percent, money, a measure or nothing that is known, and the position behind it."""
        language = self.grammar.language
        token = self._token(position)
        if token.word in ("an", "s") and (self._touches(position)):
            return "number", "decade", position + 1
        step = position
        if token.text in ("-", "‑") and self._touches(position) and self._touches(position + 1):
            step = position + 1
            if self._token(step).word == "an":
                return "number", "decade", step + 1
        elif token.kind == "end" or not (self._near(position) or self._touches(position)):
            return "number", None, position
        for length in (3, 2, 1):
            run = [self._token(step + offset) for offset in range(length)]
            if any(t.kind == "end" for t in run) or any(not self._near(step + k) for k in range(1, length)):
                continue
            words = " ".join(t.text.lower() for t in run)
            if words in _PERCENTS[language]:
                return "percent", "percent", step + length
            if words in _CURRENCIES[language]:
                return "money", _CURRENCIES[language][words], step + length
            if words in _MEASURES[language]:
                return "number", _MEASURES[language][words], step + length
        return "number", None, position

    def _ordinal(self, position: int) -> tuple[Quantity, int] | None:
        """`ke-15`, `kelima`, `keempat belas`; `15th`, `fifth`, `twenty-first`."""
        token = self._token(position)
        if self.grammar.language == "ind":
            return self._indonesian_ordinal(position)
        if token.kind == "numeral" and token.text.isdigit():
            after = self._token(position + 1)
            if after.start == token.end and after.word in ("st", "nd", "rd", "th"):
                return Quantity("ordinal", Decimal(token.text), None, token.start, after.end), position + 2
            return None
        value = Decimal(0)
        end = position
        if self.grammar.words.get(token.word, 0) >= 20:
            value = Decimal(self.grammar.words[token.word])
            end += 2 if self._token(position + 1).text == "-" else 1
        last = self._token(end)
        if last.word not in self.grammar.ordinals or (value and self.grammar.ordinals[last.word] > 9):
            return None
        # `a second` and `10 second` are time, `one third` is a fraction.
        if self._token(end - 1).word in ("a", "per", "split") or (
            end == position and self._token(end - 1).kind == "numeral"
        ):
            return None
        return Quantity(
            "ordinal", value + self.grammar.ordinals[last.word], None, token.start, last.end, spelled=True
        ), end + 1

    def _indonesian_ordinal(self, position: int) -> tuple[Quantity, int] | None:
        token = self._token(position)
        if token.word == "ke":
            end = position + 1
            if self._token(end).text == "-":
                end += 1
            numeral = self._token(end)
            if numeral.kind == "numeral" and (numeral.text.isdigit()) and (self._touches(end) or self._near(end)):
                return Quantity("ordinal", Decimal(numeral.text), None, token.start, numeral.end), end + 1
            return None
        if token.word not in self.grammar.ordinals:
            return None
        value = Decimal(self.grammar.ordinals[token.word])
        after = self._token(position + 1)
        if self._near(position + 1) and after.word in ("belas", "puluh", "ratus") and value < 10:
            value = value + 10 if after.word == "belas" else value * (10 if after.word == "puluh" else 100)
            position += 1
            unit = self._token(position + 1)
            if after.word == "puluh" and self._near(position + 1) and 0 < self.grammar.words.get(unit.word, 0) < 10:
                value += self.grammar.words[unit.word]
                position += 1
        return Quantity("ordinal", value, None, token.start, self._token(position).end, spelled=True), position + 1

    def _roman(self, position: int) -> tuple[Quantity, int] | None:
        """`XVI`, `semester I`: Roman numerals up to 39."""
        token = self._token(position)
        if token.kind != "word" or self._touches(position) and self._token(position - 1).text not in "(-/\"'“":
            return None
        if self._touches(position + 1) and self._token(position + 1).text in ("'", "’", "-"):
            return None
        match = _ROMAN.fullmatch(token.text)
        if not match:
            return None
        if len(token.text) == 1 and self._token(position - 1).word not in _ROMAN_NOUNS:
            return None
        value = Decimal(10 * len(match["tens"]) + _ROMAN_UNITS[match["units"]])
        return Quantity("ordinal", value, None, token.start, token.end), position + 1
