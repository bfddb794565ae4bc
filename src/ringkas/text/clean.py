"""What in a news article is not its prose: marked as spans, named by kind, never rewritten.

`KINDS` is the table: each kind of boilerplate with where it stands, what it looks like and an example. A named group of
a pattern fills the field of that name (`reporter`, `editor`, `publisher`, `place`, `date`). Five kinds need more than a
pattern and have a function each: `title`, `teaser`, `related`, `video` and `tag`.

A kept span is a paragraph, or what boilerplate left of one. A line break inside it is a wrapped line and reads as a
space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from ringkas.text.headlines import Headlines
from ringkas.types import CleanText, Fields, RemovedSpan, Span

OPENING = 400
"""Characters within which a dateline ends; a teaser or a byline can stand before it."""
LINE = 300
"""Characters of the longest line that can be boilerplate as a whole."""


class Where(Enum):
    """Where a kind of boilerplate stands."""

    OPENING = "opening"
    """Within the first `OPENING` characters, once; of several such kinds of one name the first that matches counts."""
    LINE = "line"
    """A whole line."""
    ANYWHERE = "anywhere"
    """Anywhere, glued to prose or not."""
    SENTENCE = "sentence"
    """Anywhere; the sentence that it ends goes with it."""
    END = "end"
    """At the end of the text, or of a paragraph."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of boilerplate.

    Attributes:
        name: what removed spans of this kind are called.
        where: where it stands.
        source: a regular expression of what it looks like; named groups fill fields.
        example: an article in which `«…»` encloses what is removed.
        trigger: words in lower case of which one must occur in the text for the pattern to be tried.
    """

    name: str
    where: Where
    source: str
    example: str
    trigger: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, compiled when it is first needed: all of them take 50 ms."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """A regular expression in which `^` and `$` stand at lines."""
    return re.compile(source, re.M)


def _kind(name: str, where: Where, example: str, *patterns: str, trigger: tuple[str, ...] = ()) -> Kind:
    """A row of the table; its patterns are alternatives."""
    pattern = "|".join(patterns)
    if where is Where.END:
        pattern = rf"(?:{pattern})\Z"
    return Kind(name, where, pattern, example, trigger)


_WORD = r"[A-Z](?:[a-z'.-]+|[A-Z.]*)"
_PLACE = rf"{_WORD}(?:(?:,? |/)\(?{_WORD}\)?){{0,4}}"
_FEW_WORDS = rf"{_WORD}(?: {_WORD}){{0,2}}"
_SITE = (
    r"(?:[A-Za-z][\w-]{1,20}\.(?i:com?|id|net|tv|org|news)(?i:\.id)?|CNN Indonesia|CNBC Indonesia|BBC Indonesia"
    r"|VIVA co\.id|Kompas ?TV|detikcom|VOI|VIVA|Okezone|SINDOnews|JPNN|Tempo|Antara)"
)
_DASH = r"\s*[-\u2013\u2014]{1,3}\s*"
_BEFORE = r"(?P<teaser>(?:[^\n]{0,200}\n){0,5}?)[ \t]*"
_LABEL = (
    r"(?:Pewarta|Penerjemah|Editor|Uploader|Reporter|Kontributor|Penulis|Redaktur|Sumber|Foto|Video"
    r"|COPYRIGHT|Copyright|©|[Bb]aca [Jj]uga|Tags?\s?:)"
)
_NAME = rf"[A-Z][^\n:|]{{1,80}}?(?=[\s,;/|]*(?:{_LABEL}|$|\n|\(\*|\([a-z]{{2,5}}[/)]))"
_DAY = r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|Mei|May|Jun|Jul|Agu|Agt|Aug|Ags|Sep|Okt|Oct|Nov|Des|Dec)[a-z]*"
_STOP = r"(?<=[.!?\"\u201d)])"

KINDS: tuple[Kind, ...] = (
    # Where it was written: the dateline
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri (ANTARA) -» Wali kota membuka pasar.",
        rf"(?P<teaser>(?s:.{{0,300}}?))(?P<place>{_PLACE}),?\s*\((?P<publisher>ANTARA|Antara)[^)\n]{{0,25}}\){_DASH}",
        trigger=("antara",),
    ),
    _kind(
        "dateline",
        Where.ANYWHERE,
        "«Blitar (ANTARA) -» Dua berita hari ini. Harga cabai «Kediri (ANTARA) -» Wali kota membuka pasar.",
        rf"{_PLACE}\s*\(ANTARA[^)\n]{{0,25}}\){_DASH}",
        trigger=("(antara)",),
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Liputan6.com, Kediri -» Harga cabai turun.",
        rf"{_BEFORE}(?:Laporan (?:Wartawan|Reporter|Kontributor)[^,\n]{{0,40}}, (?P<reporter>[A-Z][^\n]{{2,40}}?) )?"
        rf"(?P<publisher>{_SITE})\s*,\s*(?P<place>{_PLACE}?)"
        rf"(?:{_DASH}|\s+(?={_DAY})|(?<=[A-Z]{{3}})\s+(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z\"\u201c]))",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri (pasarkita.com) -» Harga cabai turun.",
        rf"{_BEFORE}(?P<place>{_PLACE})\s*\((?P<publisher>{_SITE})\){_DASH}",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Jakarta, CNN Indonesia --» Harga cabai turun.",
        rf"{_BEFORE}(?P<place>{_PLACE})\s*,\s*(?P<publisher>{_SITE})(?:{_DASH}|(?<=[A-Z]\.com)\s+(?=[A-Z]))",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«KOMPAS.com -» Harga cabai turun.",
        rf"{_BEFORE}(?P<publisher>{_SITE})(?:{_DASH}|(?<=[A-Z]\.com)\s+(?=[A-Z]))",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri (Kabar Nusantara) -» Harga cabai turun.",
        rf"{_BEFORE}(?P<place>{_FEW_WORDS}) ?\((?P<publisher>{_FEW_WORDS})\)"
        r" [-\u2013\u2014]{1,2} (?=[A-Z\"\u201c0-9])",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri, Kabar Nusantara -» Harga cabai turun.",
        rf"{_BEFORE}(?P<place>{_FEW_WORDS}), (?P<publisher>{_FEW_WORDS})"
        r" [-\u2013\u2014]{1,2} (?=[A-Z\"\u201c0-9])",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri\n-»\nHarga cabai turun.",
        rf"(?P<place>{_WORD}(?: {_WORD}){{0,3}})\s*\n\s*[-\u2013\u2014]\s*\n",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«KEDIRI -» Harga cabai turun.",
        r"(?P<place>[A-Z]{3,}(?:[ ,][A-Z]{2,}){0,3}) ?[-\u2013\u2014]{1,2} ?(?=[A-Z\"\u201c0-9])",
    ),
    _kind(
        "dateline",
        Where.OPENING,
        "«Kediri -» Harga cabai turun.",
        rf"(?P<place>{_WORD}(?: {_WORD}){{0,2}}) [-\u2013\u2014]{{1,2}} (?=[A-Z\"\u201c])",
    ),
    # Who wrote it: credits, glued or not
    _kind(
        "reporter",
        Where.ANYWHERE,
        "Harga cabai turun.«Pewarta: Sari Dewi»",
        r"(?:Pewarta|PEWARTA|Reporter|REPORTER|Penulis|PENULIS|Jurnalis|Kontributor)\s?(?:\|\s*)?:\s*"
        rf"(?P<reporter>{_NAME})(?:\s*\|)?",
        trigger=("pewarta", "reporter", "penulis", "jurnalis", "kontributor"),
    ),
    _kind(
        "reporter",
        Where.OPENING,
        "«Laporan Wartawan Tribunnews.com, Sari Dewi»\nHarga cabai turun.",
        r"Laporan (?:Wartawan|Reporter|Jurnalis|Kontributor)[^,\n]{0,40}, (?P<reporter>[A-Z][^\n]{2,40})$",
        trigger=("laporan",),
    ),
    _kind(
        "reporter",
        Where.OPENING,
        "«Oleh: Sari Dewi»\nHarga cabai turun.",
        r"(?:Oleh|OLEH)\s?:?\s+(?P<reporter>[A-Z][\w.'-]+(?: [A-Z][\w.'-]*){0,4})\s*$",
        trigger=("oleh",),
    ),
    _kind(
        "reporter",
        Where.END,
        "Harga cabai turun. «(Sari Dewi)»",
        rf"(?:^|{_STOP}\s*)\((?P<reporter>[A-Z][a-z]+(?: [A-Z][a-z'.]+){{1,3}})\)",
    ),
    _kind(
        "reporter",
        Where.LINE,
        "«Rep: Sari Dewi/ Red: Budi Santoso»\nHarga cabai turun.",
        r"Rep\s?:\s*(?P<reporter>[A-Z][^\n:/|]{2,40}?)(?:\s*[/|]\s*Red\s?:\s*(?P<editor>[A-Z][^\n:/|]{2,40}))?",
    ),
    _kind(
        "editor",
        Where.LINE,
        "«Red: Budi Santoso»\nHarga cabai turun.",
        r"Red\s?:\s*(?P<editor>[A-Z][^\n:/|]{2,40})",
    ),
    _kind(
        "photographer",
        Where.ANYWHERE,
        "Harga cabai turun.\n«Pewarta Foto: Sari Dewi»",
        rf"(?:Pewarta Foto|Fotografer)\s?:\s*{_NAME}",
        trigger=("pewarta foto", "fotografer"),
    ),
    _kind(
        "translator",
        Where.ANYWHERE,
        "Harga cabai turun.«Penerjemah: Sari Dewi»",
        rf"(?:Penerjemah|Alih [Bb]ahasa)\s?:\s*{_NAME}",
        trigger=("penerjemah", "alih bahasa"),
    ),
    _kind(
        "editor",
        Where.ANYWHERE,
        "Harga cabai turun.«Editor : Budi Santoso»",
        rf"(?:Editor|EDITOR|Redaktur|REDAKTUR|Penyunting)\s?(?:\|\s*)?:\s*(?P<editor>{_NAME})(?:\s*\|)?",
        trigger=("editor", "redaktur", "penyunting"),
    ),
    _kind(
        "uploader",
        Where.ANYWHERE,
        "Harga cabai turun.«Uploader: Budi Santoso»",
        rf"Uploader\s?:\s*{_NAME}",
        trigger=("uploader",),
    ),
    _kind(
        "advertorial",
        Where.END,
        "Harga cabai turun. «(ADV)»",
        r"\((?:ADV|Adv|adv|Advertorial|ADVERTORIAL|INFO)\)",
    ),
    _kind(
        "reporter-code",
        Where.END,
        "Harga cabai turun. «(abc/def)»",
        r"\((?!dan/atau)[A-Za-z]{2,5}\d?/[A-Za-z]{2,5}\d?(?:/[A-Za-z]{2,5})?\)",
        rf"{_STOP}\s*\((?:[a-z]{{2,4}}|[A-Z]{{3}})\)",
        r"^\((?:[a-z]{2,4}|[A-Z]{3})\)",
    ),
    _kind(
        "agency",
        Where.ANYWHERE,
        "Harga cabai turun.«Sumber: Xinhua»Editor: Budi Santoso",
        rf"Sumber\s?:\s*{_NAME}",
        trigger=("sumber",),
    ),
    _kind(
        "agency",
        Where.END,
        "Harga cabai turun. «(tribunjogja.com)»",
        r"^\(?(?:ANTARA|Antara|Reuters|REUTERS|AFP|AP|Xinhua|BBC|CNN|Anadolu)\)?",
        r"\((?:[Tt]ribun\w{2,12}\.com|[Aa]ntara(?:news)?(?:\.com)?|ANTARA|[Kk]ompas\.com)\)",
    ),
    # Whose it is, and where it ends
    _kind(
        "copyright",
        Where.ANYWHERE,
        "Harga cabai turun. «COPYRIGHT © ANTARA 2023»",
        r"(?:COPYRIGHT|Copyright|Hak [Cc]ipta) ?©\s*(?P<publisher>(?:ANTARA|Antara)(?: [A-Z][A-Za-z]+){0,5})?"
        r"[^\n\d]{0,40}\d{4}(?:\s?[-\u2013] ?\d{4})?",
        trigger=("©",),
    ),
    _kind(
        "copyright",
        Where.LINE,
        "Harga cabai turun.\n«© 2007 - 2015 pasarkita.com, All Rights Reserved»",
        r"(?:Copyright\s*)?©.*",
        r"(?i:.{0,80}all rights reserved\.?)",
        r"Hak [Cc]ipta .{0,80}",
    ),
    _kind(
        "republishing",
        Where.ANYWHERE,
        "Harga cabai turun.\n«Dilarang keras menyalin isi situs ini tanpa izin tertulis dari redaksi.»",
        r"Dilarang (?:keras )?(?:mengambil|menyalin|mengutip|memperbanyak|menyebarluaskan) [^\n]{10,220}?"
        r"(?:izin|persetujuan)(?: tertulis)?[^\n.]{0,60}\.?",
        trigger=("dilarang",),
    ),
    _kind(
        "first-published",
        Where.ANYWHERE,
        "Harga cabai turun.\n«Artikel ini telah tayang di pasarkita.com dengan judul Harga Cabai»",
        r"(?:Artikel|Berita) ini (?:telah|sudah)(?: lebih dulu)? (?:tayang|terbit|naik|dimuat|dipublikasikan) "
        r"(?:di|pada)\b[^\n]{0,250}",
        trigger=("artikel ini", "berita ini"),
    ),
    _kind(
        "end-mark",
        Where.ANYWHERE,
        "Harga cabai turun. «(*)»",
        r"\(\*{1,3}\)(?:/?\w{3,12}\b)?",
        trigger=("(*",),
    ),
    _kind(
        "separator",
        Where.LINE,
        "Harga cabai turun.\n«***»\nHarga bawang naik.",
        r"[-_=*~•.#\u2013\u2014\s]{2,}",
        r"[•|]",
    ),
    # Advertisements, players and buttons
    _kind(
        "scroll",
        Where.ANYWHERE,
        "Harga cabai turun.\n«SCROLL TO CONTINUE WITH CONTENT»\nHarga bawang naik.",
        r"SCROLL TO (?:CONTINUE|RESUME)(?: WITH)?(?: CONTENT)?",
        r"(?:Gulir|Geser|Scroll) (?:ke bawah )?untuk (?:melanjutkan|lanjut) membaca\.?",
        trigger=("scroll", "gulir", "geser"),
    ),
    _kind(
        "advertisement",
        Where.LINE,
        "Harga cabai turun.\n«ADVERTISEMENT»\nHarga bawang naik.",
        r"(?i:\[?(?:advertisements?|iklan|sponsored|promoted)\]?)",
    ),
    _kind(
        "advertisement",
        Where.ANYWHERE,
        "Harga cabai turun. «ADVERTISEMENT» Harga bawang naik.",
        r"\bADVERTISEMENT\b",
        trigger=("advertisement",),
    ),
    _kind(
        "embed",
        Where.ANYWHERE,
        "Harga cabai turun.\n«[Gambas:Video 20detik]»",
        r"\[Gambas:[^\]\n]{1,40}\]",
        r"View this post on Instagram(?:\s*A post shared by [^\n(]{1,80}\(@[\w.]+\))?",
        r"(?:A post shared by|Sebuah kiriman dibagikan oleh) [^\n(]{1,80}\(@[\w.]+\)",
        trigger=("[gambas", "a post shared by", "on instagram", "dibagikan oleh"),
    ),
    _kind(
        "tweet",
        Where.SENTENCE,
        "Harga cabai turun. «Pasar ramai! pic.twitter.com/a1b2 — Pasar Kita (@pasarkita) August 26, 2023»",
        r"(?:(?:pic\.twitter\.com|https?://t\.co)/\w+\s*)?(?:\u2014 [^\n(]{1,60}|[A-Z][\w&' -]{0,50})\(@\w+\) "
        r"(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})",
        trigger=("(@",),
    ),
    _kind(
        "player",
        Where.LINE,
        "Harga cabai turun.\n«Load More...»",
        r"Load [Mm]ore(?:\.\.\.)?",
        r"(?:Memuat|Loading)\.{3}",
        r"(?:Putar|Play) [Vv]ideo|Video [Pp]layer.{0,40}",
    ),
    _kind(
        "share",
        Where.LINE,
        "Harga cabai turun.\n«Bagikan ke Facebook»",
        r"(?:Bagikan|Share|Sebarkan)(?:(?: (?:artikel|berita|tulisan|ke|this|on|via|di)\b|:).{0,60})?",
        r"(?:(?:Facebook|Twitter|X|Whats[Aa]pp|Telegram|Line|LINE|LinkedIn|Email|Pinterest|Copy [Ll]ink"
        r"|Salin [Tt]autan)[\s|,/•]*){1,10}",
    ),
    _kind(
        "follow",
        Where.ANYWHERE,
        "Harga cabai turun.\n«Ikuti Google News kami untuk berita pasar.»",
        r"(?:Ikuti (?:terus )?(?:kami|Google News|saluran|[Cc]hannel|WhatsApp)|Mari bergabung di Grup"
        r"|Follow Berita \w+)[^\n]{0,250}",
        r"Dapatkan update berita pilihan[^\n]{0,400}",
        r"(?:Cek|Simak|Ikuti|Dapatkan) (?:[Bb]erita|[Aa]rtikel|update|breaking news|informasi)[^.\n]{0,100}?"
        r"(?:Google News|WhatsApp|WA Channel|Telegram)[^\n]{0,150}",
        trigger=(
            "google news",
            "whatsapp",
            "telegram",
            "ikuti kami",
            "ikuti saluran",
            "follow berita",
            "wa channel",
            "dapatkan update",
        ),
    ),
    _kind(
        "subscribe",
        Where.LINE,
        "Harga cabai turun.\n«Unduh aplikasi Pasar Kita di telepon Anda»",
        r"(?:Download|Unduh|Install|Pasang) (?:sekarang )?(?:aplikasi|apps?)\b.{0,200}",
        r"(?:Segera lengkapi data dirimu|Daftarkan? email|Segera daftarkan).{0,200}",
        r"(?:Berlangganan|Langganan|Subscribe)\b.{0,120}",
    ),
    _kind(
        "comments",
        Where.LINE,
        "Harga cabai turun.\n«Tulis komentar»",
        r"(?:\d+ )?[Kk]omentar(?: (?:Anda|Pembaca|Terbaru))?:?",
        r"(?:Tulis|Beri|Lihat|Kirim|Tinggalkan) (?:[Ss]emua )?[Kk]omentar.{0,60}",
    ),
    _kind(
        "promotion",
        Where.LINE,
        "Harga cabai turun.\n«Hoegeng Awards 2025»",
        r"Hoegeng Awards \d{4}|Baca kisah inspiratif kandidat .{0,80}",
        r"\"Detik (?:Pagi|Sore), .{3,40}!\"",
    ),
    # Where it goes on, and what else there is to read
    _kind(
        "page",
        Where.ANYWHERE,
        "Harga cabai turun.\n«Halaman 2 dari 3»",
        r"Halaman:? ?\d{1,2}(?: (?:dari|of) \d{1,2}|(?:\s+\d{1,2})+)",
        r"\b12\d{0,7} ?Tampilkan Semua|Show All",
        trigger=("halaman", "tampilkan semua", "show all"),
    ),
    _kind(
        "page",
        Where.LINE,
        "Harga cabai turun.\n«1 2 3 Selanjutnya»",
        r"\d(?:\s+\d)+(?: (?:Selanjutnya|Next|»))?|Halaman (?:Selanjutnya|Berikutnya)|Lihat Semua",
        r"(?:Selanjutnya|Berikutnya|Sebelumnya|Lanjut|Next|Prev(?:ious)?)(?: [»>]+|\.{3}.{0,80})?",
        r"(?:Simak|Baca) (?:berita |artikel )?selengkapnya di halaman (?:selanjutnya|berikutnya|\d)\.?",
    ),
    _kind(
        "read-more",
        Where.ANYWHERE,
        "Harga cabai turun. «Baca berita selengkapnya di sini»",
        r"(?:Baca|Simak|Lihat|Klik)(?: (?:berita|artikel|juga|kisah|ulasan))?(?: selengkapnya| lengkapnya)? ?"
        r"(?:di ?sini|di tautan ini)\b\.?",
        r"(?:Berita |Artikel )?[Ss]elengkapnya,? (?:baca |klik )?di ?sini\b\.?",
        trigger=("di sini", "disini", "tautan ini"),
    ),
    _kind(
        "read-more",
        Where.LINE,
        "Harga cabai turun.\n«Selengkapnya»",
        r"(?:Baca )?[Ss]elengkapnya(?: [»>]+)?",
        r"Baca (?:berita|artikel) selengkapnya",
        r"Klik [Dd]i ?[Ss]ini|Read [Mm]ore.{0,20}",
    ),
    _kind(
        "related",
        Where.ANYWHERE,
        "Harga cabai turun. «(Baca: Harga Bawang Naik)» Pedagang senang.",
        r"\((?:[Bb]aca|BACA|[Ll]ihat|[Ss]imak)(?: [Jj]uga|JUGA)?\s?:[^()\n]{5,160}\)",
        trigger=("(baca", "(lihat", "(simak"),
    ),
    _kind(
        "related",
        Where.LINE,
        "Harga cabai turun.\n«Pilihan Editor: Harga Bawang Naik»",
        r"(?:Pilihan [Ee]ditor|PILIHAN EDITOR|Selanjutnya|Cek [Ff]akta)\s?:.{0,250}",
        r"(?:Berita|Artikel|Topik) (?:[Tt]erkait|[Ll]ainnya)\s?:.{0,250}",
    ),
    _kind(
        "related-box",
        Where.LINE,
        "Harga cabai turun.\n«Berita Terkait»",
        r"(?:Berita|Artikel|Video|Foto|Topik|News) (?:[Tt]erkait|[Tt]erkini|[Ll]ainnya|[Tt]erpopuler|[Pp]ilihan)",
        r"Terpopuler|Terkini|Trending|Populer|Pilihan [Ee]ditor|Rekomendasi(?: untuk Anda)?",
        r"Related(?: [Aa]rticles| [Pp]osts)?|Most [Pp]opular|Popular (?:Videos|Photos|Posts)",
    ),
    _kind(
        "watch",
        Where.LINE,
        "Harga cabai turun.\n«Simak Video: Panen Cabai di Kediri»",
        r"(?:Simak|Lihat|Tonton|Saksikan)(?: [Jj]uga)?:? ?(?:[Vv]ideo|[Ll]ive).{0,250}",
        r"\((?:Lihat|Simak|Tonton) (?:juga )?[Vv]ideo.{0,80}\)|Video\s?:.{3,200}",
        r"Saksikan \w{0,5} ?[Dd]etik ?(?:[Pp]agi|[Ss]ore).{0,20}",
    ),
    _kind(
        "watch",
        Where.ANYWHERE,
        "Harga cabai turun. «Simak juga Video 'Panen Cabai di Kediri':» Pasar ramai.",
        r"(?:Simak|Lihat|Tonton|Saksikan)(?: [Jj]uga)? [Vv]ideo "
        r"(?:'[^'\n]{5,150}'|\"[^\"\n]{5,150}\"|\u201c[^\u201d\n]{5,150}\u201d)(?:\s*di (?:sini|bawah(?: ini)?))?:?",
        trigger=("video",),
    ),
    _kind(
        "watch",
        Where.ANYWHERE,
        "Harga cabai turun. «Kompas TV Harga Cabai Turun di Kediri»",
        r"(?<=[.!?\"] )Kompas TV(?: (?:[A-Z0-9][\w\"'-]*|di|dan|ke|dari|yang|untuk)){3,18}\Z",
        trigger=("kompas tv",),
    ),
    _kind(
        "note",
        Where.LINE,
        "Harga cabai turun.\n«Catatan redaksi: artikel ini diperbarui pukul 10.00 WIB.»",
        r"(?i:disclaimer|catatan redaksi|redaksi menerima|hak jawab)\s?:.{0,280}",
    ),
    # Pictures, labels, lists
    _kind(
        "caption",
        Where.SENTENCE,
        "Harga cabai turun. «Pedagang menimbang cabai di Kediri, Rabu. (ANTARA/Sari Dewi)» Pembeli ramai.",
        r"\(?(?:ANTARA(?: FOTO)?|Antara(?: Foto)?|REUTERS|AFP(?: PHOTO)?|AP Photo|Xinhua)/"
        r"[^()\n]{2,60}\)\.?",
        r"(?:ANTARA(?: FOTO)?|Antara(?: Foto)?|REUTERS|AFP(?: PHOTO)?|AP Photo|Xinhua)/"
        r"(?:HO[-/\u2013]?)?[A-Z][\w.-]*(?: [A-Z]{2,})*(?:/[\w.-]{2,12})*",
        trigger=("antara/", "antara foto/", "reuters/", "afp/", "afp photo/", "ap photo/", "xinhua/"),
    ),
    _kind(
        "caption",
        Where.LINE,
        "Harga cabai turun.\n«Suasana pasar di Kediri (Foto: Sari Dewi/pasarkita)»",
        r"(?:Foto|FOTO|Ilustrasi|Gambar|Keterangan (?:foto|gambar))(?: [Ii]lustrasi)?\s?:.{2,250}",
        r".{0,250}\((?:[Ff]oto|FOTO|Dok|dok|Doc|Sumber|[Ii]st|IST|Istimewa|Gambar)\b[^()\n]{0,80}\)\.?",
        r".{0,200}\b(?<!Pewarta )Foto: ?.{2,60}",
        r"(?:KOMPAS\.com|[Ss]hutterstock|Getty Images|Dok\.|Instagram)/.{2,150}",
    ),
    _kind(
        "tag",
        Where.LINE,
        "Harga cabai turun.\n«Tags: cabai, Kediri»",
        r"(?:Tags?|TAGS?|Topik|Kata [Kk]unci|Keywords?)\s?:.{0,200}",
        r"(?:#\w+[\s,]*){1,15}",
    ),
    _kind("contents", Where.LINE, "«Daftar Isi»\nHarga cabai turun.", r"[Dd]aftar [Ii]si:?"),
    _kind(
        "timestamp",
        Where.LINE,
        "«Rabu, 25 Okt 2023 10:30 WIB»\nHarga cabai turun.",
        r"(?:(?:Diperbarui|Diterbitkan|Dipublikasikan|Tayang|Kompas\.com|Liputan6\.com|Update)\s*[-:]?\s*)?"
        rf"(?P<date>(?:{_DAY},?\s+)?\d{{1,2}}[ /](?:{_MONTH}|\d{{1,2}})[ /]\d{{4}})"
        r"(?:[\s,|-]+(?:pukul |jam )?\d{1,2}[.:]\d{2}(?::\d{2})?)?(?: ?(?:WIB|WITA|WIT|Wita))?",
    ),
    _kind(
        "reading-time",
        Where.LINE,
        "«Waktu baca 3 menit»\nHarga cabai turun.",
        r"(?:Waktu baca|Lama membaca|Estimasi baca)\s?:? ?\d+ ?(?:menit|detik)",
        r"\d+ (?:menit|min) (?:baca|read)|Dibaca \d[\d.]* kali",
    ),
    _kind(
        "breadcrumb",
        Where.LINE,
        "«Beranda > Ekonomi > Pasar»\nHarga cabai turun.",
        r"(?:Home|Beranda|HOME)(?:\s*[>/»|]\s*[^>/»|\n]{2,30}){1,5}",
    ),
    _kind("link", Where.END, "Harga cabai turun. «https://pasarkita.example/cabai»", rf"{_STOP}\s*https?://\S+"),
    _kind("link", Where.LINE, "Harga cabai turun.\n«https://pasarkita.example/cabai»", r"(?:https?://|www\.)\S+"),
)

COMPUTED = {
    "title": "«Harga cabai turun di Kediri»\n\nWali kota membuka pasar.",
    "teaser": "«Kami senang»«Kediri (ANTARA) -» Wali kota membuka pasar.",
    "related": "Harga cabai turun. «Baca juga: Pasar Kediri ramai jelang Lebaran» Menurut pedagang, cabai dicari.",
    "video": "Harga cabai turun.\n«Panen Cabai di Kediri\nPanen Cabai di Kediri»\nHarga bawang naik.",
    "tag": "Harga cabai turun.\n«(abc/def)»\n«cabai»\n«pasar kediri»",
}
"""The kinds that are more than a pattern, with an example each."""

_PLAIN = dict.fromkeys("\xa0\u2002\u2003\u2009\u200b\u202f\u2060\ufeff", " ") | {"\u0130": "I"}
"""What is read as something plainer, one for one so that offsets hold: odd spaces, and the one letter that grows in
lower case."""
_LINES = re.compile(r"[^\r\n]+")
_RELATED = re.compile(
    r"[BbSLTC](?<![A-Za-z]b)(?:(?:aca|ACA|imak|ihat|onton) ?(?:[Jj]uga|JUGA)(?P<colon>\s?:)?"
    r"|elanjutnya:(?= [A-Z])|ek fakta:)"
)
_SENTENCE_BREAK = re.compile(r"[.!?][\"\u201d)]?\s")
_FINAL = '.!?:;"\u201d)\u2026'
_BULLET = re.compile(r"[-*•\u2013]\s")
_LIST_LETTER = re.compile(r"[a-z][.)]\s")
_OPEN_ENDS = frozenset(
    "di ke dari dan yang untuk pada kepada dengan oleh dalam bagi atau serta tentang para si sang bahwa".split()
)
"""Words that a line ends with only where the sentence goes on in the next."""


_UNKNOWN = Fields()


def clean(text: str, fields: Fields = _UNKNOWN) -> CleanText:
    """Mark what is not prose.

    Args:
        text: an article, of any length; it is not changed.
        fields: what is known already; it wins over what is found.

    Returns:
        The spans to keep and those removed, in order, none overlapping; what is in neither is white space. `fields`
        with what was found.
    """
    cleaner = _Cleaner(text, fields)
    cleaner.remove_lines()
    cleaner.remove_title()
    cleaner.remove_opening()
    cleaner.remove_anywhere()
    cleaner.remove_related()
    cleaner.remove_sentences()
    cleaner.remove_videos()
    cleaner.remove_ends()
    cleaner.remove_tags()
    cleaner.remove_teaser()
    cleaner.remove_signs()
    return cleaner.result()


class _Cleaner:
    """One text being cleaned: what is removed so far, and the fields found."""

    def __init__(self, text: str, fields: Fields) -> None:
        self.text = text
        for odd, plain in _PLAIN.items():
            if odd in text:
                self.text = self.text.replace(odd, plain)
        self.lowered = self.text.lower()
        self.fields = fields
        self.found: dict[str, str] = {}
        self.marks = bytearray(len(text))
        self.removed: list[RemovedSpan] = []
        self.lines = [span for match in _LINES.finditer(text) if (span := self.stripped(*match.span()))]
        self.teaser = (0, 0)

    def stripped(self, start: int, end: int) -> tuple[int, int] | None:
        """The span without the white space at its ends; None if that is all."""
        inner = self.text[start:end]
        if not (left := inner.lstrip()):
            return None
        return end - len(left), end - len(inner) + len(inner.rstrip())

    def remove(self, start: int, end: int, kind: str) -> bool:
        """Mark a stretch, unless a part of it is marked already."""
        span = self.stripped(start, end)
        if span is None or self.marks.find(1, *span) >= 0:
            return False
        self.removed.append(RemovedSpan(*span, kind))
        self.marks[span[0] : span[1]] = b"\1" * (span[1] - span[0])
        return True

    def apply(self, kind: Kind, match: re.Match[str] | None, start: int | None = None) -> bool:
        """Mark what a kind's pattern matched, from `start` if given, and keep what its groups say."""
        if match is None or not self.remove(match.start() if start is None else start, match.end(), kind.name):
            return False
        for name, value in match.groupdict().items():
            if name != "teaser" and value and (value := value.strip(" \t\r\n,;/|-")):
                self.found.setdefault(name, " ".join(value.split()))
        return True

    def tried(self, where: Where) -> Iterator[Kind]:
        """The kinds of a place of which a trigger occurs in what is left."""
        for kind in _BY_PLACE[where]:
            if not kind.trigger or any(self.is_left(trigger) for trigger in kind.trigger):
                yield kind

    def is_left(self, word: str) -> bool:
        """Whether a word in lower case occurs where nothing is marked."""
        at = self.lowered.find(word)
        while at >= 0 and self.marks[at]:
            left = self.marks.find(0, at)
            at = self.lowered.find(word, left) if left >= 0 else -1
        return at >= 0

    def remove_lines(self) -> None:
        """Lines that are boilerplate as a whole."""
        for start, end in self.lines:
            if end - start <= LINE:
                for kind in _BY_PLACE[Where.LINE]:
                    if self.apply(kind, kind.pattern.fullmatch(self.text, start, end)):
                        break

    def remove_title(self) -> None:
        """The first line, if it is the title given, or short, without a final stop and followed by a blank line."""
        index = next((i for i, (start, _) in enumerate(self.lines[:8]) if not self.marks[start]), None)
        if index is None:
            return
        start, end = self.lines[index]
        line = " ".join(self.text[start:end].split())
        if self.fields.title is not None:
            is_title = line.casefold() == " ".join(self.fields.title.split()).casefold()
        else:
            stands_alone = index + 1 < len(self.lines) and not self.adjoins(index)
            is_title = stands_alone and len(line) <= 150 and line[-1] not in ".:;," and line.count(" ") >= 1
        if is_title and self.remove(start, end, "title"):
            self.found["title"] = line

    def remove_opening(self) -> None:
        """What the article begins with: of the kinds of one name the first that matches."""
        begin = next((start for start, end in self.lines if not self.marks[start]), 0)
        done: set[str] = set()
        for kind in self.tried(Where.OPENING):
            if kind.name in done:
                continue
            match = kind.pattern.match(self.text, begin, begin + OPENING)
            if match is None:
                continue
            after_teaser = match.end("teaser") if "teaser" in match.groupdict() else match.start()
            if self.apply(kind, match, after_teaser):
                done.add(kind.name)
                if kind.name == "dateline":
                    self.teaser = (begin, after_teaser)

    def remove_anywhere(self) -> None:
        """What stands anywhere, in the order of the table."""
        for kind in self.tried(Where.ANYWHERE):
            for match in kind.pattern.finditer(self.text):
                self.apply(kind, match)

    def remove_sentences(self) -> None:
        """What ends a sentence that goes with it."""
        for kind in self.tried(Where.SENTENCE):
            for match in kind.pattern.finditer(self.text):
                self.apply(kind, match, self.sentence_start(match.start()))

    def sentence_start(self, end: int) -> int:
        """Where the sentence begins that `end` closes; `end` where it is longer than a caption is."""
        floor = max(0, end - 350, self.marks.rfind(1, max(0, end - 350), end) + 1)
        floor = max(floor, self.text.rfind("\n", floor, end) + 1)
        stretch = self.text[floor:end].rstrip(' .!?"\u201d(')
        breaks = [match.end() for match in _SENTENCE_BREAK.finditer(stretch)]
        if breaks:
            return floor + breaks[-1]
        return floor if end - floor < 350 else end

    def remove_related(self) -> None:
        """`Baca juga:` and its headline, to the end of the line or to where the next sentence begins."""
        labels = [match for match in _RELATED.finditer(self.text) if not self.marks[match.start()]]
        headlines = Headlines(self.text)
        following = [*(match.start() for match in labels[1:]), len(self.text)][: len(labels)]
        line = 0
        for label, next_label in zip(labels, following, strict=True):
            while self.lines[line][1] < label.end():
                line += 1
            start, line_end = self.lines[line]
            begins_line = start == label.start()
            if label["colon"] is None and label[0][-1] != ":" and not begins_line:
                continue
            body = label.end()
            while body < line_end and self.text[body] == " ":
                body += 1
            if body >= line_end:
                self.remove(label.start(), line_end, "related")
                if label["colon"] is not None:
                    self.remove_headlines_below(line + 1)
                continue
            limit = min(line_end, next_label, body + 400)
            marked = self.marks.find(1, body, limit)
            limit = marked if marked >= 0 else limit
            self.remove(label.start(), self.headline_end(headlines, body, limit), "related")

    def headline_end(self, headlines: Headlines, start: int, limit: int) -> int:
        """Where a headline ends that has ended by `limit`."""
        whole = self.text[start : min(limit, start + 160)].rstrip()
        if limit - start <= 160 and not whole.endswith(".") and not _SENTENCE_BREAK.search(whole):
            return limit
        return headlines.end(start, limit)

    def remove_headlines_below(self, line: int) -> None:
        """The headline on the line after a label, and those with bullets after it."""
        for index, (start, end) in enumerate(self.lines[line : line + 5]):
            content = self.text[start:end]
            is_bullet = _BULLET.match(content) is not None
            if not is_bullet and (index > 0 or len(content) > 160 or content.count(" ") < 3):
                return
            ended = content[-1] in ".:," and not content.endswith("...")
            if ended or content[0].islower() or not self.remove(start, end, "related"):
                return

    def remove_videos(self) -> None:
        """A line that stands twice running: the title of a video in the page."""
        for (start, end), (again, again_end) in zip(self.lines, self.lines[1:], strict=False):
            same = end - start == again_end - again <= LINE and self.text[start:end] == self.text[again:again_end]
            if same and self.text[end - 1] not in _FINAL:
                self.remove(start, again_end, "video")

    def remove_ends(self) -> None:
        """What ends a paragraph, as often as something does."""
        for kept in self.kept():
            start, end = kept.start, kept.end
            while end > start:
                tail = max(start, end - 60)
                kinds = self.tried(Where.END)
                if not any(self.apply(kind, kind.pattern.search(self.text, tail, end)) for kind in kinds):
                    break
                end = self.removed[-1].start
                while end > start and self.text[end - 1].isspace():
                    end -= 1

    def remove_tags(self) -> None:
        """Short lines after the reporter's code that ends an article."""
        codes = [span.end for span in self.removed if span.kind == "reporter-code"]
        if not codes:
            return
        after = [line for line in self.lines if line[0] >= max(codes)]
        if len(after) <= 25 and all(end - start <= 60 and self.text[end - 1] not in ".!?" for start, end in after):
            for start, end in after:
                self.remove(start, end, "tag")

    def remove_teaser(self) -> None:
        """What stands before the dateline and nothing else has named."""
        for start, end in list(self.unmarked(*self.teaser)):
            self.remove(start, end, "teaser")

    def remove_signs(self) -> None:
        """What is left without a letter or a digit."""
        for kept in self.kept():
            if not any(map(str.isalnum, self.text[kept.start : kept.end])):
                self.remove(kept.start, kept.end, "separator")

    def kept(self) -> list[Span]:
        """The paragraphs, or what is left of them."""
        width = self.wrap_width()
        spans: list[Span] = []
        goes_on = False
        for index, (start, end) in enumerate(self.lines):
            for part_start, part_end in self.unmarked(start, end):
                if goes_on and part_start == start:
                    spans[-1] = Span(spans[-1].start, part_end)
                else:
                    spans.append(Span(part_start, part_end))
            goes_on = not self.marks[end - 1] and self.wraps(index, width, goes_on=goes_on and not self.marks[start])
        return spans

    def unmarked(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches from `start` to `end` that are not removed, without white space at their ends."""
        while 0 <= start < end:
            marked = self.marks.find(1, start, end)
            stop = end if marked < 0 else marked
            if start < stop and (span := self.stripped(start, stop)):
                yield span
            if marked < 0:
                return
            start = self.marks.find(0, marked, end)

    def wrap_width(self) -> int:
        """The width that the text is wrapped to; 0 where a line is a paragraph."""
        lengths = [end - start for start, end in self.lines]
        width = max(lengths, default=0)
        inner = [i for i in range(len(lengths) - 1) if self.adjoins(i)]
        if not 40 <= width <= 130 or len(inner) < 3:
            return 0
        return width if sum(self.is_full(i, width) for i in inner) > 0.6 * len(inner) else 0

    def adjoins(self, index: int) -> bool:
        """Whether no blank line stands between a line and the next."""
        between = self.text[self.lines[index][1] : self.lines[index + 1][0]]
        return max(between.count("\n"), between.count("\r")) <= 1

    def is_full(self, index: int, width: int) -> bool:
        """Whether the next line's first word would not have fitted on this one."""
        start, end = self.lines[index]
        following = self.text[self.lines[index + 1][0] : self.lines[index + 1][0] + width + 1]
        return end - start + 1 + len(following.split(maxsplit=1)[0]) > width

    def wraps(self, index: int, width: int, *, goes_on: bool) -> bool:
        """Whether a line goes on in the next; `goes_on` says that the line before goes on in it."""
        if index + 1 >= len(self.lines) or not self.adjoins(index):
            return False
        if width and self.is_full(index, width):
            return True
        start, end = self.lines[index]
        if self.text[end - 1] in _FINAL:
            return False
        last_word = self.text[max(start, end - 20) : end].rsplit(maxsplit=1)[-1]
        return (
            self.continues(index + 1)
            or last_word in _OPEN_ENDS
            or self.text[end - 1] == ","
            or (goes_on and self.continues(index))
            or (end - start >= 14 and self.is_link(index + 1))
        )

    def continues(self, index: int) -> bool:
        """Whether a line begins as no paragraph does."""
        start = self.lines[index][0]
        head = self.text[start : start + 3]
        return (head[0].islower() and not _LIST_LETTER.match(head)) or head[0] in ",.;%)"

    def is_link(self, index: int) -> bool:
        """Whether a line is the text of a link in mid-sentence, which some pages put on a line of its own."""
        start, end = self.lines[index]
        return (
            end - start <= 60
            and self.text[end - 1] not in _FINAL
            and index + 1 < len(self.lines)
            and self.adjoins(index)
            and self.continues(index + 1)
        )

    def result(self) -> CleanText:
        """What is kept, what is removed, and the fields."""
        known = {name: value for name in self.found if (value := getattr(self.fields, name)) is not None}
        removed = sorted(self.removed, key=lambda span: span.start)
        return CleanText(tuple(self.kept()), tuple(removed), replace(self.fields, **(self.found | known)))


_BY_PLACE = {where: [kind for kind in KINDS if kind.where is where] for where in Where}
