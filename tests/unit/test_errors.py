"""The tree of errors."""

import re

import pytest

from error_classes import LEAVES, leaves
from ringkas import errors
from ringkas.errors import ExitCode, InputNotFound, RingkasError, UnexpectedFailure
from ringkas.types import Failure

FAMILIES = RingkasError.__subclasses__()


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn: dict[str, tuple[int, set[str]]] = {}
    family = ""
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"\s*\+-- (\w+) \((\d+)\)", line):
            family = match[1]
            drawn[family] = (int(match[2]), set())
        if family and line.startswith("    "):
            drawn[family][1].update(re.findall(r"\b[A-Z]\w+", re.sub(r"\+-- \w+ \(\d+\)", "", line)))
    assert drawn == {
        kind.__name__: (int(kind.exit_code), {leaf.__name__ for leaf in leaves(kind)} - {kind.__name__})
        for kind in FAMILIES
    }


@pytest.mark.parametrize("kind", LEAVES)
def test_every_leaf_says_what_to_do_next(kind: type[RingkasError]) -> None:
    error = kind("Something is wrong.")
    assert error.hint
    assert error.hint == kind.default_hint
    assert kind("Something is wrong.", hint="Do this.").hint == "Do this."
    assert str(error) == error.message == "Something is wrong."


@pytest.mark.parametrize("kind", LEAVES)
def test_every_leaf_has_the_exit_code_of_its_family(kind: type[RingkasError]) -> None:
    family = next(family for family in FAMILIES if issubclass(kind, family))
    assert kind.exit_code is family.exit_code
    assert kind.exit_code not in (ExitCode.DONE, ExitCode.USAGE)
    assert (kind.exit_code is ExitCode.BUG) == (kind is UnexpectedFailure)


def test_codes_are_the_class_names_in_kebab_case_and_unique() -> None:
    codes = {kind("").code for kind in LEAVES}
    assert len(codes) == len(LEAVES)
    assert InputNotFound("").code == "input-not-found"
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_exit_codes_are_those_that_are_public() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "BUG": 1,
        "USAGE": 2,
        "INPUT": 3,
        "CONFIGURATION": 4,
        "MODEL": 5,
        "INFERENCE": 6,
        "OUTPUT": 7,
        "SOME_FAILED": 8,
        "INTERRUPTED": 130,
        "TERMINATED": 143,
    }


def test_a_failure_carries_all_of_its_error() -> None:
    failure = Failure.of(InputNotFound("berita.txt does not exist."), id="berita.txt", source=None)
    assert failure.error_class == "InputNotFound"
    assert failure.code == "input-not-found"
    assert failure.exit_code == 3
    assert failure.message == "berita.txt does not exist."
    assert failure.hint == InputNotFound.default_hint
