"""Quantities in Indonesian and English text, by value: what two texts must share to say the same.

Numerals are read by the language's own marks (`1.000,5` is `1,000.5` in English), number words by its grammar, and
dates, times, currencies and measures by names that both languages map to the same value. Digits that are part of a
name (`COVID-19`, `A380`, `U-17`, addresses of the web) are no quantities.

How a value is encoded, by kind:

- `number`, `percent`, `money`, `ordinal`: the number, scale words applied (`15 ribu` is 15000); a year is a number.
- `date`: month * 100 + day, 0 where the text names no day (`7 Juni` is 607, `Juni` is 600), its year a number of its
  own; with the unit `weekday` 1 for Monday to 7 for Sunday.
- `time`: minutes after midnight; unit `h12` where the text leaves the half of the day open, else `h24`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import zip_longest
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

    A date is the same only as a date, a weekday as a weekday. Times agree on the twelve-hour clock where one leaves the
    half of the day open, and a full hour agrees with its number (`pukul 7`, `seven`); `80-an` agrees with `1980s`.
    """
    if (a.kind == "date") != (b.kind == "date") or (a.unit == "weekday") != (b.unit == "weekday"):
        return False
    if a.kind == b.kind == "time":
        day = 720 if "h12" in (a.unit, b.unit) else 1440
        return (a.value - b.value) % day == 0
    if "time" in (a.kind, b.kind):
        clock, number = (a, b) if a.kind == "time" else (b, a)
        hours = [value for value in number.values if value <= 24]
        return any((clock.value - value * 60) % 720 == 0 or _clock(value) == clock.value for value in hours)
    if a.unit == b.unit == "decade":
        return int(a.value) % 100 == int(b.value) % 100
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


# --------------------------------------------------------------------------------------------------------- words


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
    "IDR: Rp, Rp., IDR; USD: US$, USD, USD$; SGD: S$, SGD; AUD: A$, AU$, AUD; HKD: HK$, HKD; CAD: C$, CAD;"
    "NZD: NZ$, NZD; MYR: RM, MYR; EUR: €, EUR; GBP: £, GBP; JPY: ¥, JPY; CNY: CNY, RMB; dollar: $; INR: ₹; KRW: ₩"
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
        "IDR: rupiah, rupiahs, indonesian rupiah; USD: us dollars, us dollar, american dollars, usd;"
        "SGD: singapore dollars, singapore dollar; AUD: australian dollars, australian dollar;"
        "HKD: hong kong dollars, hong kong dollar; CAD: canadian dollars; NZD: new zealand dollars;"
        "TWD: taiwan dollars; dollar: dollars, dollar; EUR: euros, euro; JPY: yen; CNY: yuan; KRW: won; THB: baht;"
        "MYR: ringgit, ringgits;"
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
        "millimetre: millimetre, millimetres, millimeter, millimeters, mm; "
        "kilogram: kilogram, kilograms, kg, kgs, kilo, kilos; gram: gram, grams, g;"
        "tonne: ton, tons, tonne, tonnes; litre: litre, litres, liter, liters;"
        "hectare: hectare, hectares, ha; degree: degree, degrees; mile: mile, miles; foot: foot, feet;"
        "inch: inch, inches; barrel: barrel, barrels; megawatt: megawatt, megawatts, mw; decade: decades;"
        "century: centuries, century;"
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
_IND_WORDS |= {f"{word}puluh": 10 * value for word, value in _IND_WORDS.items() if 1 < value < 10}
_IND_WORDS |= {f"{word}belas": 10 + value for word, value in _IND_WORDS.items() if 1 < value < 10}
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
    "bn": 10**9, "mn": 10**6, "tn": 10**12, "mln": 10**6, "thousands": 1000, "millions": 10**6, "billions": 10**9,
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

# Behind a small numeral what a price is about (`Rp 500 jutaan`); else thousands and millions of something.
_ROUND_SCALES: dict[TextLanguage, dict[str, int]] = {
    "ind": {"ribuan": 1000, "jutaan": 10**6, "miliaran": 10**9, "triliunan": 10**12},
    "eng": {},
}

# ----------------------------------------------------------------------------------------------- dates and times

_IND_MONTHS = _numbered(
    "Januari/Jan Februari/Pebruari/Feb Maret/Mar April/Apr Mei Juni/Jun Juli/Jul Agustus/Agt/Ags/Agu "
    "September/Sept/Sep Oktober/Okt November/Nopember/Nov Desember/Des"
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
    r"|(?:(?<=[Ii]n )|(?<=[Oo]f )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=[Bb]y )|(?<=last )|(?<=next )|(?<=early )"
    r"|(?<=late )|(?<=this )|(?<=mid-)|(?<=to )|(?<=from )|(?<=between )|(?<=and )|(?<=for )|(?<=the ))(?:May|March)"
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


_PLAIN_CLOCK = (r"(?<![\d.,:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d.,:]*\d)", _time)
_ZONED_CLOCK = (
    r"(?<![\d.,])(?P<hour>[01]?\d|2[0-4])[.:]?(?P<minute>[0-5]\d)\s*"
    r"(?P<zone>WIB|WITA|WIT|GMT|UTC|BST|local time|hours)\b",
    _time,
)
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
    _PLAIN_CLOCK,
    _ZONED_CLOCK,
    (_TELEPHONE, _digits),
    (_SHORT_YEAR, _century_range),
)
_ENG_PATTERNS = _patterns(
    (_ISO, _iso_date),
    (_LONG_DATE, partial(_numeric_date, month_first=True)),
    (
        rf"\b{_ENG_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]*\d)"
        rf"(?:{_TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]*\d)(?!\s*(?:{_one_of(_ENG_MONTHS)})\b))?"
        rf"(?:,?\s+{_YEAR})?",
        partial(_named_date, _ENG_MONTHS),
    ),
    (
        rf"(?<![\d.,])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_TO})?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"\s+(?:of\s+)?{_ENG_MONTH}(?:,?\s+{_YEAR})?",
        partial(_named_date, _ENG_MONTHS),
    ),
    (rf"\b{_ENG_FULL_MONTH}(?:,?\s+{_YEAR})?", partial(_named_date, _ENG_MONTHS)),
    (
        rf"(?:(?<=\()|(?:{_one_of(_ENG_WEEKDAYS)}),?\s*){_SHORT_DATE}",
        partial(_numeric_date, month_first=True),
    ),
    (rf"(?P<weekday>\b(?:{_one_of(_ENG_WEEKDAYS)}))s?\b", partial(_weekday, _ENG_WEEKDAYS)),
    (rf"(?<![\d.,])(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?\s*{_ENG_HALF}", _time),
    _PLAIN_CLOCK,
    _ZONED_CLOCK,
    (r"(?<![\d.,])(?P<hour>\d{1,2}) o['’]clock", _time),
    (_TELEPHONE, _digits),
    (_SHORT_YEAR, _century_range),
)

# -------------------------------------------------------------------------------------------- numerals and words

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_HYPHENS = ("-", "‐", "‑")
_DECADES = {"ind": ("an",), "eng": ("s",)}
_NO_NUMBER_BEFORE_ONE = frozenset("no any every each this that the which".split())
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


_GRAMMARS: Mapping[str, _Grammar] = {
    "ind": _Grammar("ind", ",", _IND_WORDS, _IND_SCALES, _IND_ORDINALS, _IND_PARTS, _IND_FRACTIONS, _IND_PATTERNS),
    "eng": _Grammar("eng", ".", _ENG_WORDS, _ENG_SCALES, _ENG_ORDINALS, _ENG_PARTS, _ENG_FRACTIONS, _ENG_PATTERNS),
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


_END = _Token("end", "", -1, -1)


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


@dataclass(slots=True)
class _Amount:
    """A number while it is read.

    Attributes:
        spelled: it begins in words.
        group: the part that a scale word may still multiply, `last` the addend that `ratus` and `hundred` multiply.
        total: the parts before it, multiplied already; then `group` is closed until another word opens it.
        floor: a word is added only if it is less than this: units to tens, tens to hundreds.
        ceiling: a scale word multiplies `group` only if it is less than this: thousands after millions.
        other: a second reading of its figures.
    """

    spelled: bool
    group: Decimal
    last: Decimal
    floor: Decimal
    total: Decimal = Decimal(0)
    ceiling: Decimal = Decimal("Infinity")
    is_open: bool = True
    other: Decimal | None = None

    @property
    def value(self) -> Decimal:
        return self.total + (self.group if self.is_open else 0)

    def add(self, value: Decimal, floor: Decimal) -> None:
        self.group = self.group + value if self.is_open else value
        self.last, self.floor, self.is_open = value, floor, True

    def multiply(self, scale: int) -> bool:
        """Apply a scale word; False where it does not belong to this number."""
        if scale < 1000 and self.is_open:
            self.group += self.last * (scale - 1)
            self.last, self.floor = self.last * scale, Decimal(scale)
        elif self.is_open and scale < self.ceiling:
            self.total += self.group * scale
            self.ceiling = self.floor = Decimal(scale)
            self.is_open = False
        elif not self.is_open and not self.spelled and scale > self.ceiling:  # `1,5 ribu triliun`
            self.total *= scale
            self.ceiling = self.floor = Decimal(scale)
        else:
            return False
        self.other = None
        return True


class _Scanner:
    """Reads numerals and number words off a text whose dates and times are hidden."""

    def __init__(self, text: str, grammar: _Grammar) -> None:
        self.text = text
        self.grammar = grammar
        tokens = [_Token(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
        if (
            grammar.language == "eng"
        ):  # `twenty-five`, `95-million`, `two-and-a-half`: a hyphen before a word is a space
            tokens = [
                token
                for token, after in zip_longest(tokens, tokens[1:], fillvalue=_END)
                if not (token.text in _HYPHENS and after.kind == "word" and after.start == token.end)
            ]
        self.tokens = tokens

    def scan(self) -> list[Quantity]:
        """The quantities in order."""
        found: list[Quantity] = []
        position = 0
        while position < len(self.tokens):
            quantity, position = self._quantity(position)
            if quantity is None:
                position += 1
                continue
            if found:
                found[-1], quantity = self._share(found[-1], quantity)
            found.append(quantity)
        return found

    # -- tokens

    def _token(self, position: int) -> _Token:
        return self.tokens[position] if 0 <= position < len(self.tokens) else _END

    def _touches(self, position: int) -> bool:
        """Whether the token at `position` follows the one before it without a space."""
        return 0 < position < len(self.tokens) and self.tokens[position].start == self.tokens[position - 1].end

    def _near(self, position: int) -> bool:
        """Whether only a blank, or the hyphen of a compound, stands before the token at `position`."""
        if not 0 < position < len(self.tokens):
            return False
        gap = self.text[self.tokens[position - 1].end : self.tokens[position].start]
        return len(gap) <= 2 and not gap.strip(f" \n\t{''.join(_HYPHENS)}")

    # -- quantities

    def _quantity(self, first: int) -> tuple[Quantity | None, int]:
        currency, position = self._prefix(first)
        if currency is None:
            ordinal, after = self._ordinal(first)
            if ordinal is not None:
                return ordinal, after
        amount, position = self._amount(position, money=currency is not None)
        if amount is None:
            return None, first
        kind: Kind = "money"
        unit = currency
        if currency is None:
            kind, unit, position = self._suffix(position)
        other = None if kind == "percent" else amount.other
        span = self._token(first).start, self._token(position - 1).end
        return Quantity(kind, amount.value, unit, *span, other=other, spelled=amount.spelled), position

    def _prefix(self, position: int) -> tuple[str | None, int]:
        """A currency before its amount: `Rp`, `US$`, `$`."""
        joined = ""
        for after in range(position + 1, position + 4):
            token = self._token(after - 1)
            if token.kind not in ("word", "mark") or (joined and not self._touches(after - 1)):
                break
            joined += token.text
            name = _PREFIXES.get(joined) or _PREFIXES.get(joined.capitalize())
            if name and self._token(after).kind == "numeral" and self._near(after):
                return name, after
        return None, position

    def _suffix(self, position: int) -> tuple[Kind, str | None, int]:
        """What is counted: percent, money, a measure or nothing that is known, and the position behind it."""
        language = self.grammar.language
        start = position + (self._token(position).text in _HYPHENS and self._touches(position))
        if self._token(start).word in _DECADES[language] and self._touches(start):
            return "number", "decade", start + 1
        for length in (3, 2, 1):
            run = range(start, start + length)
            name = " ".join(self._token(k).text.lower() for k in run)
            if not all(self._near(k) for k in run):
                continue
            if name in _PERCENTS[language]:
                return "percent", "percent", start + length
            if name in _CURRENCIES[language]:
                return "money", _CURRENCIES[language][name], start + length
            if name in _MEASURES[language]:
                return "number", _MEASURES[language][name], start + length
        return "number", None, position

    def _share(self, first: Quantity, last: Quantity) -> tuple[Quantity, Quantity]:
        """Both ends of a range with what one of them names: `Rp5-10 miliar`, `5-10 persen`, `3 hingga 5 juta`."""
        between = self.text[first.end : last.start].strip()
        bare = _BARE_AMOUNT.fullmatch(self.text, first.start, first.end)
        if not bare or between not in ("-", "–", "sampai", "hingga", "to") or first.value >= last.value:
            return first, last
        numeral = _NUMERAL.search(self.text, last.start, last.end)
        read = _read_numeral(numeral[0], self.grammar.decimal_mark) if numeral and last.kind != "ordinal" else None
        scale = last.value / read[0] if read and read[0] else Decimal(1)
        if between not in ("-", "–"):
            return (first if scale == 1 else replace(first, other=first.value * scale)), last
        if first.unit and last.unit and first.unit != last.unit:
            return first, last
        named = first if first.unit else last
        return (
            replace(first, value=first.value * scale, unit=named.unit, kind=named.kind),
            replace(last, unit=named.unit, kind=named.kind),
        )

    # -- numbers in figures and words

    def _amount(self, position: int, *, money: bool) -> tuple[_Amount | None, int]:
        """The number that begins at `position`, and the position behind it."""
        amount, position = self._first(position, money=money)
        if amount is None:
            return None, position
        steps = (self._scale, self._addend, self._half, self._decimals, self._fraction)
        taken = 1
        while taken:
            taken = next((n for step in steps if (n := step(position, amount, money=money))), 0)
            position += taken
        return amount, position

    def _first(self, position: int, *, money: bool) -> tuple[_Amount | None, int]:
        grammar, token = self.grammar, self._token(position)
        if token.kind == "numeral":
            read = None if self._is_name(position, money=money) else _read_numeral(token.text, grammar.decimal_mark)
            if read is None:
                return None, position
            return _Amount(False, read[0], read[0], Decimal(0), other=read[1]), position + 1
        word, after = token.word, self._token(position + 1).word
        if word in grammar.words:
            value = Decimal(grammar.words[word])
        elif word in grammar.parts:
            value = 1 / Decimal(grammar.parts[word])
        elif word in ("a", "an") and grammar.language == "eng" and after in grammar.scales:  # `a million`
            return _Amount(True, Decimal(1), Decimal(1), Decimal(0)), position + 1
        else:
            return None, position
        if self._in_idiom(position):
            return None, position
        position += word == "half" and after in ("a", "an")  # `half a million`
        return _Amount(True, value, value, _floor(value)), position + 1

    def _scale(self, position: int, amount: _Amount, *, money: bool) -> int:
        """`puluh`, `ratus`, `ribu`; `hundred`, `thousand`; behind money single letters too: `$5m`, `Rp50 M`."""
        word = self._token(position).word
        if not self._near(position):
            return 0
        if word == "belas":
            if not (amount.is_open and amount.spelled and 1 < amount.last < 10):
                return 0
            amount.add(Decimal(10), Decimal(0))
            return 1
        letters = _MONEY_SCALES[self.grammar.language] if money else {}
        rounded = {} if amount.spelled or amount.value >= 1000 else _ROUND_SCALES[self.grammar.language]
        scale = letters.get(word) or self.grammar.scales.get(word) or rounded.get(word)
        return int(bool(scale) and amount.multiply(scale or 1))

    def _addend(self, position: int, amount: _Amount, *, money: bool) -> int:  # noqa: ARG002
        """The next, smaller part: `dua ratus | lima`, `two hundred | and five`, `1 juta | 200 ribu`."""
        skipped = int(self._token(position).word == "and" and amount.spelled and amount.floor >= 100)
        token = self._token(position + skipped)
        if not self._near(position) or not self._near(position + skipped):
            return 0
        if token.kind == "numeral" and not amount.is_open:
            scale = self.grammar.scales.get(self._token(position + 1).word, 0)
            if token.text.isdigit() and scale >= 1000 and scale < amount.ceiling:
                amount.add(Decimal(token.text), Decimal(0))
                return 1
            return 0
        value = self.grammar.words.get(token.word)
        if value is None or value >= amount.floor or (amount.is_open and not amount.spelled):
            return 0
        amount.add(Decimal(value), _floor(Decimal(value)))
        return 1 + skipped

    def _half(self, position: int, amount: _Amount, *, money: bool) -> int:  # noqa: ARG002
        """`satu setengah`, `two and a half`."""
        following = [self._token(position + k).word for k in range(3)]
        taken = 1 if following[0] == "setengah" else 3 if following == ["and", "a", "half"] else 0
        if not taken or not self._near(position) or not amount.is_open or amount.group >= 100:
            return 0
        amount.group += Decimal("0.5")
        amount.last = amount.group
        return taken

    def _decimals(self, position: int, amount: _Amount, *, money: bool) -> int:  # noqa: ARG002
        """`dua koma lima`, `two point five`."""
        if self._token(position).word not in ("koma", "point") or not amount.spelled or not amount.is_open:
            return 0
        digits = ""
        while 0 <= (digit := self.grammar.words.get(self._token(position + 1 + len(digits)).word, -1)) < 10:
            digits += str(digit)
        amount.group += Decimal(f"0.{digits or 0}")
        amount.last = amount.group
        return 1 + len(digits) if digits else 0

    def _fraction(self, position: int, amount: _Amount, *, money: bool) -> int:  # noqa: ARG002
        """`dua pertiga`, `dua per tiga`, `two thirds`, `one quarter`; not `perempat final`, `two quarter-finals`."""
        grammar, word = self.grammar, self._token(position).word
        if not amount.is_open or not self._near(position) or not amount.spelled:
            return 0
        if word == "per" and (parts := grammar.words.get(self._token(position + 1).word, 0)) > amount.group:
            amount.group /= parts
            return 2
        if word not in grammar.fractions or self._token(position + 1).word.startswith("final"):
            return 0
        if grammar.language == "eng" and word.endswith("s") != (amount.group != 1):
            return 0
        amount.group /= grammar.fractions[word]
        return 1

    # -- what only looks like a number

    def _is_name(self, position: int, *, money: bool) -> bool:
        """Whether figures belong to a name: `COVID-19`, `B2`, `5G`."""
        language = self.grammar.language
        before, numeral, after = (self._token(position + offset) for offset in (-1, 0, 1))
        if before.end == numeral.start and not money:
            if before.kind == "word":
                return True
            owner = self._token(position - 2)
            if before.text == "-" and owner.end == before.start and owner.text[:1].isupper():
                return owner.word not in ("pasca", "pra", "pre", "post", "mid")
        if after.kind != "word" or after.start != numeral.end:
            return False
        if money:
            return False
        units = (
            _MEASURES[language],
            _CURRENCIES[language],
            self.grammar.scales,
            _DECADES[language],
            ("x", "st", "nd", "rd", "th"),
        )
        return not any(after.word in names for names in units) or (len(after.text) == 1 and after.text.isupper())

    def _in_idiom(self, position: int) -> bool:
        """Whether a number word counts nothing: `salah satu`, `satu-satunya`, `dua puluhan`, `no one`."""
        before, word, after, second = (self._token(position + offset).word for offset in (-1, 0, 1, 2))
        if self.grammar.language == "eng":
            return word == "one" and (before in _NO_NUMBER_BEFORE_ONE or after == "another")
        if after.endswith("an") and after.removesuffix("an") in self.grammar.scales:
            return True
        is_joined = self._token(position + 1).text in _HYPHENS and self._touches(position + 1)
        if is_joined and self._touches(position + 2) and (second not in self.grammar.words or second == word):
            return True
        if self._token(position - 1).text in _HYPHENS and self._token(position - 2).word == word:
            return True
        return word == "satu" and (
            before in ("salah", "per") or after in ("sama", "pun") or (after == "per" and second == "satu")
        )

    # -- ordinals

    def _ordinal(self, position: int) -> tuple[Quantity | None, int]:
        """`ke-15`, `kelima`, `keempat belas`, `abad XVI`; `15th`, `fifth`, `twenty-first`."""
        first = self._token(position)
        read = self._figured_ordinal(position) or self._spelled_ordinal(position) or self._roman(position)
        if read is None:
            return None, position
        value, after = read
        spelled = first.word in self.grammar.ordinals or first.word in self.grammar.words
        return Quantity(
            "ordinal", Decimal(value), None, first.start, self._token(after - 1).end, spelled=spelled
        ), after

    def _figured_ordinal(self, position: int) -> tuple[int, int] | None:
        token, after = self._token(position), self._token(position + 1)
        if self.grammar.language == "eng":
            is_ordinal = token.text.isdigit() and after.start == token.end and after.word in ("st", "nd", "rd", "th")
            return (int(token.text), position + 2) if is_ordinal else None
        if token.word != "ke":
            return None
        end = position + (2 if after.text in _HYPHENS else 1)
        return (int(self._token(end).text), end + 1) if self._token(end).text.isdigit() and self._near(end) else None

    def _spelled_ordinal(self, position: int) -> tuple[int, int] | None:
        words, ordinals = self.grammar.words, self.grammar.ordinals
        word, before = self._token(position).word, self._token(position - 1)
        after = self._token(position + 1).word if self._near(position + 1) else ""
        if self.grammar.language == "eng":
            if words.get(word, 0) >= 20 and 0 < ordinals.get(after, 0) < 10:
                return words[word] + ordinals[after], position + 2
            # `a second` and `10 second` are time.
            is_time = word == "second" and (before.word in ("a", "per", "split") or before.kind == "numeral")
            return (ordinals[word], position + 1) if word in ordinals and not is_time else None
        if word not in ordinals:
            return None
        value = ordinals[word]
        if after == "belas" and value < 10:
            return value + 10, position + 2
        if after == "puluh" and value < 10:
            unit = words.get(self._token(position + 2).word, 0) if self._near(position + 2) else 0
            return value * 10 + (unit if unit < 10 else 0), position + (3 if 0 < unit < 10 else 2)
        return value, position + 1

    def _roman(self, position: int) -> tuple[int, int] | None:
        """Roman numerals up to 39; a single letter only behind a noun that is counted in them."""
        token = self._token(position)
        match = _ROMAN.fullmatch(token.text) if token.kind == "word" else None
        if not match or (len(token.text) == 1 and self._token(position - 1).word not in _ROMAN_NOUNS):
            return None
        neighbours = self.text[token.start - 1 : token.start] + self.text[token.end : token.end + 1]
        if any(mark.isalnum() or mark in "'’" for mark in neighbours):
            return None
        return 10 * len(match["tens"]) + _ROMAN_UNITS[match["units"]], position + 1


def _floor(value: Decimal) -> Decimal:
    """What may be added to a number word: units to `twenty`, less than itself to `seratus`, nothing to units."""
    return value if value >= 100 else Decimal(10) if value >= 20 and value % 10 == 0 else Decimal(0)
