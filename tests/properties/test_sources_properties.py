"""Whatever the bytes: an article, a failure, or an error of ours."""

import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ringkas.errors import RingkasError
from ringkas.sources import ReadOptions, read
from ringkas.text.encoding import undo_misreading
from ringkas.types import Article, Failure, Format

formats: st.SearchStrategy[Format | None] = st.sampled_from([None, "text", "markdown", "jsonl"])


def outcomes_of(data: bytes, options: ReadOptions) -> list[Article | Failure | RingkasError]:
    """What comes of bytes on standard input; any error but ours goes on."""
    try:
        return list(read(None, stdin=io.BytesIO(data), options=options))
    except RingkasError as error:
        return [error]


@given(st.binary(), formats, st.integers(1, 200))
def test_any_bytes_end_in_an_article_or_an_error_of_ours(data: bytes, file_format: Format | None, limit: int) -> None:
    for outcome in outcomes_of(data, ReadOptions(format=file_format, max_bytes=limit)):
        if isinstance(outcome, RingkasError):
            assert outcome.message
            assert outcome.hint
        else:
            json.dumps(outcome.id, ensure_ascii=False).encode()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<div>", "<ul><li>", "<table>", "<td colspan=9>", "Kediri. ", "&#0;"])))
def test_any_markup_ends_in_an_article_or_an_error_of_ours(pieces: list[str]) -> None:
    (outcome,) = outcomes_of("".join(pieces).encode(), ReadOptions(format="html"))
    assert isinstance(outcome, Article) or (isinstance(outcome, RingkasError) and outcome.hint)


@example(["BarÃ§a"])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_jsonl_gives_back_what_was_put_in(texts: list[str]) -> None:
    data = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    outcomes = list(read(None, stdin=io.BytesIO(data), options=ReadOptions(format="jsonl")))
    assert len(outcomes) == len(texts)
    for text, outcome in zip(texts, outcomes, strict=True):
        assert isinstance(outcome, Article) == bool(text.strip())
        assert not isinstance(outcome, Article) or outcome.text == undo_misreading(text)
