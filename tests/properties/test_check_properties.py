"""Checks: what is taken over word for word is faithful, and no text makes them fail."""

from hypothesis import given
from hypothesis import strategies as st

from ringkas.check import check_summary, check_translation, support

WORDS = (
    "Rahmat Hidayat Kediri pemerintah membangun pasar tidak bukan 15 ribu Rp2,5 triliun persen Rabu warga dan yang di "
    "Juni 2023 ke-3 kelima belum anak-anak"
).split()
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


@given(sentences)
def test_sentence_is_faithful_to_itself(sentence: str) -> None:
    assert check_summary(sentence, sentence) == ()
    assert support(sentence, sentence) == 1.0


@given(st.text(), st.text())
def test_any_texts_can_be_checked(first: str, second: str) -> None:
    assert check_summary(first, second) == check_summary(first, second)
    assert check_translation(first, second) == check_translation(first, second)
    assert 0.0 <= support(first, second) <= 1.0


@given(sentences, sentences)
def test_issues_are_named_once(first: str, second: str) -> None:
    issues = check_translation(first, second)
    assert len(set(issues)) == len(issues)
