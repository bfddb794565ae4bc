"""`ringkas models`: what there is, where it is, whether it is sound."""

import json
from pathlib import Path

import pytest

from program import Program
from ringkas.registry import Registry
from ringkas.store import Store

ROWS = """
[weights.jauh]
engine = "torch"
architecture = "marian"
source = "hub"
repo = "kabar/jauh"
revision = "abababababababababababababababababababab"
context = 512
size_mb = 12
licence = "CC-BY-4.0"
commercial = "allowed"
data_terms = "none"

[tasks.terjemah-jauh]
kind = "translate"
weights = "jauh"

[profiles.jauh]
abstract = "summarise-fake"
translate = "terjemah-jauh"
"""


@pytest.fixture
def options(program: Program) -> tuple[str, str]:
    return ("--models-file", program.write("models.toml", ROWS))


@pytest.fixture
def prepared(program: Program, options: tuple[str, str]) -> Path:
    """The folder of `jauh` in the store."""
    spec = Registry.load(program.folder / options[1]).weights_named("jauh")
    with Store(program.cache).building(spec, print) as folder:
        assert folder
        (folder / "model.safetensors").write_bytes(b"weights")
    return Store(program.cache).path(spec)


def test_list_shows_state_licence_and_terms(program: Program, options: tuple[str, str]) -> None:
    finished = program("models", "list", *options)
    assert finished.code == 0
    assert "Gemma Terms of Use" in finished.out
    assert "see docs/model-card.md" in finished.out
    rows = json.loads(program("models", "list", "--json", *options).out)
    states = {row["weights"]: row["state"] for row in rows}
    assert states["fake"] == "ready"
    assert states["jauh"] == "not installed"
    assert {row["profile"] for row in rows} >= {"mini", "fake", "jauh"}
    assert all(row["licence"] and row["data_terms"] and row["commercial"] for row in rows)


def test_a_prepared_model_is_ready_sound_and_found(program: Program, options: tuple[str, str], prepared: Path) -> None:
    (row,) = json.loads(program("models", "show", "jauh", *options).out)[-1:]
    assert (row["name"], row["state"], row["folder"]) == ("jauh", "ready", str(prepared))
    assert [task["name"] for task in row["tasks"]] == ["terjemah-jauh"]
    assert program("models", "path", "jauh", *options).out.splitlines()[-1] == str(prepared)
    verified = program("models", "verify", "jauh", *options)
    assert (verified.code, verified.out) == (0, "")
    assert "jauh: sound." in verified.err


def test_a_damaged_model_is_shown_refused_and_removed(
    program: Program, options: tuple[str, str], prepared: Path
) -> None:
    (prepared / "model.safetensors").write_bytes(b"weightz")
    assert json.loads(program("models", "show", "jauh", *options).out)[-1]["state"] == "damaged"
    assert program("models", "verify", "jauh", *options).code == 5
    doctor = program("doctor", "--profile", "jauh", *options)
    assert doctor.code == 5
    assert "the profile 'jauh' cannot run" in doctor.err
    removed = program("models", "remove", "jauh", *options)
    assert (removed.code, removed.out) == (0, "")
    assert "jauh: removed." in removed.err
    assert not prepared.exists()
    assert "jauh: was not there." in program("models", "remove", "jauh", *options).err
    assert program("models", "verify", "jauh", *options).code == 5


def test_prepare_of_what_is_ready_prints_its_folder(program: Program, options: tuple[str, str], prepared: Path) -> None:
    finished = program("models", "prepare", "jauh", *options)
    assert (finished.code, finished.out.splitlines()[-1]) == (0, str(prepared))


def test_pull_of_what_is_ready_prints_its_folder(program: Program, options: tuple[str, str], prepared: Path) -> None:
    finished = program("models", "pull", "jauh", *options)
    assert (finished.code, finished.out.splitlines()[-1]) == (0, str(prepared))


def test_weights_and_profiles_may_be_named(program: Program, options: tuple[str, str]) -> None:
    program.write("models.toml", ROWS.replace("[profiles.jauh]", "[profiles.dekat]"))
    names = [row["name"] for row in json.loads(program("models", "show", "dekat", *options).out)]
    assert names == ["fake", "jauh"]
    assert [row["name"] for row in json.loads(program("models", "show", "jauh", *options).out)] == ["jauh"]
    assert json.loads(program("models", "show").out)[0]["name"] == "gemma-270m-ringkas"


def test_an_unknown_name_is_refused(program: Program) -> None:
    finished = program("models", "path", "tiada")
    assert finished.code == 4
    assert "'tiada'" in finished.err
    assert "ringkas models list" in finished.err


def test_the_users_own_file_is_found_in_the_configuration_folder(program: Program) -> None:
    program.write(".config/ringkas/models.toml", ROWS)
    env = {"XDG_CONFIG_HOME": str(program.folder / ".config")}
    assert "jauh" in program("models", "list", env=env).out


def test_models_alone_shows_its_help(program: Program) -> None:
    finished = program("models")
    assert finished.code == 2
    assert "prepare" in finished.out + finished.err
