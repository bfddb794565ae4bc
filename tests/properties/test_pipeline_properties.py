"""Any text whatever becomes a record that holds, or a failure that says why."""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from articles import ARTICLE, BOILERPLATE, ENGLISH, ERUPTION
from ringkas.assembly import open_pipeline
from ringkas.errors import InputError
from ringkas.pipeline import Pipeline
from ringkas.report import jsonl, record, schema_problems
from ringkas.sources import ReadOptions, read
from ringkas.types import Article, Failure, Result, Source
from ringkas.verification import Verifier

PIECES = [
    *ARTICLE.split("\n\n"),
    *ERUPTION.split("\n\n"),
    *BOILERPLATE.split("\n\n"),
    ENGLISH,
    '"Tidak," kata dia.',
    "Rp2.375.000",
    "pukul 10.30 WIB",
    "kata\u00a0dia",
    "“…”",
    "\u200b",
    "\r\n",
    "<eos>",
    "Ringkasan:",
    "{text}",
    "a" * 3000,
]
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=200),
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(st.characters(codec="utf-8"), max_size=20)), min_size=1, max_size=8
    ).flatmap(lambda pieces: st.sampled_from(["\n\n", " ", "\n", ""]).map(lambda glue: glue.join(pieces))),
)
PIPELINES = [
    open_pipeline(profile="fake", any_language=True),
    open_pipeline(profile="fake", any_language=True, sentences=1, max_words=20, extract_method="textrank"),
    open_pipeline(profile="fake", any_language=True, abstract=False, extract_method="all"),
    open_pipeline(profile="fake", abstract=False, translate=False, extract_method="lead"),
]


def article(text: str) -> Article:
    data = text.encode()
    return Article("a", text, Source(None, "text", "utf-8", len(data), hashlib.sha256(data).hexdigest()))


@given(st.sampled_from(PIPELINES), TEXTS)
def test_any_text_becomes_a_record_that_holds_or_a_failure(pipeline: Pipeline, text: str) -> None:
    (outcome,) = pipeline.run([article(text)])
    line = jsonl(record(outcome, include_text=True)).encode()
    if isinstance(outcome, Failure):
        assert outcome.error_class in ("NothingLeft", "NotIndonesian", "PromptTooLong")
        assert schema_problems(json.loads(line)) == []
    else:
        assert Verifier(Path(), ReadOptions()).check(line) == ("a", [])


@given(TEXTS, TEXTS)
def test_no_text_changes_what_becomes_of_another(first: str, second: str) -> None:
    pipeline = PIPELINES[0]

    def stable(outcome: Result | Failure) -> str:
        made = record(outcome)
        made.pop("timing", None)
        return jsonl(made)

    together = pipeline.run([article(first), article(second)])
    alone = [pipeline.run([article(text)])[0] for text in (first, second)]
    assert [stable(outcome) for outcome in together] == [stable(outcome) for outcome in alone]


@given(TEXTS)
def test_a_file_of_any_text_is_proved_by_its_record(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "berita.txt")
        path.write_bytes(text.encode())
        try:
            (read_article,) = read(str(path), options=ReadOptions(format="text", encoding="utf-8"))
        except InputError:
            return
        (outcome,) = PIPELINES[3].run([read_article])
        assert Verifier(Path(), ReadOptions()).check(jsonl(record(outcome)).encode())[1] == []
