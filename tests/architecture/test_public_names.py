"""What `import ringkas` offers: few names, each there, each described."""

import inspect
from pathlib import Path

import pytest

import ringkas

README = Path(__file__).parents[2] / "README.md"


def test_the_names_are_these() -> None:
    assert ringkas.__all__ == sorted(ringkas.__all__)
    assert set(ringkas.__all__) == {
        "Article",
        "Failure",
        "Pipeline",
        "ReadOptions",
        "Result",
        "RingkasError",
        "Settings",
        "open_pipeline",
        "read",
        "record",
    }


@pytest.mark.parametrize("name", ringkas.__all__)
def test_every_name_is_there_and_described(name: str) -> None:
    thing = getattr(ringkas, name)
    assert inspect.getdoc(thing)
    assert thing.__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'ringkas' has no attribute 'summarise'"):
        ringkas.summarise  # noqa: B018


def test_every_public_function_and_class_of_the_library_states_its_contract() -> None:
    for name in ("open_pipeline", "read"):
        doc = inspect.getdoc(getattr(ringkas, name)) or ""
        assert "Raises:" in doc, name
