"""Whether a text says what its source says: cheap checks by value, name and polarity, no model needed.

A check reports what it found as `Issue(kind, detail)`, kinds in order of the functions below:

- `empty`, `loop`: no text; words that repeat themselves;
- `repeated`: a content word of a summary that its source says less often;
- `number`, `date`, `currency`, `unit`: a quantity that the source does not hold, or that the translation lost;
- `name`: a name that the source does not hold, or that the translation lost;
- `quote`: words in quotation marks that the source does not hold, or marks without their partner;
- `spelling`: a word of the source with one letter wrong;
- `negation`: denied here and not there;
- `length`: a translation far too short or too long;
- `copied`: English that is still Indonesian.

`restored` says that a misspelt name of a translation, or word of a summary, was put back; `truncated` is added by those
who generate.
benchmarks/faithfulness.py prints how often human texts are flagged and machine texts caught.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

from ringkas.text import words as vocabulary
from ringkas.text.numbers import Quantity, TextLanguage, find_quantities, same_unit, same_value
from ringkas.text.words import STOP_WORDS, common_words, plain_quotes, word_list, words
from ringkas.types import Issue

MIN_LENGTH_RATIO, MAX_LENGTH_RATIO = 0.62, 2.0
"""English words for an Indonesian one: outside these lies 1 human translation in 1,000 (benchmarks/faithfulness.py)."""

LENGTH_RATIO_WORDS = 6
"""Sentences shorter than this are not measured by length: `Ya.` may well be `Yes, it is.`"""


def check_summary(sentence: str, source: str) -> tuple[Issue, ...]:
    """Check a summary sentence against the Indonesian text that it was written from.

    Args:
        sentence: the sentence, Indonesian.
        source: all that the writer had before it; what it says in any place counts as said.
    """
    if not sentence.strip():
        return (Issue("empty", ""),)
    issues = [
        *(list(_loops(sentence, source)) or _repeated(sentence, source)),
        *_added_quantities(sentence, "ind", source, "ind"),
        *_changed_roles(sentence, source),
        *_lost_rates(sentence, source),
        *_added_names(sentence, source),
        *_misspelt(sentence, source),
        *_unknown_words(sentence, source),
        *_wrong_quotes(sentence, source),
        *_changed_polarity(sentence, source),
    ]
    return tuple(dict.fromkeys(issues))


_ROLE = re.compile(r"\b(dari|ke|menjadi|sebesar)\s+(?:(?:level|posisi|angka|harga)\s+)?\Z", re.IGNORECASE)
"""Before a quantity: what a value comes from, goes to, or changes by. Of 12,560 sentences that people summarised three
change it."""
_SAME_ROLE = {"ke": "menjadi"}


def _changed_roles(sentence: str, source: str) -> Iterator[Issue]:
    """Quantities that play another part than in the source: `turun sebesar 17` of `turun sebesar 2 menjadi 17`."""
    played = [(quantity, _role(source, quantity)) for quantity in _quantities(source, "ind")]
    for quantity in _quantities(sentence, "ind"):
        role = _role(sentence, quantity)
        known = {other for same, other in played if same_value(quantity, same)}
        if role and known and role not in known and None not in known:
            yield Issue("number", f"role: {role} {sentence[quantity.start : quantity.end]}")


def _role(text: str, quantity: Quantity) -> str | None:
    found = _ROLE.search(text[: quantity.start])
    return _SAME_ROLE.get(found[1].lower(), found[1].lower()) if found else None


_RATE = re.compile(r"(?:\s+[a-z]\w+)?\s+per\s+(?:se)?([a-z]{3,})", re.IGNORECASE)
"""After a quantity: what it is counted by, `per tahun`, `ton per tahun`. Of 9,007 sentences that were shortened well
one keeps the number and loses that (`terawatt per hour`)."""
_EACH = re.compile(r"\b(?:per|tiap|setiap)\b|/", re.IGNORECASE)


def _lost_rates(sentence: str, source: str) -> Iterator[Issue]:
    """Quantities without what the source counts them by: 2,38 percent a year are not 2,38 percent."""
    if _EACH.search(sentence):
        return
    kept = _quantities(sentence, "ind")
    for quantity in _quantities(source, "ind"):
        rate = _RATE.match(source, quantity.end)
        if rate and rate[1].lower() not in sentence.lower() and any(same_value(quantity, other) for other in kept):
            yield Issue("unit", f"lost: per {rate[1]}")


def check_hedges(sentence: str, origin: str) -> tuple[Issue, ...]:
    """Check that a summary sentence says no more firmly what the article says with a reserve: a rumour is no fact.

    A hedge counts as lost if one of the three content words after it is kept without it, a condition if it is not kept.
    Of 8,000 sentences that people shortened 130 lose one.

    Args:
        sentence: the sentence, Indonesian.
        origin: the sentences of the article that it rests on.
    """
    return tuple(_lost_hedges(sentence, origin))


def check_translation(source: str, english: str) -> tuple[Issue, ...]:
    """Check the English of a sentence against the Indonesian.

    Args:
        source: the Indonesian sentence.
        english: its translation.
    """
    if not english.strip():
        return (Issue("empty", ""),)
    issues = [
        *_loops(english, source),
        *_lost_quantities(source, english),
        *_added_quantities(english, "eng", source, "ind"),
        *_lost_magnitudes(source, english),
        *_lost_names(source, english),
        *_added_acronyms(source, english),
        *_lost_quotes(source, english),
        *_lost_negation(source, english),
        *_wrong_length(source, english),
        *_copied(source, english),
    ]
    return tuple(dict.fromkeys(issues))


_SEVERITY = {
    **dict.fromkeys(("restored", "name", "quote", "unit"), 1),
    **dict.fromkeys(("empty", "loop", "copied", "truncated"), 4),
}


def severity(issues: Iterable[Issue]) -> int:
    """How bad issues are together, to compare candidates: 1 for the likeliest false alarms, 4 for no real sentence.

    More than two of a kind count as two: a list of names that another spells in its own way is not worse than a loop.
    """
    counts = Counter(issue.kind for issue in issues)
    return sum(_SEVERITY.get(kind, 2) * min(count, 2) for kind, count in counts.items())


def support(sentence: str, source: str) -> float:
    """The share of a sentence's content words whose stem the source holds, 0..1; 1 where it has none."""
    content = content_stems(sentence)
    return sum(word in _stems(source) for word in content) / len(content) if content else 1.0


def content_stems(text: str) -> list[str]:
    """The stems of a text's content words, in order."""
    return [stem(word) for word in map(str.lower, words(text)) if word not in STOP_WORDS]


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """The stem of a word; news says the same words over and over, and stemming is slow."""
    return vocabulary.stem(word)


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


# ------------------------------------------------------------------------------------------------------- repeats


def _loops(text: str, source: str) -> Iterator[Issue]:
    """Words said twice in a row (one or two words: three times), or six said twice, unless the source does so."""
    tokens = [word.lower() for word in words(text)]
    if _repeat([word.lower() for word in words(source)]):
        return
    repeated = _repeat(tokens)
    if repeated:
        yield Issue("loop", repeated)


def _repeated(sentence: str, source: str) -> Iterator[Issue]:
    """Content words said more often than the source says them: `data SKK Migas naik, menurut data SKK Migas`.

    A small model fills a place with what stands in another. Of 9,007 sentences that were shortened well 39 repeat a
    word, to name what the source points to; of 516 that such a model wrote 3, all of them wrong. Within a word counts
    as said: blanks get lost (`TrumpMobile`).
    """
    said = source.lower()
    counts = Counter(word for word in map(str.lower, words(sentence)) if word not in STOP_WORDS and len(word) > 3)
    for word, count in counts.items():
        if count > max(1, said.count(word)):
            yield Issue("repeated", word)


def _repeat(tokens: Sequence[str]) -> str | None:
    for size in range(1, len(tokens) // 2 + 1):
        times = 3 if size <= 2 else 2
        for start in range(len(tokens) - size * times + 1):
            gram = tokens[start : start + size]
            if all(tokens[start + k * size : start + (k + 1) * size] == gram for k in range(1, times)):
                return " ".join(gram)
    seen: set[tuple[str, ...]] = set()
    for start in range(len(tokens) - 5):
        six = tuple(tokens[start : start + 6])
        if six in seen:
            return " ".join(six)
        seen.add(six)
    return None


# ---------------------------------------------------------------------------------------------------- quantities

# Words that imply a number without naming it, so that `kedua negara` may be `both countries`, `dua kali` `twice`.
_IMPLIED = {
    "eng": {
        0: "no none nil nothing goalless",
        1: "a an single once sole only",
        2: "both twice double doubled doubles doubling pair couple twin twins dual bilateral other either neither duo "
        "runner-up runners-up half",
        3: "triple thrice trio triples tripled hat-trick treble",
        4: "quarter quarters quartet quadruple quarter-final quarter-finals",
        5: "quintet",
        6: "half-dozen",
        7: "week",
        10: "decade decades tens teen teens",
        12: "dozens noon midday midnight",
        20: "score",
        24: "midnight",
        100: "century centuries hundreds",
        1000: "thousands millennium",
        1000000: "millions",
        1000000000: "billions",
    },
    "ind": {
        0: "tanpa tidak tak kosong",
        1: "sebuah seorang seekor sekali tunggal perdana",
        2: "keduanya berdua ganda kembar sepasang pasangan dwi semifinal runner-up separuh setengah duo",
        3: "ketiganya bertiga tri hattrick hat-trick trio sepertiga",
        4: "keempatnya perempat perempatfinal seperempat kuartet kuartal",
        7: "seminggu sepekan",
        10: "dekade dasawarsa puluhan belasan sedekade",
        12: "lusinan belasan",
        100: "abad seabad ratusan",
        1000: "ribuan milenium",
        1000000: "jutaan",
        1000000000: "miliaran",
    },
}
_IMPLIED_BY = {
    language: {value: frozenset(names.split()) for value, names in table.items()}
    for language, table in _IMPLIED.items()
}
_CURRENCY_WORDS = re.compile(
    r"\b(?:rupiah|rp|idr|dollars?|dolar|us|euros?|yen|yuan|ringgit|pounds?|baht|won)\b|[$€£¥]", re.I
)
_CURRENCY_UNIT = re.compile(r"[A-Z]{3}|dollar|pound")


@lru_cache(maxsize=1024)
def _quantities(text: str, language: TextLanguage) -> tuple[Quantity, ...]:
    return find_quantities(text, language)


def _added_quantities(text: str, language: TextLanguage, source: str, source_language: TextLanguage) -> Iterator[Issue]:
    """Quantities of the text that the source does not hold."""
    yield from _unmatched(text, language, source, source_language, "added")


def _lost_quantities(source: str, english: str) -> Iterator[Issue]:
    """Quantities of the source that its translation does not hold, and currencies and units that changed on the way."""
    yield from _unmatched(source, "ind", english, "eng", "lost")


_MAGNITUDE = re.compile(
    r"\b(?:belasan|puluhan|ratusan)\s+(ribu|juta|miliar|triliun)\b|(?<!\d\s)\b(ratusan|ribuan|jutaan|miliaran|triliunan)\b",
    re.IGNORECASE,
)
_MAGNITUDES = {
    "ratus": "hundred|centur",
    "ribu": "thousand|millenni",
    "juta": "million",
    "miliar": "billion",
    "triliun": "trillion",
}
"""A magnitude and what English has for it; `puluhan` and `belasan` alone have too many names."""


def _lost_magnitudes(source: str, english: str) -> Iterator[Issue]:
    """Numbers told by their size that the translation makes another size: `puluhan ribu` is not dozens."""
    for said in _MAGNITUDE.finditer(source):
        magnitude = (said[1] or said[2]).lower().removesuffix("an")
        if not re.search(_MAGNITUDES[magnitude], english, re.IGNORECASE):
            yield Issue("number", f"lost: {said[0]}")


def _unmatched(
    text: str, language: TextLanguage, other: str, other_language: TextLanguage, verb: str
) -> Iterator[Issue]:
    candidates = _quantities(other, other_language)
    for quantity in _quantities(text, language):
        # `satu` and `one` are articles as often as numbers, `half` a part of a match, `kedua` means both.
        if quantity.spelled and quantity.value <= (2 if quantity.kind == "ordinal" else 1):
            continue
        said = text[quantity.start : quantity.end]
        matches = [candidate for candidate in candidates if same_value(quantity, candidate)]
        if not matches:
            is_name = language == "eng" and _is_in_a_name(said, quantity.spelled, other)
            if not is_name and not _is_implied(quantity, other, other_language):
                yield Issue("date" if quantity.kind in ("date", "time") else "number", f"{verb}: {said}")
        elif not _is_unit_kept(quantity, matches, candidates, other):
            yield Issue("currency" if quantity.kind == "money" else "unit", f"{verb}: {said}")


def _is_in_a_name(said: str, spelled: bool, source: str) -> bool:
    """Whether a number of the English is part of a name that the source has too: `Six Days`, `Marathon2025`."""
    return (said in source) if spelled else bool(re.search(rf"[^\W\d_]{re.escape(said)}\b", source))


def _is_implied(quantity: Quantity, text: str, language: TextLanguage) -> bool:
    """Whether a word of the text implies a number that it does not name."""
    if quantity.kind not in ("number", "ordinal") or quantity.value != int(quantity.value):
        return False
    tokens = {*map(str.lower, words(text)), *re.findall(r"[a-z]+", text.lower())}
    return not tokens.isdisjoint(_IMPLIED_BY[language].get(int(quantity.value), ()))


def _is_unit_kept(quantity: Quantity, matches: Sequence[Quantity], candidates: Sequence[Quantity], text: str) -> bool:
    """Whether the text gives a quantity in its unit; a currency or percent may stand in another place of the text."""
    if quantity.kind == "percent":
        return any(other.unit == "percent" for other in candidates)
    if quantity.kind == "money":
        named = [other for other in matches if _CURRENCY_UNIT.fullmatch(other.unit or "")]
        return any(same_unit(quantity, other) for other in named) if named else bool(_CURRENCY_WORDS.search(text))
    return any(same_unit(quantity, other) for other in matches)


# --------------------------------------------------------------------------------------------------------- names

_NAME = re.compile(r"[^\W\d_][\w\u0300-\u036f]*(?:[-'’][^\W_][\w\u0300-\u036f]*)*")
_SENTENCE_HEAD = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|[\"“‘(\[«]\s*|[-–—•*]\s)\W*$")


def fold(word: str) -> str:
    """A word without case, accents, apostrophes and the possessive `'s`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
    return re.sub(r"['’‘`](?:s$)?", "", plain)


# How the two languages spell one name: `Afganistan` and `Afghanistan`, `Suharto` and `Soeharto`.
_SPELLINGS = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"oe", "u"), (r"tj|ch|ck|q|c", "k"), (r"kh", "k"), (r"dj", "j"), (r"ph|v", "f"), (r"sy|sh|z", "s"),
        (r"gh", "g"), (r"dh", "d"), (r"th", "t"), (r"x", "ks"), (r"y", "i"), (r"w", "u"), (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@lru_cache(maxsize=4_096)
def _spelling(folded: str) -> str:
    for pattern, to in _SPELLINGS:
        folded = pattern.sub(to, folded)
    return folded


@cache
def _names_table() -> dict[str, tuple[str, ...]]:
    """Indonesian names to how they begin in English."""
    rows = (line.split("\t") for line in word_list("names.tsv"))
    return {name: tuple(english.split("|")) for name, english in rows}


@cache
def _indonesian_words() -> frozenset[str]:
    """The common words that English has not."""
    return STOP_WORDS.union(word for word in word_list("common-words.txt") if not word.endswith("="))


@lru_cache(maxsize=4_096)
def is_common(word: str) -> bool:
    """Whether a word is no name, capital or not: listed, or like `Kejayaan` and `Naikkan` a form of what is."""
    plain = fold(word)
    if plain in _names_table():
        return False
    return bool(
        plain in common_words()
        or _NOUN_FORM.fullmatch(plain)
        or (_VERB_FORM.fullmatch(plain) and stem(plain) in common_words())
    )


_NOUN_FORM = re.compile(r"(?:ke|pe|per|pem|pen|peng|peny)[a-z]{3,}an")
_VERB_FORM = re.compile(r"(?:di|ter|ber|me)[a-z]{4,}|[a-z]{3,}(?:kan|nya)")


def _capitalised(text: str, language: TextLanguage) -> Iterator[tuple[str, bool]]:
    """The capitalised words of a text outside its quantities, and whether each stands where any word has a capital."""
    spans = [(q.start, q.end) for q in _quantities(text, language)]
    for match in _NAME.finditer(text):
        if not match[0][0].isupper() or any(start <= match.start() < end for start, end in spans):
            continue
        yield (
            match[0],
            bool(_SENTENCE_HEAD.search(text[max(0, match.start() - 8) : match.start()])) or match.start() == 0,
        )


def _added_names(sentence: str, source: str) -> Iterator[Issue]:
    """Names of the sentence that the source does not hold; its first word counts if the second is such a name too."""
    held, spaced, initials = _held_names(source)
    heads: list[str] = []
    for word, is_head in _capitalised(sentence, "ind"):
        missing = [part for part in word.split("-") if not _is_held(part, held, spaced, initials)]
        if is_head:
            heads = missing
        elif missing:
            yield Issue("name", f"added: {word}")
            # The word before, at the sentence's head: `Budi Santoso` is one name.
            if heads and sentence.find(f"{heads[0]} {word}") >= 0:
                yield Issue("name", f"added: {heads[0]}")


MIN_SPELLED = 7
"""Letters of a word whose spelling is compared: shorter ones differ by one letter too often (`hari`, `hati`)."""

_LONG_WORD = re.compile(rf"[^\W\d_]{{{MIN_SPELLED},}}")


def restore_spelling(sentence: str, source: str) -> tuple[str, tuple[Issue, ...]]:
    """Put back words that a summary misspells by a letter, as `pedagnag`, if one word of the source alone is like it.

    Returns:
        The sentence with each such word as the source spells it, and a `restored` issue for each.
    """
    spelled = {fold(word): word for word in _LONG_WORD.findall(source)}
    issues = []
    for wrong, like in _misspelt_words(sentence, source):
        near = [word for word in like if word in spelled]  # the others are stems
        found = re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", sentence, re.IGNORECASE)
        if len(near) == 1 and found:
            right = spelled[near[0]]
            right = right[0].upper() + right[1:] if found[0][0].isupper() else right
            sentence = sentence.replace(found[0], right)
            issues.append(Issue("restored", f"{right} for {found[0]}"))
    return sentence, tuple(issues)


def _misspelt(sentence: str, source: str) -> Iterator[Issue]:
    """Words that the source holds but for one letter."""
    for word, near in _misspelt_words(sentence, source):
        yield Issue("spelling", f"{word} for {min(near)}")


_SMALL_WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])")


def _unknown_words(sentence: str, source: str) -> Iterator[Issue]:
    """Words in small letters that neither the source nor the list of common words has: misspelt, foreign or invented.

    Of 1,345 sentences that people rewrote from one of an article 35 have such a word, half of them misspelt.
    """
    held, text, initials = _held_names(source)
    misspelt = {word for word, _ in _misspelt_words(sentence, source)}
    for word in dict.fromkeys(_SMALL_WORD.findall(sentence)):
        known = word in _names_table() or word in misspelt or _is_held(word, held, text, initials)
        if word.islower() and not known:
            yield Issue("word", f"added: {word}")


def _misspelt_words(sentence: str, source: str) -> Iterator[tuple[str, list[str]]]:
    """Words that the source lacks, each with those of the source that it is one letter from; not forms of one stem."""
    held, *_ = _held_names(source)
    for word in dict.fromkeys(map(fold, _LONG_WORD.findall(sentence))):
        if word in held or stem(word) in held:
            continue
        near = [other for other in held if _LONG_WORD.fullmatch(other) and _one_letter_apart(word, other)]
        if near:
            yield word, near


def _one_letter_apart(a: str, b: str) -> bool:
    """Whether one letter put in, left out, changed or swapped with its neighbour makes one word of the other."""
    if abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    start = _common_start(a, b)
    rest, other = a[start:], b[start:]
    swapped = rest[1::-1] + rest[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or swapped == other


@lru_cache(maxsize=64)
def _held_names(source: str) -> tuple[frozenset[str], str, frozenset[str]]:
    tokens = _NAME.findall(source)
    held = {fold(part) for token in tokens for part in (token, *token.split("-"))}
    held |= {stem(word) for word in held}
    # `Komisi Pemberantasan Korupsi` may be called KPK.
    heads = [token[0].lower() for token in tokens if token[0].isupper()]
    initials = {"".join(heads[k : k + n]) for n in range(2, 7) for k in range(len(heads))}
    return frozenset(held), fold(source), frozenset(initials)


def _is_held(word: str, held: frozenset[str], text: str, initials: frozenset[str]) -> bool:
    plain = fold(word)
    names = _names_table()
    return (
        is_common(plain)
        or plain in held
        or any(english in _english_of(held) for english in names.get(plain, ()))  # `Tiongkok` for `China`
        or plain.removesuffix("nya") in held
        or stem(plain) in held
        or (len(plain) >= 5 and plain in text)  # glued to its neighbour there
        or (word.isupper() and plain in initials)
    )


@lru_cache(maxsize=64)
def _english_of(names: frozenset[str]) -> frozenset[str]:
    return frozenset(english for name in names for english in _names_table().get(name, ()))


def _lost_names(source: str, english: str) -> Iterator[Issue]:
    """Names of the source that the English does not hold, in either language's spelling."""
    table = _names_table()
    plain = fold(english)
    tokens = re.findall(r"[^\W_]+", plain)
    spellings = {_spelling(token) for token in tokens}
    compact = "".join(tokens)
    spaced = f" {' '.join(tokens)} "
    initials = "".join(token[0] for token in tokens)
    for word, is_head in _capitalised(source, "ind"):
        if is_head:
            continue
        for part in re.split(r"[-’'\d]+", word):
            name = fold(part)
            if len(name) < (2 if part.isupper() else 3) or is_common(name):
                continue
            if any(f" {_tokenised(start)}" in spaced for start in table.get(name, ())):
                continue
            if not _is_kept(name, tokens, spellings, compact, initials, acronym=part.isupper()):
                yield Issue("name", f"lost: {word}")
                break


LIKE_NAME = 0.7
"""How alike (Ratcliff and Obershelp 1988) a lost name and an added one are at least, if one is the other misspelt."""


def restore_names(source: str, english: str) -> tuple[str, tuple[Issue, ...]]:
    """Put back names that the English misspells: `Dilorit` where the source has `Dilokrit`, and nothing like `Dilorit`.

    Args:
        source: the Indonesian sentence.
        english: its translation.

    Returns:
        The English with each such name as the source spells it, and a `restored` issue for each. Of 1,000 human
        translations 6 have one to restore, most for a slip of the source (benchmarks/faithfulness.py).
    """
    issues = []
    lost = dict.fromkeys(issue.detail.removeprefix("lost: ") for issue in _lost_names(source, english))
    for name in lost:
        letters = re.sub("[-'’]", "", name)
        if len(name) < MIN_RESTORED or name.isupper() or not letters.isalpha() or fold(name) in _names_table():
            continue
        added = {_likeness(name, word): word for word in _added_words(source, english)}
        likeness = max(added, default=0.0)
        if likeness >= LIKE_NAME:
            english, times = re.subn(rf"(?<![\w-]){re.escape(added[likeness])}(?![\w-])", name, english)
            if times:
                issues.append(Issue("restored", f"{name} for {added[likeness]}"))
    return english, tuple(issues)


MIN_RESTORED = 4
"""Letters of a name that is put back: shorter ones are like too many words."""


def _likeness(name: str, word: str) -> float:
    """How alike two names are spelled, 0..1; 0 if they begin differently."""
    a, b = _spelling(fold(name)), _spelling(fold(word))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a[:1] == b[:1] else 0.0


def _added_words(source: str, english: str) -> Iterator[str]:
    """Capitalised words of the English that no word of the source stands for, as it is or in English."""
    held, *_ = _held_names(source)
    known = tuple(word for phrase in _english_of(held) for word in _tokenised(phrase).split() if len(word) > 2)
    tokens = re.findall(r"[^\W_]+", fold(source))
    spellings = {_spelling(token) for token in tokens}
    for word, _ in _capitalised(english, "eng"):
        plain = fold(word)
        if len(plain) < MIN_RESTORED or plain in common_words() or plain.startswith(known):
            continue
        if not _is_kept(plain, tokens, spellings, "".join(tokens), "", acronym=False):
            yield re.sub(r"['’]s?$", "", word)


_ACRONYM = re.compile(r"(?<![\w.-])(?:[A-Z]{2,6}|(?:[A-Z]\.){2,4})(?![\w-])")
_ROMAN = re.compile(r"[IVXLC]+")


def _added_acronyms(source: str, english: str) -> Iterator[Issue]:
    """Acronyms of the English that nothing in the source stands for: an invented body, country or exchange.

    Other capitalised words are not looked at: common nouns become names in English (`Mahkamah Agung`, the Supreme
    Court), acronyms only where the source has one or its words.
    """
    held, text, initials = _held_names(source)
    spellings = {re.sub(r"\W", "", spelling) for spelling in _english_of(held)}
    for acronym in dict.fromkeys(match[0] for match in _ACRONYM.finditer(english)):
        plain = fold(acronym.replace(".", ""))
        known = plain in held or plain in text or plain in spellings or plain in initials or is_common(plain)
        if not known and not _ROMAN.fullmatch(acronym):
            yield Issue("name", f"added: {acronym}")


@cache
def _tokenised(phrase: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", phrase))


def _is_kept(
    name: str, tokens: Sequence[str], spellings: set[str], compact: str, initials: str, *, acronym: bool
) -> bool:
    """Whether a name is in an English text: as it is, spelled the English way, as an adjective, within a word."""
    if (
        name in tokens
        or f"{name}s" in tokens
        or (len(name) >= 4 and name in compact)
        or (acronym and len(name) > 2 and name in initials)
    ):
        return True
    spelling = _spelling(name.removesuffix("nya"))
    if spelling in spellings:
        return True
    # `Somalia` and `Somali`, `Polinesia` and `Polynesian`: most of the longer word, and four letters, in common.
    return any(_common_start(spelling, other) >= max(4, 0.7 * max(len(spelling), len(other))) for other in spellings)


def _common_start(a: str, b: str) -> int:
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


# -------------------------------------------------------------------------------------------------------- hedges

_HEDGES = [
    re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)
    for forms in (
        "(?:di|ter|men)duga|dugaan",
        "kabar(?:nya)?|dikabarkan|isu|rumor(?:nya)?|konon|disebut-sebut|digosipkan|gosip",
        "(?:di|meng)?klaim|mengaku|pengakuan|tudingan|(?:di|men)tuding|(?:di|men)tuduh|tuduhan",
        "(?:ke)?mungkin(?:an)?|(?:di|mem)perkirakan|perkiraan|(?:di|mem)prediksi(?:kan)?|prediksi|berpotensi|terancam",
        "(?:ber|di)?rencana(?:kan|nya)?|merencanakan|(?:di|meng)?usul(?:kan|an)?|akan|bakal|hendak",
        "hampir|nyaris",
    )
]
_CONDITION = re.compile(r"\b(?:jika|bila|apabila|kalau|seandainya|asalkan)\b", re.IGNORECASE)


def _lost_hedges(sentence: str, origin: str) -> Iterator[Issue]:
    """Hedges of the origin that are gone though what they hedge is kept, one a kind, and a condition that is gone."""
    if (condition := _CONDITION.search(origin)) and not _CONDITION.search(sentence):
        yield Issue("hedge", f"lost: {condition[0]}")
    held = _stems(sentence)
    for hedge in _HEDGES:
        if hedge.search(sentence):
            continue
        for match in hedge.finditer(origin):
            if held.intersection(content_stems(origin[match.end() :])[:3]):
                yield Issue("hedge", f"lost: {match[0]}")
                break


# -------------------------------------------------------------------------------------------------------- quotes

_QUOTED = re.compile(r'"([^"]+)"')


def _plain_quotes(text: str) -> str:
    return " ".join(plain_quotes(text).replace("''", '"').split())


def _wrong_quotes(sentence: str, source: str) -> Iterator[Issue]:
    """Quoted words that the source does not hold, punctuation at their ends aside, and marks without their partner."""
    plain = _plain_quotes(sentence)
    if plain.count('"') % 2:
        yield Issue("quote", "unpaired")
        return
    held = " ".join(words(_plain_quotes(source).lower()))
    for match in _QUOTED.finditer(plain):
        if f" {' '.join(words(match[1].lower()))} " not in f" {held} ":
            yield Issue("quote", f"added: {match[1].strip()}")


def _lost_quotes(source: str, english: str) -> Iterator[Issue]:
    """A source that quotes, and a translation that quotes nothing."""
    if _QUOTED.search(_plain_quotes(source)) and not re.search("[\"']", _plain_quotes(english)):
        yield Issue("quote", "lost")


# ------------------------------------------------------------------------------------------------------ polarity

_NEGATORS = frozenset(
    "tidak tak bukan belum tanpa jangan tiada takkan nggak enggak gak ndak bukanlah bukannya tidaklah janganlah "
    "ogah emoh".split()
)
# `tidak hanya`, `tidak jarang`, `tak lama` and `paling tidak` deny nothing.
_NOT_ONLY = frozenset("hanya saja cuma sekadar sekedar melulu semata kalah jarang sedikit lama jauh".split())
_NOT_DENYING_BEFORE = frozenset(("paling", "atau"))
_MODALS = frozenset("akan dapat bisa mau ingin pernah lagi perlu harus boleh mampu sedang akan".split())
_LEXICAL_NEGATION = re.compile(
    r"\b(?:gagal|\w*tolak|meno?lak|\w*larang\w*|enggan|kurang|kekurangan|sulit|susah|mustahil|kecuali|selain|melainkan|"
    r"\w*hindar\w*|\w*cegah\w*|\w*henti\w*|\w*bantah\w*|non|anti|no|nol|nihil|kosong|habis|\w*hilang\w*|"
    r"tuna\w+|ketidak\w*|tidak\w+|bebas|\w*batal\w*|sebelum\w*|absen|lupa|lepas|terlepas|jarang|hampir|nyaris|baru|entah\w*|"
    r"siapa ?pun|apa ?pun|mana ?pun|tetap|masih|di ?luar|setengah|sama sekali|mati|\w*abai\w*|"
    r"berbeda|alih-alih|daripada|ketimbang|hanya|"
    r"putus|minim|langka|asing|salah|buta|\w*tunda|ilegal|liar|\w*ragu\w*|lebih dari|berbagai)\b",
    re.IGNORECASE,
)
# What an English sentence may deny with; prefixes with the commonest words that only look like them left out.
_ENGLISH_NEGATION = re.compile(
    r"n['’]t\b|\b(?:not?|never|none|nothing|nobody|nowhere|neither|nor|without|cannot|unable|unless|hardly|barely|scarcely|"
    r"rarely|seldom|few|little|less|lack\w*|fail\w*|refus\w*|den(?:y|ies|ied|ying|ial)|reject\w*|avoid\w*|prevent\w*|"
    r"prohibit\w*|bann?(?:ed|s)?|forb\w+|yet|instead|rather|except|absen\w+|miss(?:ed|ing)|away|far from|beyond|"
    r"stop\w*|against|exclud\w*|reluctan\w*|false|devoid|anonymous\w*|offline|hostile|"
    r"ill(?:eg|iter|og)\w+|irr(?:ed|eg|el|esp|ev)\w+|im(?:poss|prop|perf|mob|matur|moral|pati|plaus|pract)\w+|"
    r"in(?:abil|accur|activ|adequ|approp|cap|compat|compet|complet|consis|conven|correct|defin|direct|effec|effic|equal|"
    r"evit|exper|fert|form[ae]l|freq|human|justice|numer|secur|sens|signif|stabil|suffic|toler|valid|visib|vinc|volunt)\w*|"
    r"un(?!der|til|ion|i[tvfqc]|cles?\b|less)\w{3,}|non\w*|dis(?!tri|tan|cus|play|cov|eas|aster|pute|tinct|c\b|h)\w{4,}|"
    r"\w{4,}less(?:ly|ness)?|loses?|lost|exempt\w*|short of|free (?:of|from)|other than|only|but)\b",
    re.IGNORECASE,
)
_STRONG_ENGLISH_NEGATION = re.compile(
    r"\b(?:not(?! only\b| just\b| merely\b)|never|cannot|without|neither)\b|n['’]t\b", re.I
)


def _negators(tokens: Sequence[str]) -> list[int]:
    """Where a text denies something."""
    return [
        k
        for k, (before, word, after) in enumerate(zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False))
        if word in _NEGATORS and after not in _NOT_ONLY and before not in _NOT_DENYING_BEFORE
    ]


def _lost_negation(source: str, english: str) -> Iterator[Issue]:
    """A negator on one side, and nothing on the other that could carry it."""
    tokens = [word.lower() for word in words(source)]
    negators = _negators(tokens)
    if negators and not _ENGLISH_NEGATION.search(english):
        yield Issue("negation", f"lost: {tokens[negators[0]]}")
    if _NEGATORS.isdisjoint(tokens) and not _LEXICAL_NEGATION.search(source):
        added = _STRONG_ENGLISH_NEGATION.search(english)
        if added:
            yield Issue("negation", f"added: {added[0]}")


def _polarities(text: str) -> tuple[dict[str, str], set[str]]:
    """The words that a text denies, with what denies them, and those that it says without denial.

    Word for word: by stems, `tidak beli` would deny `daya beli`, `tidak mengklarifikasi` a `klarifikasi`.
    """
    tokens = [word.lower() for word in words(text)]
    denied: dict[str, str] = {}
    positions = set()
    for k in _negators(tokens):
        target = next((j for j in range(k + 1, min(k + 4, len(tokens))) if tokens[j] not in _MODALS), None)
        if target is not None:
            denied.setdefault(tokens[target], f"{tokens[k]} {tokens[target]}")
            positions.add(target)
    return denied, {word for k, word in enumerate(tokens) if k not in positions}


def _changed_polarity(sentence: str, source: str) -> Iterator[Issue]:
    """Words that the sentence denies and the source only affirms, or the other way about."""
    denied, affirmed = _polarities(sentence)
    source_denied, source_affirmed = _cached_polarities(source)
    for word, said in denied.items():
        if word not in source_denied and (word in source_affirmed or not source_denied):
            yield Issue("negation", f"added: {said}")
    for word in sorted((affirmed - denied.keys() - source_affirmed - {"ada"}) & source_denied.keys()):
        yield Issue("negation", f"lost: {source_denied[word]}")


@lru_cache(maxsize=64)
def _cached_polarities(source: str) -> tuple[dict[str, str], set[str]]:
    return _polarities(source)


# ------------------------------------------------------------------------------------------- length and language

_INDONESIAN = frozenset(
    "yang dan di dengan untuk dari pada ini itu tidak akan dalam adalah oleh karena juga telah sudah atau bahwa "
    "sebagai saat setelah kata mereka kami kita saya bisa dapat lebih agar hingga sehingga namun tersebut menjadi "
    "seperti".split()
)
_UNMISTAKABLE = frozenset("yang dengan untuk tidak adalah karena bahwa oleh tersebut sehingga menjadi setelah".split())


def _wrong_length(source: str, english: str) -> Iterator[Issue]:
    given, written = len(words(source)), len(words(english))
    if given >= LENGTH_RATIO_WORDS and not MIN_LENGTH_RATIO <= written / given <= MAX_LENGTH_RATIO:
        yield Issue("length", f"{written} words for {given}")


MAX_COPIED = 0.2
"""The share of Indonesian words that English may have, in names such as `Kredit Usaha Rakyat`."""


def _copied(source: str, english: str) -> Iterator[Issue]:
    """English that is Indonesian: function words, or many words of the source that English has not; quotes aside."""
    tokens = re.findall(r"[^\W\d_]+", _QUOTED.sub("", _plain_quotes(english)))
    function_words = [word for word in tokens if word in _INDONESIAN]
    given = {word.lower() for word in re.findall(r"[^\W\d_]+", source)}
    taken = [word for word in tokens if word.lower() in given and word.lower() in _indonesian_words()]
    if len(function_words) >= 2 or any(word in _UNMISTAKABLE for word in function_words):
        yield Issue("copied", " ".join(function_words[:5]))
    elif len(taken) >= 2 and len(taken) > MAX_COPIED * len(tokens):
        yield Issue("copied", " ".join(taken[:5]))
