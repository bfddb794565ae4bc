"""Articles from every container, and the error for what is none. The texts are written for the project."""

import gzip
import io
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

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
from ringkas.sources import ReadOptions, printable, read
from ringkas.types import Article, Failure, Fields

TEXT = "Wali kota membuka pasar “Setono” di Kediri – Rabu pagi. Harga cabai turun menjadi Rp30.000 per kilogram."
PARAGRAPH = (
    "Wali Kota Kediri mengajak pelaku industri kreatif untuk bekerja sama dengan pemerintah kota demi "
    "membangun ekonomi warga di tengah persaingan yang makin ketat."
)


def one(path: Path | str, options: ReadOptions | None = None) -> Article:
    """The article of a file that has one."""
    (article,) = read(str(path), options=options or ReadOptions())
    assert isinstance(article, Article)
    return article


def piped(data: bytes, options: ReadOptions | None = None) -> list[Article | Failure]:
    """What comes of bytes on standard input."""
    return list(read(None, stdin=io.BytesIO(data), options=options or ReadOptions()))


# Files and names


def test_a_text_is_decoded_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_bytes(f"  Judul\r\n\r\n{TEXT}\n".encode())
    article = one(path)
    assert article.text == f"  Judul\r\n\r\n{TEXT}\n"
    assert article.fields == Fields()
    assert article.source.format == "text"
    assert article.source.encoding == "utf-8"
    assert article.source.bytes == path.stat().st_size
    assert article.source.path == str(path)


def test_the_id_is_the_path_below_the_root(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "artikel.txt"
    path.parent.mkdir()
    path.write_text(TEXT)
    assert one(path, ReadOptions(root=tmp_path)).id == "sub/artikel.txt"
    assert one(path, ReadOptions(root=tmp_path / "other")).id == str(path)
    assert one(path).id == str(path)


def test_standard_input_has_its_hash_as_id() -> None:
    (article,) = piped(TEXT.encode())
    assert isinstance(article, Article)
    assert article.id == article.source.sha256[:16]
    assert article.source.path is None


def test_a_name_with_odd_bytes_is_printed_with_escapes(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/kediri-\xff.txt")
    try:
        Path(path).write_text(TEXT)
    except OSError:
        pytest.skip("the file system takes no such name")
    article = one(path, ReadOptions(root=tmp_path))
    assert article.id == r"kediri-\xff.txt"
    json.dumps(article.source.path, ensure_ascii=False).encode()


def test_printable_leaves_good_names_alone() -> None:
    assert printable("berita/düren.txt") == "berita/düren.txt"


@pytest.mark.parametrize("name", ["tiada.txt", "artikel.txt/anak.txt", "nol\0.txt", "x" * 5000])
def test_what_is_not_there_is_not_found_or_unreadable(tmp_path: Path, name: str) -> None:
    (tmp_path / "artikel.txt").write_text(TEXT)
    with pytest.raises((InputNotFound, InputUnreadable)):
        one(tmp_path / name)


def test_a_dangling_link_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "tiada.txt")
    with pytest.raises(InputNotFound, match=r"link\.txt"):
        one(tmp_path / "link.txt")


def test_a_directory_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(InputIsDirectory):
        one(tmp_path)


def test_a_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    with pytest.raises(InputUnreadable, match="not a regular file"):
        one(tmp_path / "pipa.txt")


def test_a_socket_and_a_device_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("soket.txt")
        with pytest.raises(InputUnreadable):
            one("soket.txt")
    with pytest.raises(InputUnreadable):
        one("/dev/zero")


def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_text(TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputUnreadable):
        one(path)


# Encodings


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_found(codec: str, named: str) -> None:
    (article,) = piped(TEXT.encode(codec))
    assert isinstance(article, Article)
    assert article.text == TEXT
    assert article.source.encoding == named


def test_the_encoding_given_wins() -> None:
    (article,) = piped("harga ½ naik di kafé".encode("cp850"), ReadOptions(encoding="cp850"))
    assert isinstance(article, Article)
    assert article.text == "harga ½ naik di kafé"


def test_an_encoding_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(InputUndecodable, match="utf-8"):
        piped(b"caf\xe9", ReadOptions(encoding="utf-8"))


@pytest.mark.parametrize("name", ["entahlah", "base64"])
def test_an_unknown_encoding_is_a_setting(name: str) -> None:
    with pytest.raises(SettingInvalid):
        piped(b"teks", ReadOptions(encoding=name))


def test_bytes_in_no_encoding_are_undecodable() -> None:
    with pytest.raises(InputUndecodable):
        piped(b"\x81\x8d\x8f\x90\x9d" * 40, ReadOptions(encoding="cp1252"))


def test_bytes_that_look_like_no_language_are_undecodable() -> None:
    with pytest.raises(InputUndecodable, match="no encoding"):
        piped(bytes.fromhex("a7a7819dfeb6a79db6a4c090fe8f9d8f8dc09dfe") * 3)


def test_damaged_utf8_is_not_read_as_something_else() -> None:
    with pytest.raises(InputUndecodable, match="first at byte") as error:
        piped(TEXT.encode() + b" \xe2\x80")
    assert "iconv" in error.value.hint


def test_the_first_odd_byte_may_be_far_into_the_text() -> None:
    (article,) = piped(b"harga cabai turun di pasar. " * 20_000 + "“Stok cukup,” kata dia.".encode("cp1252"))
    assert isinstance(article, Article)
    assert article.text.endswith("“Stok cukup,” kata dia.")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 isi", "PDF"),
        (b"PK\x03\x04 isi", "zip"),
        (b"\x89PNG isi", "image"),
        (b"teks\0teks dengan nol", "binary"),
        (b"\x01\x02\x03 teks", "binary"),
    ],
)
def test_binary_data_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InputBinary, match=what) as error:
        piped(data)
    assert error.value.hint


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_no_text_is_empty(data: bytes) -> None:
    with pytest.raises(InputEmpty):
        piped(data)


# Sizes and gzip


def test_the_limit_holds_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_bytes(b"x" * 100)
    assert one(path, ReadOptions(max_bytes=100)).source.bytes == 100
    with pytest.raises(InputTooLarge, match="99 bytes"):
        one(path, ReadOptions(max_bytes=99))
    with pytest.raises(InputTooLarge):
        piped(b"a\n" * 100, ReadOptions(max_bytes=199))


@pytest.mark.parametrize("suffix", [".txt.gz", ".TXT.GZ"])
def test_gzip_is_read_by_its_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"artikel{suffix}"
    path.write_bytes(gzip.compress(TEXT.encode()))
    article = one(path)
    assert article.text == TEXT
    assert article.source.format == "text"
    assert article.source.bytes == len(TEXT.encode())


def test_gzip_on_standard_input_is_read_by_its_beginning() -> None:
    (article,) = piped(gzip.compress(TEXT.encode()))
    assert isinstance(article, Article)
    assert article.text == TEXT
    packed = gzip.compress(b'{"text": "satu"}\n{"text": "dua"}\n')
    assert [cast(Article, article).text for article in piped(packed)] == ["satu", "dua"]


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bom.txt.gz"
    path.write_bytes(gzip.compress(b"\n" * 50_000_000))
    with pytest.raises(InputTooLarge):
        one(path, ReadOptions(max_bytes=1000))


@pytest.mark.parametrize(
    "data", [b"bukan gzip", gzip.compress(TEXT.encode())[:-12], gzip.compress(b"x" * 999)[:20] + b"\xff" * 30]
)
def test_a_broken_gzip_file_is_malformed(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "artikel.txt.gz"
    path.write_bytes(data)
    with pytest.raises(InputMalformed, match="gzip"):
        one(path)


def test_gzip_in_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt.gz"
    path.write_bytes(gzip.compress(gzip.compress(TEXT.encode())))
    with pytest.raises(InputBinary, match="twice"):
        one(path)


# JSONL


def jsonl(*records: object) -> bytes:
    """Records as lines."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_each_line_is_an_article() -> None:
    data = jsonl({"id": 7, "text": TEXT, "title": " Pasar ", "author": "Sari", "editor": "Budi", "date": "2026-01-02"})
    first, second = piped(data + b"\n\n" + jsonl({"text": "dua", "reporter": "Rina", "author": "lain", "place": 3}))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.id == "7"
    assert first.fields == Fields(title="Pasar", reporter="Sari", editor="Budi", date="2026-01-02")
    assert second.fields == Fields(reporter="Rina")
    assert second.id == second.source.sha256[:16]
    assert second.source.bytes == len(jsonl({"text": "dua", "reporter": "Rina", "author": "lain", "place": 3})) - 1


def test_the_names_of_the_keys_can_be_given() -> None:
    options = ReadOptions(text_field="isi", title_field="judul", id_field="nomor")
    (article,) = piped(jsonl({"isi": "satu", "judul": "J", "nomor": "a", "text": "lain"}), options)
    assert isinstance(article, Article)
    assert (article.id, article.text, article.fields.title) == ("a", "satu", "J")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"text": rusak}', "input-malformed"),
        (b'["text"]', "input-malformed"),
        (b"[" * 100_000, "input-malformed"),
        (b'{"text": ' + b"9" * 5000 + b"}", "input-malformed"),
        (b'{"judul": "tanpa teks"}', "input-malformed"),
        (b'{"text": "  "}', "input-empty"),
        (b'{"text": "caf\xe9"}', "input-undecodable"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', "input-too-large"),
    ],
)
def test_a_bad_line_is_a_failure_and_the_rest_goes_on(line: bytes, code: str) -> None:
    outcomes = piped(jsonl({"text": "satu"}) + line + b"\n" + jsonl({"text": "tiga"}), ReadOptions(max_bytes=150_000))
    assert [type(outcome) for outcome in outcomes] == [Article, Failure, Article]
    failure = cast(Failure, outcomes[1])
    assert failure.code == code
    assert "line 2" in failure.message


def test_a_last_line_that_is_too_long_ends_the_input() -> None:
    (failure,) = piped(b'{"text": "' + b"x" * 1000, ReadOptions(max_bytes=100))
    assert isinstance(failure, Failure)


def test_half_a_surrogate_pair_is_replaced() -> None:
    (article,) = piped(b'{"text": "senyum \\ud83d dan \\ud83d\\ude00", "id": "\\ud800"}\n')
    assert isinstance(article, Article)
    assert article.text == "senyum � dan 😀"
    article.id.encode()


def test_jsonl_in_another_encoding_needs_its_name() -> None:
    (article,) = piped('{"text": "café"}\n'.encode("latin-1"), ReadOptions(encoding="latin-1"))
    assert isinstance(article, Article)
    assert article.text == "café"


def test_a_byte_order_mark_before_jsonl_is_skipped() -> None:
    (article,) = piped(b'\xef\xbb\xbf{"text": "satu"}\n')
    assert isinstance(article, Article)
    assert article.text == "satu"


def test_jsonl_files_stream_and_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "berita.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl({"id": "a", "text": "satu"}, {"id": "b", "text": "dua"})))
    articles = [cast(Article, article) for article in read(str(path))]
    assert [article.id for article in articles] == ["a", "b"]
    assert articles[0].source.path == str(path)
    assert articles[0].source.format == "jsonl"


class Slow(io.RawIOBase):
    """Lines that must not be asked for before the one before has been handed on."""

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines
        self.given = 0

    def readline(self, _size: int | None = -1, /) -> bytes:
        self.given += 1
        return self.lines.pop(0) if self.lines else b""

    def read(self, _size: int = -1, /) -> bytes:
        raise AssertionError("a stream of lines is not read to its end")


def test_an_article_leaves_before_the_next_line_arrives() -> None:
    stream = Slow([b'{"text": "satu"}\n', b'{"text": "dua"}\n'])
    outcomes: Iterator[Article | Failure] = read(None, stdin=cast(BinaryIO, stream))
    next(outcomes)
    assert stream.given == 1
    next(outcomes)
    assert stream.given == 2
    assert list(outcomes) == []


@pytest.mark.parametrize("data", [b'[{"text": "satu"}]', b'[\n {"text": "satu"}\n]', b'{\n  "text": "satu"\n}'])
def test_one_json_document_is_no_jsonl(data: bytes) -> None:
    with pytest.raises(InputMalformed, match="one JSON document") as error:
        piped(data)
    assert "jq" in error.value.hint


@pytest.mark.parametrize("encoding", [None, "utf-16"])
def test_jsonl_in_an_encoding_without_lines_is_refused_once(encoding: str | None) -> None:
    with pytest.raises(InputUndecodable, match="line by line"):
        piped('{"text": "satu"}\n'.encode("utf-16"), ReadOptions(format="jsonl", encoding=encoding))


def test_a_text_that_begins_with_a_brace_is_a_text() -> None:
    (article,) = piped(b"{Kediri} - Wali kota membuka pasar.")
    assert isinstance(article, Article)
    assert article.source.format == "text"


# Pages and Markdown


def page(body: str, head: str = "<title>Harga Cabai Turun di Kediri - Pasar Kita</title>") -> bytes:
    """A page with enough text to be an article."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def paragraphs(count: int = 5) -> str:
    """Paragraphs that differ."""
    return "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(count))


def test_a_page_is_its_article(tmp_path: Path) -> None:
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Berita lain nomor {n}</a></li>" for n in range(20)) + "</ul>"
    head = (
        "<title>Harga Cabai Turun di Kediri - Pasar Kita</title><meta name='author' content='Penulis: Sari Dewi'>"
        "<meta property='og:site_name' content='Pasar Kita'>"
        "<meta property='article:published_time' content='2026-01-02T10:00:00+07:00'>"
    )
    path = tmp_path / "artikel.html"
    path.write_bytes(page(f"{menu}<article><h1>Harga Cabai Turun di Kediri</h1>{paragraphs()}</article>{menu}", head))
    article = one(path)
    assert article.text.count(PARAGRAPH) == 5
    assert "Berita lain" not in article.text
    assert article.fields.title == "Harga Cabai Turun di Kediri"
    assert article.fields.reporter == "Sari Dewi"
    assert article.fields.publisher == "Pasar Kita"
    assert article.fields.date == "2026-01-02"
    assert article.source.format == "html"


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Harga Cabai Turun - Kompas Pasar.com Daerah", "Pasar.com", "Harga Cabai Turun"),
        ("Harga Cabai - Bawang - Turun", "Pasar Kita", "Harga Cabai - Bawang - Turun"),
        ("Harga Cabai Turun", "Harga Cabai", "Harga Cabai Turun"),
    ],
)
def test_a_title_loses_the_name_of_its_site(title: str, site: str, expected: str) -> None:
    head = f"<title>{title}</title><meta property='og:title' content='{title}'>"
    (article,) = piped(page(paragraphs(), f"{head}<meta property='og:site_name' content='{site}'>"))
    assert isinstance(article, Article)
    assert article.fields.title == expected


def test_jsonl_may_begin_with_a_mark_that_its_encoding_names() -> None:
    (article,) = piped(b'\xef\xbb\xbf{"text": "satu"}\n', ReadOptions(encoding="utf-8-sig"))
    assert isinstance(article, Article)
    assert article.text == "satu"


def test_a_text_named_as_one_may_look_like_json(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_text('[\n{"text"\n')
    assert one(path).source.format == "text"


def test_an_organisation_is_no_reporter() -> None:
    (article,) = piped(page(paragraphs(), "<title>Cabai</title><meta name='author' content='PT Pasar Media'>"))
    assert isinstance(article, Article)
    assert article.fields.reporter is None


def test_text_beside_blocks_in_the_body_is_kept() -> None:
    body = f"<strong>PASAR.co.id</strong> - Awal. {PARAGRAPH}<div>{PARAGRAPH} Dua.</div>"
    (article,) = piped(page(f"<span itemprop='articleBody'>{body}</span>"))
    assert isinstance(article, Article)
    assert article.text.count(PARAGRAPH) == 2


def test_a_page_names_its_encoding() -> None:
    body = page(paragraphs() + "<p>Kafé di Kediri ramai dikunjungi warga dari berbagai kota.</p>").decode()
    data = body.replace("<head>", "<head><meta charset=iso-8859-1>").encode("latin-1")
    (article,) = piped(data)
    assert isinstance(article, Article)
    assert "Kafé" in article.text
    assert article.source.encoding == "iso-8859-1"
    (article,) = piped(data.replace(b"iso-8859-1", b"entahlah-99"))
    assert isinstance(article, Article)
    assert "Kafé" in article.text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 10_000 + paragraphs() + "</div>" * 10_000,
        "<ul><li>" * 10_000 + paragraphs(),
        paragraphs() + "<table><tr><td colspan='1000000000'>Satu</td></tr><tr><td>Dua</td></tr></table>",
        "",
        "<p></p>",
    ],
)
def test_no_page_crashes_or_hangs(body: str) -> None:
    try:
        outcome: Article | Failure | InputError = piped(page(body))[0]
    except InputError as error:
        outcome = error
    assert isinstance(outcome, Article | InputMalformed)
    assert not isinstance(outcome, Article) or len(outcome.text) < 5000


def test_html_that_is_no_markup_is_malformed() -> None:
    with pytest.raises(InputMalformed, match="no article"):
        piped(b"   .", ReadOptions(format="html"))


def test_a_page_too_deep_for_the_extraction_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object, **__: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("trafilatura.bare_extraction", deep)
    with pytest.raises(InputMalformed, match="cannot be read as HTML"):
        piped(page(paragraphs()))


def test_only_wanted_articles_are_read() -> None:
    data = b'{"id": "a", "text": "satu"}\n{"id": "b", "text": "dua"}\n'
    outcomes = read(None, stdin=io.BytesIO(data), wanted=lambda identity, _: identity == "b")
    assert [outcome.id for outcome in outcomes] == ["b"]
    assert list(read(None, stdin=io.BytesIO(b"%PDF-1.7"), wanted=lambda *_: False)) == []


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "artikel.md"
    path.write_text(
        "---\ntitle: 'Harga cabai turun'\nauthor: Sari Dewi\ndate: 2026-01-02\n---\n\n# Harga cabai turun\n\n"
        "Wali kota **membuka** [pasar](https://pasar.example) di _Kediri_.\n\n![foto](a.png)\n\n"
        "> Harga `cabai` turun\\.\n\n"
        "```\nkode\n```\n<!-- catatan -->\n[1]: https://pasar.example\n***\n2 * 3 * 4 dan nama_berkas_ini tetap.\n"
    )
    article = one(path)
    assert article.fields == Fields(title="Harga cabai turun", reporter="Sari Dewi", date="2026-01-02")
    assert article.text.split("\n\n")[1].strip() == "Wali kota membuka pasar di Kediri."
    assert "Harga cabai turun." in article.text
    assert "2 * 3 * 4 dan nama_berkas_ini tetap." in article.text
    for mark in ("**", "](", "```", "kode", "catatan", "pasar.example"):
        assert mark not in article.text


def test_the_first_heading_of_markdown_is_the_title(tmp_path: Path) -> None:
    path = tmp_path / "artikel.md"
    path.write_text("## Harga cabai turun ##\nWali kota membuka pasar.\n")
    assert one(path).fields.title == "Harga cabai turun"


def test_the_format_given_wins_over_the_name(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_bytes(jsonl({"text": "satu"}))
    assert one(path, ReadOptions(format="jsonl")).text == "satu"
    assert one(path).text.startswith('{"text"')


def test_a_name_that_tells_nothing_goes_by_the_content(tmp_path: Path) -> None:
    path = tmp_path / "artikel"
    path.write_bytes(page(paragraphs()))
    assert one(path).source.format == "html"
    path.write_text(TEXT)
    assert one(path).source.format == "text"


def test_no_standard_input_is_empty() -> None:
    with pytest.raises(InputEmpty):
        list(read(None))


def test_a_stream_that_fails_is_unreadable() -> None:
    class Broken(io.BytesIO):
        def readline(self, _size: int | None = -1, /) -> bytes:
            raise OSError("rusak")

    with pytest.raises(InputUnreadable, match="rusak"):
        list(read(None, stdin=Broken()))
