"""Where articles come from: text, Markdown, HTML and JSONL, in files, gzip files and standard input.

A file is one article; a JSONL input is one article a line and streams: a line is read, yielded, and only then is the
next one asked for. Whatever comes in, what comes out is an `Article` or an error of `ringkas.errors`.
"""

import gzip
import hashlib
import io
import json
import re
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ringkas.errors import (
    InputBinary,
    InputEmpty,
    InputError,
    InputIsDirectory,
    InputMalformed,
    InputNotFound,
    InputTooLarge,
    InputUndecodable,
    InputUnreadable,
    SettingInvalid,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]
    from trafilatura.settings import Document

from ringkas.text.encoding import undo_misreading
from ringkas.types import Article, Failure, Fields, Format, Source

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The formats of file names, each with `.gz` as well; another name is read as text, or as HTML if it begins so."""

JSONL_FIELDS = {
    "reporter": ("reporter", "author"),
    "editor": ("editor",),
    "publisher": ("publisher",),
    "place": ("place",),
    "date": ("date",),
}
"""Which keys of a JSONL object fill which of an article's fields, the first that is there."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BINARY = (
    (b"%PDF-", "a PDF", "Convert it first: `pdftotext FILE - | ringkas -`."),
    (b"PK\x03\x04", "a zip or office file", "Save it as plain text first."),
    (b"\xd0\xcf\x11\xe0", "an office file", "Save it as plain text first."),
    (b"\x1f\x8b", "compressed twice", "Decompress it first: `gunzip -c FILE | ringkas -`."),
    (b"\x89PNG", "an image", None),
    (b"\xff\xd8\xff", "an image", None),
    (b"GIF8", "an image", None),
)
_GZIP = b"\x1f\x8b"
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*(?:[\"}]|$)")
_JSON_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*(?:\{\s*\"|\r?\n)|\{\s*\r?\n)")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_META_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.I)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?\n", re.M | re.S)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(```|~~~).*?^\1.*?$", re.M | re.S), ""),  # fenced code
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)"), ""),  # an image
    (re.compile(r"^[ ]{0,3}\[[^\]\n]{1,100}\]:[ \t]+\S.*$", re.M), ""),  # where a link leads
    (re.compile(r"\[([^\]\n]{1,300})\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])"), r"\1"),  # a link
    (_HEADING, r"\1\n"),
    (re.compile(r"^(?:=+|-{2,}|\*{3,}|_{3,})[ \t]*$", re.M), ""),  # a rule, or the line under a heading
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M), ""),  # a quotation
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,500}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_\n]{1,500}?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"`([^`\n]{1,300})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])"), r"\1"),
)
"""The marks of Markdown, and what stands for each as plain text."""
_AUTHOR_LABEL = re.compile(r"^(?:Pewarta|Penulis|Reporter|Oleh)\s*:?\s*", re.I)
_ORGANISATION = re.compile(r"\b(?:PT|Media|Cyber|Online|Redaksi|Tim|News|Indonesia)\b|\.co|@", re.I)
_SAMPLE = 200_000
"""Bytes that are enough to tell an encoding or binary data; charset-normalizer takes seconds a megabyte."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Attributes:
        encoding: the encoding of every input, as Python names it; None detects it.
        format: the format of every input; None goes by the file's name, then by how the content begins.
        max_bytes: the most bytes an article may have, decompressed; for JSONL this holds for each line.
        text_field, title_field, id_field: the keys of a JSONL object.
        root: the input root; the id of a file is its path below it.
    """

    encoding: str | None = None
    format: Format | None = None
    max_bytes: int = 20_000_000
    text_field: str = "text"
    title_field: str = "title"
    id_field: str = "id"
    root: Path | None = None


def _every(_id: str, _sha256: str) -> bool:
    """Every article is wanted."""
    return True


def read(
    path: str | None,
    *,
    stdin: BinaryIO | None = None,
    options: ReadOptions = ReadOptions(),
    wanted: Callable[[str, str], bool] = _every,
) -> Iterator[Article | Failure]:
    """Read the articles of one input.

    Args:
        path: a file; None is standard input.
        stdin: the bytes of standard input, read line by line while they may be JSONL.
        options: how to read.
        wanted: asked with an article's id and sha256 before it is decoded; one that is not wanted is left out.

    Yields:
        The article of a file. For JSONL one for each line that is not blank, and a `Failure` for a bad line.

    Raises:
        InputError: the input as a whole cannot be read; the subclass says why.
        SettingInvalid: the encoding is not one that Python knows.
    """
    if path is None:
        yield from _read_stream(_Stream("standard input", stdin or io.BytesIO()), None, options, wanted)
        return
    with _open(path) as raw:
        yield from _read_stream(_Stream(path, raw), path, options, wanted)


class _Stream:
    """Bytes read no further than asked for, with foreign errors mapped to ours."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        self.name = printable(name)
        self.raw = raw

    def line(self, limit: int) -> bytes:
        """The next line with its end, at most `limit` bytes; empty at the end."""
        return self._read(self.raw.readline, limit)

    def rest(self, limit: int) -> bytes:
        """What is left, at most `limit` bytes."""
        return self._read(self.raw.read, limit)

    def _read(self, method: Callable[[int], bytes], limit: int) -> bytes:
        try:
            return method(limit)
        except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
            raise InputMalformed(
                f"{self.name} is not a whole gzip file: {exc}",
                hint="Check it with `gzip -t`; a plain file needs no .gz.",
            ) from exc
        except (OSError, ValueError) as exc:
            raise InputUnreadable(f"{self.name} cannot be read: {exc}") from exc


def printable(path: str) -> str:
    r"""A path as text that any encoding of Unicode can carry: bytes that are not UTF-8 become `\xff`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _open(path: str) -> BinaryIO:
    """Open a regular file; anything else, FIFOs and devices included, is refused before it could block."""
    name = printable(path)
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputIsDirectory(f"{name} is a directory.")
        if not stat.S_ISREG(status.st_mode):
            raise InputUnreadable(f"{name} is not a regular file.")
        return cast(BinaryIO, gzip.open(path)) if path.lower().endswith(".gz") else Path(path).open("rb")
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise InputNotFound(f"{name} does not exist.") from exc
    except (OSError, ValueError) as exc:
        raise InputUnreadable(f"{name} cannot be read: {exc}") from exc


def _read_stream(
    stream: _Stream, path: str | None, options: ReadOptions, wanted: Callable[[str, str], bool]
) -> Iterator[Article | Failure]:
    """The articles of a stream, by the format given, named or begun with."""
    head = stream.line(options.max_bytes + 1)
    if path is None and head.startswith(_GZIP):
        packed = head + _rest(stream, head, options)
        stream = _Stream(stream.name, cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(packed))))
        head = stream.line(options.max_bytes + 1)
    file_format = options.format or _named_format(path)
    if options.format is None and file_format in (None, "jsonl") and _JSON_DOCUMENT.match(head):
        raise InputMalformed(
            f"{stream.name} is one JSON document, not JSONL.",
            hint="Make it a line an article: `jq -c '.[]' FILE | ringkas -`.",
        )
    if file_format == "jsonl" or (file_format is None and _JSON_START.match(head)):
        yield from _read_lines(stream, head, path, options, wanted)
        return
    data = head + _rest(stream, head, options)
    if file_format is None:
        file_format = "html" if _HTML_START.match(data) else "text"
    digest = hashlib.sha256(data).hexdigest()
    identity = name_below(path, options.root) if path else digest[:16]
    if wanted(identity, digest):
        source = Source(path and stream.name, file_format, options.encoding or "unknown", len(data), digest)
        try:
            text, encoding, fields = _read_text(data, stream.name, file_format, options)
        except InputError as error:
            error.source = source
            raise
        yield Article(identity, text, replace(source, encoding=encoding), fields)


def _rest(stream: _Stream, head: bytes, options: ReadOptions) -> bytes:
    """What follows `head`.

    Raises:
        InputTooLarge: together they are longer than the limit.
    """
    rest = stream.rest(options.max_bytes + 1 - len(head)) if len(head) <= options.max_bytes else b""
    if len(head) + len(rest) > options.max_bytes:
        raise InputTooLarge(f"{stream.name} has more than {options.max_bytes:,} bytes.")
    return rest


def _named_format(path: str | None) -> Format | None:
    """The format that a file's name tells."""
    if path is None:
        return None
    lowered = path.lower().removesuffix(".gz")
    return FORMATS.get(Path(lowered).suffix)


def _read_text(data: bytes, name: str, file_format: Format, options: ReadOptions) -> tuple[str, str, Fields]:
    """The text of an input that is one article, its encoding and what it says of itself."""
    text, encoding = _decode(data, name, options.encoding, html=file_format == "html")
    text = undo_misreading(text)
    fields = Fields()
    if file_format == "html":
        text, fields = _read_html(text, name)
    elif file_format == "markdown":
        text, fields = _read_markdown(text)
    if not text.strip():
        raise InputEmpty(f"{name} holds no text.")
    return text, encoding, fields


def name_below(path: str, root: Path | None) -> str:
    """The path below the input root; as given where there is none, or the path is not below it."""
    if root is not None and Path(path).is_relative_to(root):
        path = str(Path(path).relative_to(root))
    return printable(path)


def _read_lines(
    stream: _Stream, line: bytes, path: str | None, options: ReadOptions, wanted: Callable[[str, str], bool]
) -> Iterator[Article | Failure]:
    """An article or a failure for each line that is not blank, `line` first."""
    line_breaks = "\n\n".encode(_known(options.encoding or "utf-8"))
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or not line_breaks.endswith(b"\n\n"):
        raise InputUndecodable(
            f"{stream.name} is JSONL, read line by line, in an encoding that does not extend ASCII.",
            hint="Convert it first: `iconv -f UTF-16 -t UTF-8 FILE | ringkas -`.",
        )
    number = 0
    while line:
        number += 1
        if line.strip():
            outcome = _read_line(line, f"{stream.name}, line {number}", path and stream.name, options)
            if outcome.source is None or wanted(outcome.id, outcome.source.sha256):
                yield outcome
        while len(line) > options.max_bytes and not line.endswith(b"\n"):
            line = stream.line(options.max_bytes + 1)
        line = stream.line(options.max_bytes + 1)


def _read_line(line: bytes, name: str, path: str | None, options: ReadOptions) -> Article | Failure:
    """The article of one JSONL line."""
    line = line.strip(b" \t\r\n")
    digest = hashlib.sha256(line).hexdigest()
    encoding = options.encoding or "utf-8"
    source = Source(path, "jsonl", encoding, len(line), digest)
    identity = digest[:16]
    try:
        if len(line) > options.max_bytes:
            raise InputTooLarge(f"{name} has more than {options.max_bytes:,} bytes.")
        record = _parse(_strictly(line, encoding, name).removeprefix("\ufeff"), name)
        if (given := record.get(options.id_field)) not in (None, ""):
            identity = _repaired(str(given))
        text = record.get(options.text_field)
        if not isinstance(text, str):
            raise InputMalformed(f"{name} has no {options.text_field!r} that is a string.")
        if not text.strip():
            raise InputEmpty(f"{name} holds no text.")
        return Article(identity, undo_misreading(_repaired(text)), source, _fields(record, options))
    except InputError as exc:
        return Failure.of(exc, id=identity, source=source)


def _parse(line: str, name: str) -> dict[str, object]:
    """The object of a JSONL line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise InputMalformed(f"{name} is not JSON: {exc}") from exc
    if not isinstance(record, dict):
        raise InputMalformed(f"{name} is not a JSON object.")
    return cast(dict[str, object], record)


def _fields(record: Mapping[str, object], options: ReadOptions) -> Fields:
    """What a JSONL object says of its article."""
    found: dict[str, str] = {}
    for field, keys in {"title": (options.title_field,), **JSONL_FIELDS}.items():
        for key in keys:
            value = record.get(key)
            if isinstance(value, str) and value.strip() and field not in found:
                found[field] = undo_misreading(_repaired(value.strip()))
    return Fields(**found)


def _repaired(text: str) -> str:
    """The text with halves of surrogate pairs, which JSON can escape and UTF-8 cannot carry, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _known(encoding: str) -> str:
    """The encoding, if Python knows it and it is one of text.

    Raises:
        SettingInvalid: it does not.
    """
    try:
        "a".encode(encoding)
    except LookupError as exc:
        raise SettingInvalid(
            f"{encoding!r} is not an encoding.", hint="Give one that Python knows, such as latin-1."
        ) from exc
    return encoding


def _strictly(data: bytes, encoding: str, name: str) -> str:
    """The text of bytes in a known encoding."""
    try:
        return data.decode(_known(encoding))
    except ValueError as exc:
        raise InputUndecodable(f"{name} is not valid {encoding}: {exc}") from exc


def _decode(data: bytes, name: str, encoding: str | None, *, html: bool) -> tuple[str, str]:
    """The text of bytes and the encoding that gave it: as told, else by BOM, NULs, UTF-8, `<meta>`, then by guess.

    Raises:
        InputBinary: the bytes are no text.
        InputUndecodable: no encoding fits.
    """
    for magic, what, hint in _BINARY:
        if data.startswith(magic):
            raise InputBinary(f"{name} is {what}, not text.", hint=hint)
    if encoding is None:
        encoding = next((codec for bom, codec in _BOMS if data.startswith(bom)), None) or _utf16_without_bom(data)
    if encoding is None:
        _refuse_binary(data, name)
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as exc:
            encoding = _guess(data, exc.start, name, html=html)
    return _strictly(data, encoding, name), encoding


def _utf16_without_bom(data: bytes) -> str | None:
    """The byte order of UTF-16 whose letters are mostly Latin: every other byte is NUL."""
    sample = data[:_SAMPLE]
    half = max(1, len(sample) // 2)
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    if even > 0.7 and odd < 0.05:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes, name: str) -> None:
    """Raise InputBinary for a NUL, or more than one control character in a hundred bytes."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if b"\0" in data or controls * 100 > len(sample):
        raise InputBinary(f"{name} is binary data, not text.")


def _guess(data: bytes, at: int, name: str, *, html: bool) -> str:
    """The encoding of bytes that stop being UTF-8 at an offset."""
    if html and (declared := _META_CHARSET.search(data[:4096])):
        with suppress(LookupError, UnicodeDecodeError):
            data.decode(encoding := declared[1].decode("ascii"))
            return encoding
    sample = data[max(0, at - _SAMPLE // 2) :][:_SAMPLE]
    damaged = sample.decode("utf-8", "replace").count("\ufffd")
    if sum(character > "\x7f" for character in sample.decode("utf-8", "ignore")) > damaged:
        raise InputUndecodable(
            f"{name} is UTF-8 with damage, first at byte {at:,}.",
            hint="Repair it with `iconv -c -f UTF-8 -t UTF-8`, or name another encoding with `--encoding`.",
        )
    from charset_normalizer import from_bytes

    # Indonesian has no letters outside ASCII; what is there is quotation marks and dashes, too few for a free guess.
    best = from_bytes(sample, cp_isolation=["cp1252", "latin_1"]).best()
    if best is None:
        raise InputUndecodable(f"{name} is in no encoding that can be told.")
    return best.encoding


def _read_markdown(text: str) -> tuple[str, Fields]:
    """The text without its marks, and what front matter and the first heading say of it."""
    known: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        known = {key.lower(): value.strip(" \"'") for key, value in re.findall(r"^(\w+):[ \t]*(\S.*)$", front[1], re.M)}
        text = text[front.end() :]
    if "title" not in known and (heading := _HEADING.search(text)):
        known["title"] = heading[1]
    for pattern, plain in _MARKS:
        text = pattern.sub(plain, text)
    return text, Fields(
        title=known.get("title"), reporter=known.get("author"), publisher=known.get("publisher"), date=known.get("date")
    )


def _read_html(text: str, name: str) -> tuple[str, Fields]:
    """The article's text as a reader of the page sees it, a paragraph a line, and what the page says of it.

    Raises:
        InputMalformed: the page holds no article, or its elements are nested too deeply to be read.
    """
    from trafilatura import bare_extraction, load_html

    nothing = InputMalformed(
        f"{name} holds no article that can be found.", hint="Save the article's text as plain text."
    )
    try:
        page = load_html(text)
        if page is None:
            raise nothing
        links = _prune(page)
        document = cast("Document | None", bare_extraction(page, with_metadata=True, include_comments=False))
    except (RecursionError, ValueError, MemoryError) as exc:
        raise InputMalformed(f"{name} cannot be read as HTML: {exc}") from exc
    if document is None or not document.text:
        raise nothing
    lines = (" ".join(line.split()) for line in document.text.splitlines())
    publisher = document.sitename or None
    author = _AUTHOR_LABEL.sub("", document.author or "")
    return "\n".join(line for line in lines if line and line.lstrip("- ") not in links), Fields(
        title=_without_site(document.title, publisher) if document.title else None,
        reporter=None if not author or _ORGANISATION.search(author) else author,
        publisher=publisher,
        date=document.date or None,
    )


def _prune(page: "HtmlElement") -> set[str]:
    """Take from a page what extraction mistakes for the article, and give it what it overlooks.

    Lists whose text is links are menus and related articles. Text that stands beside blocks in an article's body is a
    paragraph, and would be lost in a `span`.

    Returns:
        The texts of links that are long enough for a headline; as a line of its own each is a link, not prose.
    """
    for body in page.xpath("//span[@itemprop='articleBody']"):
        body.tag = "div"
    for listing in page.xpath("//ul | //ol"):
        linked = sum(len(link.text_content().strip()) for link in listing.xpath(".//a"))
        if linked > 0.5 * len(" ".join(listing.text_content().split())) and listing.getparent() is not None:
            listing.drop_tree()
    texts = (" ".join(link.text_content().split()) for link in page.xpath("//a"))
    return {text for text in texts if len(text) >= 20 and text[-1] not in '."\u201d'}


def _without_site(title: str, publisher: str | None) -> str:
    """A page's title without ` - Site` or ` | Site` at its end."""
    *head, site = re.split(r"\s[-|\u2013]\s", title)
    if head and publisher and _letters(publisher) in _letters(site):
        return title[: title.rindex(site)].rstrip(" -|\u2013")
    return title


def _letters(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))
