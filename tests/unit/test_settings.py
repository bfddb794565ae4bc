"""Settings."""

from dataclasses import FrozenInstanceError

import pytest

from ringkas.errors import SettingInvalid
from ringkas.settings import EXTRACT_METHODS, Settings


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("sentences", 1, 50), ("max_words", 1, 10_000), ("extract_words", 20, 10_000), ("beam_size", 1, 16)],
)
def test_ranges_hold_at_both_ends(name: str, low: int, high: int) -> None:
    for value in (low, high):
        assert getattr(Settings(**{name: value}), name) == value  # type: ignore[arg-type]
    for value in (low - 1, high + 1):
        with pytest.raises(SettingInvalid, match=rf"{name} is {value}; it must lie between {low} and {high}"):
            Settings(**{name: value})  # type: ignore[arg-type]


def test_no_limit_is_no_value_out_of_range() -> None:
    assert Settings(max_words=None, beam_size=None).max_words is None


@pytest.mark.parametrize("method", EXTRACT_METHODS)
def test_extract_methods_are_known(method: str) -> None:
    assert Settings(extract_method=method).extract_method == method


def test_an_unknown_extract_method_is_named_with_the_known_ones() -> None:
    with pytest.raises(SettingInvalid, match=r"'frekuensi'.*ranker, lead, textrank, all"):
        Settings(extract_method="frekuensi")


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().sentences = 5  # type: ignore[misc]


def test_the_signature_names_what_differs_from_the_defaults() -> None:
    assert Settings().signature() == ""
    assert Settings(sentences=2, translate=False).signature() == "translate:False|sentences:2"


def test_the_signature_leaves_out_what_is_signed_elsewhere_or_changes_no_output() -> None:
    assert Settings(profile="fake", commercial=True).signature() == ""


@pytest.mark.parametrize(
    "change",
    [
        {"abstract": False},
        {"translate": False},
        {"sentences": 4},
        {"max_words": 60},
        {"extract_method": "lead"},
        {"extract_words": 100},
        {"beam_size": 1},
        {"any_language": True},
    ],
)
def test_all_that_changes_the_output_changes_the_signature(change: dict[str, int]) -> None:
    assert Settings(**change).signature() != Settings().signature()  # type: ignore[arg-type]
