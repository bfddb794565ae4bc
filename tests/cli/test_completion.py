"""Shell completion knows the subcommands, although a file may stand in their place."""

import pytest

from program import Program


def complete(program: Program, line: str) -> list[str]:
    """What bash would offer at the end of `line`."""
    words = line.split(" ")
    env = {"_RINGKAS_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    finished = program(env=env)
    assert finished.code == 0
    assert finished.err == ""
    return finished.out.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ringkas mod", {"models"}),
        ("ringkas ", {"run", "translate", "batch", "models", "eval", "schema", "verify", "doctor"}),
        ("ringkas models ", {"list", "show", "prepare", "pull", "verify", "path", "remove"}),
        ("ringkas run --no", {"--no-abstract", "--no-translate"}),
        ("ringkas models list --js", {"--json"}),
    ],
)
def test_completion_offers_commands_and_options(program: Program, line: str, offered: set[str]) -> None:
    assert offered <= set(complete(program, line))


def test_the_completion_script_can_be_had_without_installing_it(program: Program) -> None:
    finished = program(env={"_RINGKAS_COMPLETE": "source_bash"})
    assert finished.code == 0
    assert "_RINGKAS_COMPLETE=complete_bash" in finished.out
