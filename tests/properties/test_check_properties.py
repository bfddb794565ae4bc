"""Checks: what is taken over word for word is faithful, and no text makes them fail."""

from hypothesis import example, given
from hypothesis import strategies as st

from ringkas.check import check_summary, check_translation, restore_names, support

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


@given(st.text(), st.text())
@example("0Aa0¼", "A¼")
@example("0Aa0¼", "0A¼")
def test_names_are_put_back_once(first: str, second: str) -> None:
    restored, issues = restore_names(first, second)
    assert bool(issues) == (restored != second)
    assert restore_names(first, restored) == (restored, ())


@given(sentences, st.integers(1, 6), st.sampled_from("bcdfgk"))
def test_a_name_with_one_letter_wrong_is_put_back(sentence: str, place: int, letter: str) -> None:
    name = "Barutosaka"  # wrong past its seventh letter it would pass for a form of the name
    misspelt = name[:place] + letter + name[place + 1 :]
    restored, _ = restore_names(f"Kota {name} {sentence}", f"The city of {misspelt} is here.")
    assert restored == f"The city of {name} is here." or misspelt == name
