"""Whatever the text, a language comes out."""

from hypothesis import given
from hypothesis import strategies as st

from ringkas.text.language import LANGUAGES, detect


@given(st.text())
def test_any_text_gets_a_code_and_a_confidence(text: str) -> None:
    language = detect(text)
    assert language.code in {*LANGUAGES, "und"}
    assert language.runner_up in {*LANGUAGES, "und"}
    assert 0 <= language.confidence <= 1


@given(st.lists(st.sampled_from(["yang", "dan", "lan", "sareng", "kerana", "Kediri", "the"]), max_size=40))
def test_order_does_not_matter(words: list[str]) -> None:
    assert detect(" ".join(words)) == detect(" ".join(reversed(words)))
