"""Sentences: slices of the kept text that lose no letter, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from ringkas.text.sentences import split
from ringkas.text.words import count_words, words
from ringkas.types import Span

PIECES = st.sampled_from(
    [
        *(". ", ".", "? ", "!", "…", "... ", '"', "“", "”", "''", "(", ")", "\n", "\n\n", "\r\n", "\u2028", " "),
        *(", ", ": ", "- ", "Ia", "kata", "Dr", "No", "Tbk", "dll", "S.H", "A", "1", "12", "Rp2.375.000", "DPR"),
        *("pasar", "Kediri", "kompas.com", "http://a.id/B.C", "a@b.id", "vitamin C", "iPhone"),
        *("É", "\u0301", "²", "中文", "\u200b", "\x00", "\ud800"),
    ]
)
texts = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


@st.composite
def kept(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text and spans of it, in order, none touching another."""
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, spans if draw(st.booleans()) else [Span(0, len(text))]


@given(kept())
def test_sentences_are_slices_in_order_within_their_spans(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    found = split(text, spans)
    assert [sentence.index for sentence in found] == list(range(len(found)))
    end = 0
    for sentence in found:
        assert sentence.start >= end
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert any(span.start <= sentence.start and sentence.end <= span.end for span in spans)
        end = sentence.end


@given(kept())
def test_no_letter_or_digit_is_lost(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    within = "".join(text[span.start : span.end] for span in spans)
    found = "".join(sentence.text for sentence in split(text, spans))
    assert [c for c in found if c.isalnum()] == [c for c in within if c.isalnum()]


@given(texts)
def test_words_are_slices_in_order(text: str) -> None:
    at = 0
    for word in words(text):
        at = text.index(word, at) + len(word)
    assert count_words(text) == len(words(text))
