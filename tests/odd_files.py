"""Files that a folder of articles may hold and that are no plain article, each with its stated outcome.

The small form goes into tests, the long form, with its 100 MB and its bombs, into benchmarks/batch_odd_files.py.
"""

import gzip
import io
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from articles import ARTICLE, ENGLISH

PROSE = "Warga menanam bibit mangrove di pesisir utara pada hari Minggu, kata ketua kelompok tani. "


@dataclass(frozen=True)
class Odd:
    """An odd file.

    Attributes:
        name: its path, as bytes.
        make: makes it.
        outcome: `record`, or the class of its error.
    """

    name: bytes
    make: Callable[[bytes], None]
    outcome: str


def _holding(content: bytes) -> Callable[[bytes], None]:
    def make(name: bytes) -> None:
        with open(name, "wb") as file:  # noqa: PTH123 # names that are not UTF-8
            file.write(content)

    return make


def _socket(name: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as bound, chdir(os.path.dirname(name)):  # noqa: PTH120 # names are short below it
        bound.bind(os.path.basename(name))  # noqa: PTH119


def _link(target: str) -> Callable[[bytes], None]:
    return lambda name: os.symlink(target, name)  # noqa: PTH211


def _page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>Halaman</title></head><body>{body}</body></html>".encode()


def _bomb(size: int) -> bytes:
    """A gzip file of NULs, a thousandth of their size."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return packed.getvalue()


def odd_files(scale: int) -> Iterator[Odd]:
    """The odd files; `scale` is what the large ones have in bytes: `1 << 20` where it should be quick."""
    latin = ARTICLE.replace("©", "\xa9").replace("\u201c", '"').replace("1.500", "1.500 m\xb2")
    paragraphs = "".join(f"<p>{PROSE * 2}</p>" for _ in range(5))
    record = "record"
    yield from (
        Odd(b"empty.txt", _holding(b""), "InputEmpty"),
        Odd(b"blank.txt", _holding(b" \n\t\r\n" * 50), "InputEmpty"),
        Odd(b"bom-alone.txt", _holding(b"\xef\xbb\xbf"), "InputEmpty"),
        Odd(b"binary.txt", _holding(bytes(range(256)) * 40), "InputBinary"),
        Odd(b"picture.png", _holding(b"\x89PNG\r\n\x1a\n" + bytes(200)), "InputBinary"),
        Odd(b"paper.pdf", _holding(b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 20), "InputBinary"),
        Odd(b"office.docx", _holding(b"PK\x03\x04" + bytes(range(200))), "InputBinary"),
        Odd(b"nuls-inside.txt", _holding(ARTICLE.encode().replace(b" ", b"\0", 40)), "InputBinary"),
        Odd(b"nuls-only.txt", _holding(bytes(5_000)), "InputBinary"),
        Odd(b"utf16-le.txt", _holding(b"\xff\xfe" + ARTICLE.encode("utf-16-le")), record),
        Odd(b"utf16-be.txt", _holding(b"\xfe\xff" + ARTICLE.encode("utf-16-be")), record),
        Odd(b"utf8-bom.txt", _holding(b"\xef\xbb\xbf" + ARTICLE.encode()), record),
        Odd(b"latin1.txt", _holding(latin.encode("latin-1", "replace")), record),
        Odd(b"crlf.txt", _holding(ARTICLE.replace("\n", "\r\n").encode()), record),
        Odd(b"large.txt", _holding((PROSE.encode() + b"\n") * (100 * scale // len(PROSE))), "InputTooLarge"),
        Odd(
            b"one-sentence.txt",
            _holding(b"Warga " + b"menanam bibit mangrove di pesisir utara dan " * (scale // 44)),
            "NothingLeft",
        ),
        Odd(b"one-word.txt", _holding(b"a" * scale), "NothingLeft"),
        Odd(b"deep.html", _holding(_page("<div>" * 10_000 + paragraphs + "</div>" * 10_000)), "InputMalformed"),
        Odd(
            b"colspan.html",
            _holding(_page(f"<table><tr><td colspan=9007199254740991>x</td></tr></table>{paragraphs}")),
            record,
        ),
        Odd(b"no-article.html", _holding(_page("<nav><a href=/>Beranda</a></nav>")), record),
        Odd(b"page.html", _holding(_page(f"<article><h1>Warga Menanam Bibit</h1>{paragraphs}</article>")), record),
        Odd(b"bomb.txt.gz", _holding(_bomb(100 * scale)), "InputTooLarge"),
        Odd(b"bomb.jsonl.gz", _holding(_bomb(100 * scale)), "InputTooLarge"),
        Odd(b"cut.txt.gz", _holding(gzip.compress(ARTICLE.encode())[:-20]), "InputMalformed"),
        Odd(b"plain.txt.gz", _holding(ARTICLE.encode()), "InputMalformed"),
        Odd(b"twice.txt.gz", _holding(gzip.compress(gzip.compress(ARTICLE.encode()))), "InputBinary"),
        Odd(b"packed.txt.gz", _holding(gzip.compress(ARTICLE.encode())), record),
        Odd(b"dangling.txt", _link("nowhere"), "InputNotFound"),
        Odd(b"circle.txt", _link("circle.txt"), "InputUnreadable"),
        Odd(b"fifo.txt", os.mkfifo, "InputUnreadable"),
        Odd(b"socket.txt", _socket, "InputUnreadable"),
        Odd(b"line\nbreak.txt", _holding(ARTICLE.encode()), record),
        Odd(b"quote\"s and 'spaces.txt", _holding(ARTICLE.encode()), record),
        Odd(b"bytes-\xff\xfe.txt", _holding(ARTICLE.encode()), record),
        Odd(b"bytes-\xff-empty.txt", _holding(b""), "InputEmpty"),
        Odd(("panjang-" * 30).encode() + b".txt", _holding(ARTICLE.encode()), record),
        Odd(b"2023/same.txt", _holding(ARTICLE.encode()), record),
        Odd(b"2024/same.txt", _holding(ARTICLE.encode()), record),
        Odd(b"english.txt", _holding(ENGLISH.encode()), "NotIndonesian"),
        Odd(b"one-brace.json", _holding(b"{"), "InputMalformed"),
        Odd(b"no-text.jsonl", _holding(b'{"title": "tanpa teks"}\n'), "InputMalformed"),
        Odd(
            b"boilerplate.txt", _holding(b"Baca juga: Nelayan Brebes panen rajungan\n\nEditor: Bagas\n"), "NothingLeft"
        ),
        Odd(b"two-words.txt", _holding(b"Halo dunia."), record),
        Odd(b"control.txt", _holding(b"\x01\x02\x03\x04" * 500), "InputBinary"),
        Odd(b"no-extension", _holding(ARTICLE.encode()), record),
        Odd(b"strange.xyz", _holding(ARTICLE.encode()), record),
        Odd(b"to-article.txt", _link("no-extension"), record),
        Odd(b"not-utf8-surrogate.txt", _holding(ARTICLE.encode() + b"\xed\xa0\x80"), record),
        Odd(b"long-lines.txt", _holding(ARTICLE.replace("\n\n", " ").encode() * 20), record),
        Odd(b"repeated.txt", _holding(PROSE.encode() * 500), record),
    )


def make_odd_files(folder: Path, *, scale: int = 1 << 20) -> list[Odd]:
    """Make them all in a folder."""
    made = list(odd_files(scale))
    for odd in made:
        path = os.path.join(os.fsencode(folder), odd.name)  # noqa: PTH118
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        odd.make(path)
    return made
