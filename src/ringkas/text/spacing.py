"""Blanks that a text has lost: `PresidenAmerika Serikat(AS)Donald Trumpakan` has five.

Scrapers that cut links out of a page glue their words to the neighbours. A model guesses at such a word and a reader
stumbles over it, so models are given the text with the blanks put back. The article itself stays as it is, and so do
all offsets into it.
"""

import re
from collections import Counter
from collections.abc import Mapping

from ringkas.text.words import STOP_WORDS, common_words

_LETTERS = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(r"([^\W\d_]?)(\([A-Z][^()]{0,40}\))([^\W\d_]?)")
_YEAR = re.compile(
    r"(?<=\b(?:19|20)\d\d)(?=[A-Z][a-z])"  # 2025Ahmad
    r"|(?<=\bLiga [1-4])(?=(?:19|20)\d\d\b)"  # Liga 12025-2026
)
_NUMBER_AND_WORD = re.compile(r"\b(\d{2,4})([a-z]{4,})\b")  # 2025yang, 16pada; not 1945nya
_COMMA = re.compile(r"(?<=[^\W\d_],)(?=[^\W\d_])")
_CAPITAL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")

_NAME_AND_MORE = re.compile(
    r"([A-ZÀ-Þ]\w\w+?)(adalah|agar|akan|alias|atau|bahwa|bakal|belum|bisa|bukan|dalam|dan|dapat|dari|dengan|gagal|hadir|"
    r"harus|hingga|ikut|ingin|jadi|jika|juga|kalah|kalau|karena|kembali|kepada|ketika|kian|kini|lagi|lolos|maka|mampu|"
    r"masih|mulai|naik|ogah|oleh|pada|punya|resmi|saat|sebagai|sebelum|segera|sejak|serta|setelah|siap|sudah|tahun|"
    r"tanpa|telah|terus|tetap|tetapi|tidak|turun|untuk|usai|yakni|yaitu|yang|(?<=\w{4})(?:di|ke)|(?<=\w{5})(?:ini|itu|tak)|"
    r"(?:me[lmnrwy]|di|ber|ter)[a-z]{5,})"
)
"""`Trumpakan`, `Sancholagi`, `Dhanimengatakan`: a name that the article has elsewhere and what may follow it, verbs by
their prefix."""

_BEFORE_VERB = re.compile(
    r"(?:(?<=[^\W\d_]{5})|(?<=[A-Z]{2}))(?=(?:(?:me[lmnrwy]|di|ber|ter)[a-z]{4,}|akhirnya|kembali)\Z)"
)
"""`Subianto|menetapkan`, `RI|menggelar`: where a verb may follow a name, whether or not the article has the name
elsewhere; `Anti|terorisme` is too short to be one."""

_NOUN_AND_MORE = re.compile(r"(\w{4,}?)(dalam|dengan|karena|oleh|pada|sebagai|telah|tentang|terhadap|untuk|yang)")
"""`bahasayang`: a noun and what may follow it, but for what other words end in."""

_WORD_AND_PLACE = re.compile(r"([a-z]{4,})((?<!ja)di|ke)")
"""`kecildi`, `bandingke`: a common word and a preposition; `manjadi` is a misspelt `menjadi`. Of 30 in portals two
were one word (`operandi`)."""

_AFTER_CAPITALS = re.compile(r"(?<=[A-Z]{3})(?=[A-Z][a-z]{4,}\Z)|(?<=[A-Z]{2})(?=[a-z]{5,}\Z)")
"""`FEDERASI|Futsal`, `BSU|tepat`: where a word may follow capitals."""

_PREFIXED = re.compile(r"(?:Me[lmnrwy]|Di|Ber|Ter|Pe[mnr])[a-z]{9,}")
"""`Menambahkan|taman`: a long word that begins as verbs and their nouns do, and so is no name: 16 of 16 in portals."""

_NO_PARTS = frozenset(
    "adi akan anti antar antara back check clean dwi ekstra hiper infra inter intra kontra maha makro match meme meng "
    "mikro mini multi non over para pasca pari pesan proto pura semi serba stereo super swa tele trans trend tuna "
    "ultra operan".split()
)
"""Common words, or taken for such, that begin or end others: `pascapandemi`, `pariwisata`, `pesantren`."""

MIN_GLUED = 9
"""Letters of a small-letter word that may be several common words in one (`melakukanpemufakatan`). Of 19,663 words as
long in 600 portal articles 398 are taken apart, of 32,379 in edited text (FLORES dev, IndoSum, ANTARA) eight: two are
glued, three may be written apart, three are harmed (`persis tensi`)."""

_BEFORE_NAME = frozenset(
    "Advokat Aktor Aktris Anggota Bek Bupati Direktur Gelandang Gubernur Hakim Jaksa Kabupaten Kecamatan Kementerian "
    "Kepala Ketua Kiper Komisi Kota Menteri Otoritas Pelatih Pemain Penyanyi Penyerang Polda Polres Presiden Provinsi "
    "Striker Tersangka Timnas Wakil".split()
)
"""Titles and kinds of place: the first half of `PresidenAmerika`."""

_NEVER_ALONE = "detik"
"""Of `detikJateng` and the portal's thirty other desks; `detik` alone is a second."""

LONGEST_WORD = 60
"""Letters; what is longer is no text."""

MIN_HEAD = 4
"""Letters of a small-letter head that is a word whatever it is: in names like `jetBlue` and `iPhone` it is shorter."""

MIN_OWN = 6
"""Letters of a word that the article has elsewhere and that is not common, in a word of several."""

MIN_TAIL = 6
"""Letters of a common word behind a name that the article has elsewhere (`Madridmelawan`): of 55 such words in portal
articles all were two, of three in edited text one (`Lakalantas`); `Banjarbaru` is safe."""


def glued_words(text: str) -> dict[str, str]:
    """The words of an article that are two or more in one, each with its parts, a blank between them.

    A capital after small letters parts a word if what is before it is a word: a function word, a title, a common word,
    or one that the article has elsewhere (`terdakwaHasto`). Without a capital a name or noun that the article has
    elsewhere is parted from what may follow it (`Israelterhadap`), and words in small letters from one another. A form
    that the article has twice is taken for a name, as `GoPay` and `Pekanbaru`, unless it begins with a small letter.
    """
    counts = Counter(_LETTERS.findall(text))
    return {
        word: " ".join(parts)
        for word in counts
        if len(word) <= LONGEST_WORD and word not in STOP_WORDS and len(parts := _parts(word, counts)) > 1
    }


def spaced(text: str, glued: Mapping[str, str]) -> str:
    """Put the blanks back: in glued words, around abbreviations in brackets, after commas and numbers."""
    parted = _LETTERS.sub(lambda match: glued.get(match[0], match[0]), text)
    apart = _ABBREVIATION.sub(lambda match: " ".join(filter(None, match.groups())), parted)
    counted = _NUMBER_AND_WORD.sub(
        lambda match: f"{match[1]} {match[2]}" if match[2] in common_words() else match[0], apart
    )
    return _COMMA.sub(" ", _YEAR.sub(" ", counted))


def _parts(word: str, counts: Counter[str]) -> list[str]:
    """The words that `word` is made of, cut from the left; itself if of one."""
    for capital in _CAPITAL.finditer(word):
        head, tail = word[: capital.start()], word[capital.start() :]
        if _is_word(head, tail, counts, twice=counts[word] > 1):
            return [head, *_parts(tail, counts)]
    return [word] if counts[word] > 1 else _halves(word, counts) or [word]


def _halves(word: str, counts: Counter[str]) -> list[str]:
    """The parts of a word that the article has once and no capital divides; none if there are none."""
    if word.lower() in common_words():
        return []
    found = _NAME_AND_MORE.fullmatch(word) or _NOUN_AND_MORE.fullmatch(word)
    if found and counts[found[1]]:
        return [found[1], found[2]]
    placed = _WORD_AND_PLACE.fullmatch(word)
    if placed and placed[1] in common_words() and placed[1] not in _NO_PARTS:
        return [placed[1], placed[2]]
    for cut in range(MIN_HEAD, len(word) - MIN_TAIL + 1) if word[0].isupper() else ():
        head, tail = word[:cut], word[cut:]
        if counts[head] and tail in common_words() and not {head.lower(), tail} & _NO_PARTS:
            return [head, tail]
    for capitals in _AFTER_CAPITALS.finditer(word):
        head, tail = word[: capitals.start()], word[capitals.start() :]
        if counts[tail] or tail.lower() in common_words():
            return [head, tail]
    if (word.islower() and len(word) >= MIN_GLUED) or _PREFIXED.fullmatch(word):
        first, *others = _known_parts(word.lower(), counts) or [word]
        if others:
            return [word[: len(first)], *others]
    verbs = ((word[: cut.start()], word[cut.start() :]) for cut in _BEFORE_VERB.finditer(word) if word[0].isupper())
    return next(([head, verb] for head, verb in verbs if verb in common_words()), [])


def _known_parts(word: str, counts: Counter[str]) -> list[str]:
    """The words that make up `word`, as few of the article's as can be, all else common, and few; none if none do."""
    best: list[tuple[int, int, list[str]] | None] = [(0, 0, [])]
    for end in range(1, len(word) + 1):
        made = []
        for begin in range(end - 2):
            before, part = best[begin], word[begin:end]
            if before is None or part in _NO_PARTS or part == word:
                continue
            own, count, parts = before
            if part == "dan" or (len(part) >= MIN_HEAD and part in common_words()):
                made.append((own, count + 1, [*parts, part]))
            elif len(part) >= MIN_OWN and counts[part]:
                made.append((own + 1, count + 1, [*parts, part]))
        best.append(min(made, default=None))
    return best[-1][2] if best[-1] else []


def _is_word(head: str, tail: str, counts: Counter[str], *, twice: bool) -> bool:
    """Whether `head` is a word of its own before the name `tail`."""
    if head.endswith(_NEVER_ALONE):
        return False
    known = counts[head] > 0 or counts[head.lower()] > 0
    if head.islower():
        return head in STOP_WORDS or (len(head) >= MIN_HEAD and (known or tail[1:2].islower()))
    is_word = known or head.lower() in common_words()
    return head in _BEFORE_NAME or (is_word and counts[tail] > 0 and len(head) >= MIN_HEAD and not twice)
