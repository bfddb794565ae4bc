"""What in a news article is not its prose: marked as spans, named by kind, never rewritten.

`KINDS` is the table: every kind of boilerplate with its place, pattern and an example. A named group in a pattern fills
the field of that name (`reporter`, `editor`, `publisher`, `place`, `date`). Two things are not patterns: the `title` line
of a text, and `related`, a headline that runs into the next sentence after `Baca juga:`.

A kept span is a paragraph, or what boilerplate left of one; a line break inside it is a wrapped line and reads as a
space.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields as fields_of, replace
from typing import Literal

from ringkas.types import CleanText, Fields, RemovedSpan, Span

OPENING = 400
"""Characters in which a dateline may begin: a teaser of a sentence or two can stand before it."""

_PLACE = r"[A-Z][\w.'’/]*(?:,? (?:\()?[A-Z][\w.'’/)]*){0,4}"
_DASH = r"\s*[-–—]{1,3}\s*"
_SITE = r"[A-Za-z][\w-]{1,20}\.(?:com?|id|net|tv|org|news)(?:\.id)?|CNN Indonesia|CNBC Indonesia|detikcom|VOI|VIVA|BBC Indonesia"
_CREDIT = r"(?:Pewarta|Penerjemah|Editor|Uploader|Reporter|Penulis|Redaktur|Sumber|Foto|Video|COPYRIGHT|Copyright|©|Baca [Jj]uga)"
_NAME_END = rf"(?=\s*(?:{_CREDIT}|$|[\n(|]))"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of boilerplate.

    Attributes:
        name: what removed spans of this kind are called.
        where: `opening`, searched in the first `OPENING` characters; `line`, matched against whole lines; `anywhere`.
        pattern: what it looks like; named groups fill fields.
        example: an article with it, where `«…»` encloses what is removed.
        trigger: for `anywhere`, lower-case words of which one must occur for the pattern to be tried.
    """

    name: str
    where: Literal["opening", "line", "anywhere"]
    pattern: re.Pattern[str]
    example: str
    trigger: tuple[str, ...] = ()


def _kind(name: str, where: Literal["opening", "line", "anywhere"], pattern: str, example: str, *trigger: str) -> Kind:
    return Kind(name, where, re.compile(pattern, re.M), example, trigger)


KINDS: tuple[Kind, ...] = (
    _kind(
        "dateline",
        "opening",
        rf"(?P<place>{_PLACE})\s*\((?P<publisher>ANTARA)[^)\n]{{0,20}}\){_DASH}",
        "«Kediri (ANTARA) - »Wali kota membuka pasar.",
    ),
    _kind(
        "dateline",
        "opening",
        rf"\A\s*(?P<publisher>{_SITE}),\s*(?P<place>{_PLACE}?)(?:{_DASH}|(?<=[a-z])(?=[A-Z]))",
        "«Liputan6.com, Jakarta - »Harga cabai turun.",
    ),
    _kind(
        "dateline",
        "opening",
        rf"\A\s*(?P<place>{_PLACE}),\s*(?P<publisher>{_SITE}){_DASH}",
        "«Jakarta, CNN Indonesia -- »Harga cabai turun.",
    ),
    _kind("dateline", "opening", rf"\A\s*(?P<publisher>{_SITE}){_DASH}", "«KOMPAS.com - »Harga cabai turun."),
    _kind(
        "dateline",
        "opening",
        r"\A\s*(?P<place>[A-Z]{3,}(?: [A-Z]{3,}){0,3})\s?[-–—]{1,2}\s",
        "«JAKARTA - »Harga cabai turun.",
    ),
    _kind(
        "reporter",
        "anywhere",
        rf"(?:Pewarta|Reporter|Penulis|Jurnalis)\s?\|?\s?:\s*(?P<reporter>[^\n:|]{{2,80}}?){_NAME_END}",
        "Harga cabai turun.«Pewarta: Sari Dewi»",
        "pewarta",
        "reporter",
        "penulis",
        "jurnalis",
    ),
    _kind(
        "translator",
        "anywhere",
        rf"Penerjemah\s?:\s*[^\n:|]{{2,80}}?{_NAME_END}",
        "Harga cabai turun.«Penerjemah: Sari Dewi»",
        "penerjemah",
    ),
    _kind(
        "editor",
        "anywhere",
        rf"(?:Editor|Redaktur)\s?\|?\s?:\s*(?P<editor>[^\n:|]{{2,80}}?){_NAME_END}",
        "Harga cabai turun.«Editor: Budi Santoso»",
        "editor",
        "redaktur",
    ),
    _kind(
        "uploader",
        "anywhere",
        rf"Uploader\s?:\s*[^\n:|]{{2,80}}?{_NAME_END}",
        "Harga cabai turun.«Uploader: Budi Santoso»",
        "uploader",
    ),
    _kind(
        "copyright",
        "anywhere",
        r"(?:COPYRIGHT|Copyright) ©\s*(?P<publisher>ANTARA(?: [A-Z][A-Za-z]+){0,5})?\s*\d{4}",
        "Harga cabai turun. «COPYRIGHT © ANTARA 2023»",
        "copyright",
    ),
    _kind("end-mark", "anywhere", r"\(\*{1,3}\)", "Harga cabai turun. «(*)»", "(*"),
    _kind(
        "scroll",
        "anywhere",
        r"SCROLL TO (?:CONTINUE WITH|RESUME) CONTENT",
        "«SCROLL TO CONTINUE WITH CONTENT»",
        "scroll to",
    ),
    _kind("advertisement", "line", r"(?i:advertisement|iklan)", "«ADVERTISEMENT»"),
    _kind("embed", "anywhere", r"\[Gambas:[^\]\n]{1,40}\]", "«[Gambas:Video 20detik]»", "[gambas"),
    _kind(
        "watch",
        "line",
        r"(?:Simak|Lihat|Tonton|Saksikan)(?: juga)? (?:Video|Live).{0,200}",
        "«Simak Video: Panen Cabai di Kediri»",
    ),
    _kind("related-label", "line", r"Baca [Jj]uga:?", "«Baca Juga»"),
    _kind("reporter-code", "line", r"\([a-z]{2,5}(?:/[a-z]{2,5})+\)", "«(abc/def)»"),
    _kind("page", "line", r"Halaman \d+ dari \d+", "«Halaman 2 dari 3»"),
)


def clean(text: str, fields: Fields = Fields()) -> CleanText:
    """Mark what is not prose.

    Args:
        text: an article, of any length; it is not changed.
        fields: what is known already; it wins over what is found.

    Returns:
        The spans to keep and those removed, in order, none overlapping; what is in neither is white space. `fields`
        with what was found.
    """
    found: dict[str, str] = {}
    removed: list[RemovedSpan] = []
    lowered = text.lower()
    for kind in KINDS:
        for match in _matches(kind, text, lowered):
            start, end = match.span()
            if any(start < span.end and span.start < end for span in removed):
                continue
            removed.append(RemovedSpan(start, end, kind.name))
            for name, value in match.groupdict().items():
                if value and value.strip():
                    found.setdefault(name, value.strip())
    removed.sort(key=lambda span: span.start)
    known = {name: value for name in found if (value := getattr(fields, name)) is not None}
    return CleanText(tuple(_kept(text, removed)), tuple(removed), replace(fields, **(found | known)))


def _matches(kind: Kind, text: str, lowered: str) -> Iterator[re.Match[str]]:
    if kind.where == "opening":
        match = kind.pattern.search(text, 0, OPENING)
        if match:
            yield match
    elif kind.where == "anywhere":
        if any(trigger in lowered for trigger in kind.trigger):
            yield from kind.pattern.finditer(text)
    else:
        for line in re.finditer(r"[^\r\n]+", text):
            start, end = line.span()
            if end - start < 400 and (match := kind.pattern.fullmatch(text, start, end)):
                yield match


def _kept(text: str, removed: Sequence[RemovedSpan]) -> Iterator[Span]:
    """The paragraphs between the removed spans, without the white space around them."""
    start = 0
    for span in [*removed, RemovedSpan(len(text), len(text), "")]:
        for match in re.finditer(r"[^\r\n]+", text[start : span.start]):
            stripped = match[0].strip()
            if stripped:
                at = start + match.start() + match[0].index(stripped)
                yield Span(at, at + len(stripped))
        start = max(start, span.end)
