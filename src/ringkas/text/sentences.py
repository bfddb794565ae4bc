"""Sentences: where they begin and end in Indonesian news.

Every sentence is a slice of the text. A stop (`.`, `?`, `!`, `…`) is a candidate; what stands around it decides:

- after it: a capital, a digit or a bracket may open a sentence, a small letter never does; nor does `.com` or `.id`;
- before it: a title (`Jl.`, `dr.`, `K.H.`) never ends a sentence, an initial, a degree or `Tbk.` only where a word
  follows that opens sentences (`... PT Bumi Tbk. Ia ...`), an acronym or an ordinary word always;
- around it: a stop inside a quotation or brackets ends nothing, so that a quotation of several sentences stays one
  with its attribution: `"A. B. C," kata dia di Kediri, Rabu.` A part of it alone would read as the reporter's own
  words, or trail an opening mark. Only a quotation too long to quote whole (`MAX_QUOTATION`) is cut at its stops.

Blank lines, items of lists and the ends of unwrapped lines end a sentence without a stop. All of it is linear in
the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ringkas.types import Sentence, Span

# Characters. Of 16,000 quotations in news 99.8 % are shorter; some of the others never close where they should.
MAX_QUOTATION = 600
MAX_BRACKETS = 200
MAX_LINK = 50

# A title, a unit of address, a rank: always followed by what it belongs to, unless written as an acronym (`CV. Ia`).
_TITLES = frozenset(
    "jl jln jend letjen mayjen brigjen kol letkol kapt lettu letda sertu serka serda pratu prof dr drs dra ir drg drh "
    "dr-ing tn ny nn sdr sdri yth h hj kh k.h rm rr tgk tb ust mr mrs ms st sto gg kec kab kel kep ds dsn kav no nr "
    "vol rp bpk a.n u.p u.b d.a c.q cq ttd pt cv ud hlm bdk mgr rev col lt capt sgt vs kompol akp iptu ipda aiptu "
    "aipda bripka brigpol briptu bripda kombes akbp irjen komjen et ph sp plt plh pj".split()
)
# Ended by a stop that also ends a sentence where the next word can only open one.
_CLOSERS = frozenset(
    "dll dsb dst dkk dsk sbb tbk ltd inc corp co llc plc pte bhd sdn jr sr s.d d.h a.m p.m etc al bros yahoo "
    "persero".split()
)
# Abbreviations only before a number: `hal. 3`, but `satu hal. Ia`.
_BEFORE_NUMBERS = frozenset("hal tgl tel telp fax pkl rt rw bag cat art ps psl min maks tab gbr".split())
# A capital alone after one of these is a name of its own, not an initial: `vitamin C. Para`.
_GRADES = frozenset(
    "kelas golongan vitamin hepatitis grup serie seri liga tipe blok influenza rencana opsi poin huruf "
    "kategori level tim paket plan zona gedung terminal generasi".split()
)
_DOMAINS = frozenset("com co id net org tv info io go ac sch web my sg au uk edu gov me".split())

# Capitalised, these words open a sentence and are no part of a name.
_OPENERS = frozenset(
    "ia dia mereka kami kita saya aku anda beliau itu ini hal tersebut namun tetapi tapi sedangkan sementara "
    "selain sebelumnya setelah sesudah ketika saat sejak selama pada di dari dalam dengan untuk oleh karena "
    "sebab jika kalau bila apabila agar menurut menurutnya berdasarkan meski meskipun walau walaupun bahkan "
    "apalagi adapun akibat akibatnya sehingga maka kemudian lalu selanjutnya akhirnya kini sekarang nantinya "
    "para sejumlah beberapa sebanyak sebuah seorang semua seluruh setiap tiap tidak tak bukan belum jangan ada "
    "adanya banyak juga seperti sebagai salah terkait atas antara hingga sampai melalui demikian begitu "
    "padahal pihaknya pihak kedua ketiga lebih hanya sebagian berbagai siapa apa bagaimana mengapa kapan "
    "berapa sudah telah masih akan dan atau bagi tentang mengenai terhadap daripada kepada ke usai seusai "
    "pasalnya sebaliknya sebelum tanpa the".split()
)

_LINE_END = r"(?:\r\n?|[\n\v\f\u0085\u2028\u2029])"
_PARAGRAPH_BREAK = re.compile(rf"{_LINE_END}[^\S\r\n\v\f\u0085\u2028\u2029]*{_LINE_END}\s*")
_LINE_BREAK = re.compile(_LINE_END)
_BULLET = re.compile(r"\s*(?:[-–—•*·▪●►>#]+\s|\(?(?:\d{1,3}|[A-Za-z])[.)]\s)")
# A line that ends so goes on in the next: the text of a link often stands on a line of its own.
_UNFINISHED = re.compile(
    r"(?:[,(]|(?<!\S)(?:di|ke|dari|pada|dan|atau|yang|dengan|untuk|oleh|dalam|bagi|sebagai|bahwa|antara|para|adalah))\Z"
)
_FINISHED = re.compile(r"(?:[.?!…:;][\"'”’)\]]*|\A)\Z")
_FIRST_WORD = re.compile(r"\S+")
# A wrapped line is this long at the most; unwrapped paragraphs are longer, columns and captions shorter than the least.
_WRAP_WIDTHS = range(40, 121)

_STOP = re.compile(r"[.!?…]+")
_CLOSING = "\"'”’»)]"
_MARK = re.compile(r"[\"“”„«»]|''")
_BRACKET = re.compile(r"[()]")
_EDGE = re.compile(r"[\s\"“”„«»(\[/]")
_WORD_BEFORE = re.compile(r"(\w+)\s+\Z")
_NEXT = re.compile(r"(?P<space>\s*)(?P<opening>(?:[\"'“„‘«(\[]|[-–—•*▪●]+\s+)*)(?P<word>[^\W\d_]*)")
_LETTERED = re.compile(r"[A-Z][A-Za-z]{0,3}(?:\.[A-Z][A-Za-z]{0,3})+")
_ITEM = re.compile(r"(?P<begins>:\s?)?(?<![^\s:])(?P<item>\d{1,2})\Z")
_MARKER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\"“”<>]*[\w/]|[\w.+-]{1,64}@[\w.-]{0,255}\w")
_LOOK_BACK = 40


def split(text: str, spans: Sequence[Span]) -> tuple[Sentence, ...]:
    """Splits the kept spans of a text into sentences.

    Args:
        text: the article's decoded text.
        spans: the stretches to split, in order, none touching another; no sentence crosses from one to the next.

    Returns:
        The sentences in order, without the white space around them; `text[start:end]` is each one's text. Each letter
        and digit of the spans is in exactly one sentence; a stretch with neither is dropped.
    """
    found: list[Sentence] = []
    for span in spans:
        for block_start, block_end in _blocks(text, span.start, span.end):
            for start, end in _sentences(text, block_start, block_end):
                slice_ = text[start:end]
                stripped = slice_.strip()
                if any(map(str.isalnum, stripped)):
                    start += len(slice_) - len(slice_.lstrip())
                    found.append(Sentence(len(found), start, start + len(stripped), stripped))
    return tuple(found)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches that a line break ends: paragraphs, unwrapped lines, items of lists."""
    for gap in _PARAGRAPH_BREAK.finditer(text, start, end):
        yield from _unwrapped(text, start, gap.start())
        start = gap.end()
    yield from _unwrapped(text, start, end)


def _unwrapped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the lines of a paragraph, those joined that go on in the next."""
    breaks = list(_LINE_BREAK.finditer(text, start, end))
    edges = [start, *(edge for gap in breaks for edge in gap.span()), end]
    lines = list(zip(edges[::2], edges[1::2], strict=True))
    for (_, next_line), goes_on in zip(pairwise(lines), _going_on(text, lines), strict=True):
        if not goes_on:
            yield start, next_line[0]
            start = next_line[0]
    yield start, end


def _going_on(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """Tells for each line but the last whether it goes on in the next.

    A line goes on where the next begins with a small letter; where it ends in a comma or a preposition; where it was
    wrapped, so that the next line's first word would not have fitted and most breaks of the paragraph are of that kind;
    and into the text of a link that goes on itself: `... kata⏎Patrick Kluivert⏎kepada wartawan.`
    """
    width = max(last - first for first, last in lines)
    words = [_FIRST_WORD.search(text, *line) for line in lines[1:]]
    is_full = [
        word is not None and last - first + 1 + len(word[0]) > width
        for (first, last), word in zip(lines, words, strict=False)
    ]
    is_wrapped = width in _WRAP_WIDTHS and 2 * sum(is_full) >= len(is_full)
    goes_on = [False] * len(lines)
    for index in reversed(range(len(words))):
        word = words[index]
        ending = text[max(lines[index][0], lines[index][1] - _LOOK_BACK) : lines[index][1]].rstrip()
        next_first, next_last = lines[index + 1]
        goes_on[index] = (
            word is not None
            and not _BULLET.match(text, next_first, next_last)
            and (
                word[0][0].islower()
                or word[0][0] in ",.;:)”"
                or (is_wrapped and is_full[index])
                or _UNFINISHED.search(ending) is not None
                or (goes_on[index + 1] and next_last - next_first < MAX_LINK and not _FINISHED.search(ending))
            )
        )
    return goes_on[:-1]


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the sentences of a block, white space included."""
    opening, quotations = _quotations(text, start, end)
    closing = {last for _, last in quotations}
    whole = _whole(text, start, end, quotations)
    firsts = [first for first, _ in whole]
    item = 0
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        while after < end:
            if text[after] in _CLOSING and after not in opening:
                after += 1
            elif text[after].isspace() and after + 1 in closing:
                after += 2
            else:
                break
        around = bisect_right(firsts, stop.start()) - 1
        if after >= end or (around >= 0 and after <= whole[around][1]):
            continue
        number = _ITEM.search(text, max(start, stop.start() - 5), stop.start())
        if number and text[after].isspace() and (number["begins"] is not None or int(number["item"]) == item + 1 > 1):
            item = int(number["item"])  # `Bahan: 1. Beras 2. Gula`: the marker of an item
        elif _ends(text, start, end, stop, after):
            yield start, after
            start = after
    yield start, end


def _quotations(text: str, start: int, end: int) -> tuple[set[int], list[tuple[int, int]]]:
    """Pairs the quotation marks of a block.

    A straight mark opens or closes by what touches it, and where that does not tell, by whether a quotation is open.

    Returns:
        Where marks open, paired or not; and the pairs, in order.
    """
    opening: set[int] = set()
    pairs: list[tuple[int, int]] = []
    opened = -1
    for mark in _MARK.finditer(text, start, end):
        at = mark.start()
        before = text[at - 1] if at > start else " "
        behind = text[mark.end()] if mark.end() < end else " "
        is_free_before = before.isspace() or before in "([-–—"
        is_free_behind = behind.isspace() or behind in ".,;:?!)]"
        if mark[0] in "”»" or (is_free_behind and not is_free_before):
            closes = True
        elif mark[0] in "„«" or opened < 0:
            closes = False
        else:
            # `... gas, "katanya`: a stray space before a closing mark.
            closes = mark[0] != "“" and (not is_free_before or is_free_behind or behind.islower())
        if not closes:
            opened = at
            opening.add(at)
        elif opened >= 0:
            pairs.append((opened, mark.end() - 1))
            opened = -1
    return opening, pairs


def _whole(text: str, start: int, end: int, quotations: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns what no stop ends, outermost, with its last character's offset: quotations, brackets and addresses."""
    found = [(first, last) for first, last in quotations if last - first < MAX_QUOTATION]
    found += [(address.start(), address.end() - 1) for address in _ADDRESS.finditer(text, start, end)]
    opened = -1
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket[0] == "(":
            opened = bracket.start() if opened < 0 else opened
        elif opened >= 0:
            if bracket.start() - opened < MAX_BRACKETS:
                found.append((opened, bracket.start()))
            opened = -1
    found.sort()
    outermost: list[tuple[int, int]] = []
    for first, last in found:
        if not outermost or first > outermost[-1][1]:
            outermost.append((first, last))
    return outermost


def _ends(text: str, start: int, end: int, stop: re.Match[str], after: int) -> bool:
    """Tells whether a stop outside quotations ends the sentence from `start`; `after` is behind its closing marks."""
    following = _NEXT.match(text, after, end)
    assert following is not None  # it matches the empty string
    at = following.end("opening")
    if at >= end:
        return False
    word = following["word"]
    is_glued = not following["space"] and not following["opening"]
    if is_glued:
        if not word or not word[0].isupper() or word.lower() in _DOMAINS:
            return False
    elif word and not word[0].isupper() and not any(map(str.isupper, word[1:3])):
        return False
    if stop[0] != "." or after > stop.end():
        return True
    return _may_end(text, start, stop.start(), word, follows_digit=text[at].isdigit(), is_glued=is_glued)


def _may_end(text: str, start: int, at: int, word: str, *, follows_digit: bool, is_glued: bool) -> bool:
    """Tells whether what stands before a full stop can end a sentence where `word` (or a digit) follows."""
    token = _EDGE.split(text[max(start, at - _LOOK_BACK) : at])[-1]
    if at - start <= _LOOK_BACK and text[start:at].strip() == token and _MARKER.fullmatch(token):
        return False  # `a. Beras`, `IV. Penutup`
    name = token.lower()
    opens_sentence = word.lower() in _OPENERS
    if name in _TITLES:
        return opens_sentence and len(token) > 1 and token.isupper()
    if name in _BEFORE_NUMBERS:
        return not follows_digit
    if name in _CLOSERS:
        return opens_sentence
    if len(token) == 1 and token.isupper():
        if is_glued and len(word) == 1:
            return False
        grade = _WORD_BEFORE.search(text, max(start, at - 1 - _LOOK_BACK), at - 1)
        return opens_sentence or (grade is not None and grade[1].lower() in _GRADES)
    if _LETTERED.fullmatch(token):
        return opens_sentence
    return not (is_glued and token.isupper() and word.isupper())  # `ASP.NET`
