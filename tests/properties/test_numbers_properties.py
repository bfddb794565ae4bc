"""Quantities: a number is read back however a language writes it, and spans are true slices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkas.text.numbers import TextLanguage, find_quantities, same_value

UNITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()


def spelled(number: int) -> str:
    """A number in Indonesian words."""
    for scale, name in ((10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= scale:
            if scale == 10 and number < 20:
                return {10: "sepuluh", 11: "sebelas"}.get(number) or f"{UNITS[number - 10]} belas"
            count, rest = divmod(number, scale)
            single = {100: "seratus", 1000: "seribu"}.get(scale)
            head = single if single and count == 1 else f"{spelled(count)} {name}"
            return head if not rest else f"{head} {spelled(rest)}"
    return UNITS[number]


@given(st.integers(min_value=2, max_value=999_999_999_999))
def test_number_words_give_the_number(number: int) -> None:
    (quantity,) = find_quantities(spelled(number), "ind")
    assert quantity.value == number
    assert quantity.spelled


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=99))
def test_grouped_numeral_is_the_same_in_both_languages(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02}"
    indonesian = english.translate(str.maketrans(",.", ".,"))
    (first,), (second,) = find_quantities(indonesian, "ind"), find_quantities(english, "eng")
    assert first.value == second.value == Decimal(f"{whole}.{cents:02}")
    assert same_value(first, second)


@pytest.mark.parametrize("language", ["ind", "eng"])
@given(text=st.text(alphabet="0123456789.,-/:%$()' RpUSkeXVIabdnstumli\n"))
def test_spans_are_slices_in_order_without_overlap(language: TextLanguage, text: str) -> None:
    end = 0
    for quantity in find_quantities(text, language):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip()
        end = quantity.end


@pytest.mark.parametrize("language", ["ind", "eng"])
@given(text=st.text())
def test_any_text_is_read_twice_alike(language: TextLanguage, text: str) -> None:
    first = find_quantities(text, language)
    assert first == find_quantities(text, language)
    assert all(same_value(quantity, quantity) for quantity in first)
