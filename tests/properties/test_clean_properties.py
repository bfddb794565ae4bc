"""Whatever the text: spans in order, none touching another, nothing but white space left over."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ringkas.text.clean import COMPUTED, KINDS, clean
from ringkas.types import CleanText, Fields, RemovedSpan, Span

PIECES = [
    *(kind.example.replace("«", "").replace("»", "") for kind in KINDS),
    *(example.replace("«", "").replace("»", "") for example in COMPUTED.values()),
    *("Baca juga: ", "Pewarta: ", "\n", "\n\n", " ", ". ", "“", "”", "(", ")", "©", "\xa0", "İ", "Kediri", "kata dia"),
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


BLANK = "\u200b\u2060\ufeff"
"""Characters of no width; what is left of a text once its spans are taken out may hold them, and white space."""


def holds(text: str, cleaned: CleanText) -> None:
    """What `CleanText` promises."""
    spans: list[Span | RemovedSpan] = [*cleaned.kept, *cleaned.removed]
    end = 0
    for span in sorted(spans, key=lambda span: span.start):
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].translate(dict.fromkeys(map(ord, BLANK), " ")).strip()
        end = span.end
    assert not text[end:].translate(dict.fromkeys(map(ord, BLANK), " ")).strip()
    assert list(cleaned.kept) == sorted(cleaned.kept, key=lambda span: span.start)
    assert list(cleaned.removed) == sorted(cleaned.removed, key=lambda span: span.start)
    assert all(span.kind for span in cleaned.removed)


@given(texts)
def test_spans_are_in_order_and_complete(text: str) -> None:
    holds(text, clean(text))


@given(texts, st.builds(Fields, title=st.none() | st.text(min_size=1), reporter=st.none() | st.text(min_size=1)))
def test_known_fields_are_never_overwritten(text: str, fields: Fields) -> None:
    found = clean(text, fields).fields
    assert fields.title is None or found.title == fields.title
    assert fields.reporter is None or found.reporter == fields.reporter


@given(texts)
def test_kept_spans_hold_words_and_do_not_overlap(text: str) -> None:
    kept = clean(text).kept
    assert all(first.end <= second.start for first, second in pairwise(kept))
    assert all(any(map(str.isalnum, text[span.start : span.end])) for span in kept)
