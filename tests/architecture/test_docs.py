"""The documentation is held to the program: commands, options, exit codes, errors, keys, recipes and examples."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from error_classes import LEAVES
from program import Program
from ringkas import errors
from ringkas.cli import app
from ringkas.errors import ExitCode
from ringkas.registry import Registry
from ringkas.report import schema
from ringkas.types import GenerationOptions, ProfileSpec, TaskSpec, WeightsSpec

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = ROOT / "docs" / "command-line.md"
EXAMPLE = "examples/pasar-rejosari.txt"


def block(marker: str, text: str = README) -> str:
    """The fenced block that follows `<!-- marker -->`."""
    match = re.search(rf"<!-- {marker} -->\n```\w*\n(.*?)```", text, re.S)
    assert match, f"README.md has no block marked {marker}"
    return match[1]


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    """Every command, with its path."""
    command = command or typer.main.get_command(app)
    subcommands = getattr(command, "commands", {})
    for name, child in subcommands.items():
        yield from commands(child, (*path, name))
    if not subcommands:
        yield path, command


COMMANDS = dict(commands())


@pytest.fixture(scope="module")
def command_line() -> str:
    return COMMAND_LINE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...], command_line: str) -> None:
    assert f"ringkas {' '.join(path)}" in command_line


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_is_documented(path: tuple[str, ...], command_line: str) -> None:
    for parameter in COMMANDS[path].params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert f"`{option}" in command_line, f"ringkas {' '.join(path)} {option}"


def test_no_option_is_documented_that_is_not_there(command_line: str) -> None:
    known = {option for command in COMMANDS.values() for p in command.params for option in [*p.opts, *p.secondary_opts]}
    known |= {"--version", "--help", "--install-completion", "--show-completion"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", command_line)) - known == set()


def test_every_environment_variable_is_documented(command_line: str) -> None:
    known = {str(p.envvar) for command in COMMANDS.values() for p in command.params if p.envvar}
    assert set(re.findall(r"RINGKAS_[A-Z]+", command_line)) == known


def test_the_table_of_exit_codes_is_the_enum(command_line: str) -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", command_line, re.M)}
    assert documented == {int(code) for code in ExitCode}


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_every_error_is_documented(kind: type[errors.RingkasError], command_line: str) -> None:
    assert f"`{kind.__name__}`" in command_line


KEYS = {key for definition in schema()["$defs"].values() for key in definition["properties"]}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_of_a_record_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "output.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "key",
    sorted(
        {key for spec in (WeightsSpec, TaskSpec, ProfileSpec, GenerationOptions) for key in spec.__dataclass_fields__}
        - {"name"}
    ),
)
def test_every_key_of_a_row_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "models.md").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "NOTICE", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"(?<![\w/])docs/[\w-]+\.md", document.read_text(encoding="utf-8")):
            assert (ROOT / target).is_file(), f"{document.name} names {target}"
    for source in [*(ROOT / "src").rglob("*.py"), ROOT / "models.toml"]:
        for target in re.findall(r"(?<![\w/])docs/[\w-]+\.md", source.read_text(encoding="utf-8")):
            assert (ROOT / target).is_file(), f"{source.name} names {target}"


def test_the_exit_codes_in_readme_and_help_are_the_enum(program: Program) -> None:
    helped = " ".join(program("--help").out.split())
    for text in (" ".join(README.split()), helped):
        listed = re.search(r"Exit codes: (.*?130 interrupted, 143 terminated)", text)
        assert listed
        named = {int(code) for code in re.findall(r"\b\d+\b", listed[1])}
        assert named == {int(code) for code in ExitCode} - {ExitCode.BUG}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A folder with `records.jsonl`: the example, a text without a title, and a failure."""
    program = Program(tmp_path_factory.mktemp("readme"))
    shutil.copytree(ROOT / "examples", program.folder / "examples")
    program.write("tanpa-judul.txt", "Wali kota membuka jembatan baru di Tegal pada Minggu. Jembatan itu 120 meter.")
    finished = program(EXAMPLE, "tanpa-judul.txt", "tiada.txt", "--profile", "fake")
    assert finished.code == 8
    program.write("records.jsonl", finished.out)
    return program


RECIPES = [line.partition("  #")[0].strip() for line in block("jq recipes").splitlines()]


def jq(program: Program, recipe: str) -> list[str]:
    finished = subprocess.run(
        ["bash", "-c", recipe], cwd=program.folder, capture_output=True, text=True, timeout=30, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")


def test_there_are_five_recipes() -> None:
    assert len(RECIPES) == 5
    assert all(recipe.startswith("jq ") for recipe in RECIPES)


@needs_jq
def test_the_recipes_give_what_they_say(records: Program) -> None:
    made = [json.loads(line) for line in (records.folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    summaries, table, failed, to_look_at, stable = (jq(records, recipe) for recipe in RECIPES)
    assert summaries == [made[0]["summary"]["text"], made[1]["summary"]["text"], "null"]
    rows = [row.split("\t") for row in table]
    assert rows[0] == [EXAMPLE, made[0]["translation"]["title"], made[0]["translation"]["text"]]
    assert rows[1][1] == ""
    assert [json.loads(line) for line in failed] == [{"id": "tiada.txt", "code": "input-not-found"}]
    with_issues = [
        {"id": each["id"], "text": sentence["text"], "issues": sentence["issues"]}
        for each in made
        for sentence in (each.get("translation") or {"sentences": []})["sentences"]
        if sentence["issues"]
    ]
    assert [json.loads(line) for line in to_look_at] == with_issues
    assert [json.loads(line) for line in stable] == [
        {key: value for key, value in each.items() if key != "timing"} for each in made
    ]


def python_example(program: Program, profile: str | None) -> list[str]:
    """Run the README's example, with another profile if one is given."""
    code = block("python example")
    if profile:
        changed = code.replace("open_pipeline(", f'open_pipeline(profile="{profile}", ')
        assert changed != code
        code = changed
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


def test_the_python_example_runs(records: Program) -> None:
    indonesian, english = python_example(records, "fake")
    assert indonesian.count(". ") + 1 >= 2
    assert english.lower().startswith("[en] ")
    assert len([line for line in block("python example").splitlines() if line]) <= 5


def test_the_example_output_is_a_record_of_the_example() -> None:
    made = json.loads(block("example output"))
    assert made["id"] == EXAMPLE
    text = (ROOT / EXAMPLE).read_text(encoding="utf-8")
    for sentence in made["extract"]["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert 250 <= len(text.split()) <= 400


def test_the_commands_of_the_readme_are_those_of_ci() -> None:
    assert "examples/pasar-rejosari.txt" in block("run command")
    assert "scripts/check" in block("test command")
    assert "test command" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_profile_that_ships_is_documented() -> None:
    text = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for name in Registry.load().profiles:
        assert f"`{name}`" in text


def test_the_changelog_has_the_packages_version_or_unreleased() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_kind_of_issue_is_documented() -> None:
    output = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    sources = [(ROOT / "src" / "ringkas" / name).read_text() for name in ("check.py", "abstract.py", "translate.py")]
    calls = [call for source in sources for call in re.findall(r"Issue\((.*)", source)]
    kinds = {kind for call in calls for kind in re.findall(r'(?:^|else )"([a-z]+)"', call)}
    assert {"number", "name", "copied", "replaced", "currency"} <= kinds
    for kind in kinds:
        assert f"`{kind}`" in output, kind
