"""models.toml: what is accepted, and that what is not is named by file, row and key."""

from dataclasses import fields
from pathlib import Path

import pytest

from ringkas.errors import ModelsFileInvalid, UnknownModel
from ringkas.registry import Registry
from ringkas.types import GenerationOptions, ProfileSpec, TaskSpec, WeightsSpec

WEIGHTS = """
[weights.mine]
engine = "torch"
architecture = "t5"
source = "path"
path = "folder"
context = 512
licence = "MIT"
commercial = "allowed"
data_terms = "none"
"""
TASK = """
[tasks.shorten]
kind = "abstract"
weights = "mine"
"""
PROFILE = """
[profiles.own]
abstract = "shorten"
translate = "translate-fake"
"""


def load(folder: Path, text: str) -> Registry:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return Registry.load(file)


def test_the_packages_own_rows_are_valid() -> None:
    registry = Registry.load()
    assert {"mini", "fake"} <= set(registry.profiles)
    assert registry.profile("mini").abstract == "summarise-gemma-270m"
    assert registry.task("translate-gemma-270m").options.max_output_ratio == 2.0
    assert registry.weights_named("gemma-270m-ringkas").context == 480


def test_every_hub_row_is_pinned_to_a_whole_commit() -> None:
    hub = [spec for spec in Registry.load().weights.values() if spec.source == "hub"]
    assert all(len(spec.revision or "") == 40 for spec in hub)


def test_a_users_rows_are_added(tmp_path: Path) -> None:
    registry = load(tmp_path, WEIGHTS + TASK + PROFILE)
    assert registry.profile("own").translate == "translate-fake"
    assert registry.task("shorten").prompt == "{text}"
    assert "mini" in registry.profiles


def test_a_users_row_replaces_one_of_the_same_name(tmp_path: Path) -> None:
    registry = load(tmp_path, '[profiles.mini]\nabstract = "summarise-fake"\ntranslate = "translate-fake"\n')
    assert registry.profile("mini").abstract == "summarise-fake"


def test_a_path_is_meant_from_where_the_file_is(tmp_path: Path) -> None:
    assert load(tmp_path, WEIGHTS).weights["mine"].path == str(tmp_path / "folder")
    absolute = WEIGHTS.replace('"folder"', '"/srv/model"')
    assert load(tmp_path, absolute).weights["mine"].path == "/srv/model"


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    registry = load(tmp_path, WEIGHTS + TASK + "options = { length_penalty = 2 }\n")
    assert registry.tasks["shorten"].options.length_penalty == 2.0


BAD = {
    "no TOML": ("[weights", "is not TOML"),
    "unknown table": ("[models.x]\n", r"unknown table \[models\]"),
    "not a table": ("weights = 3\n", r"unknown table \[weights\]"),
    "row not a table": ("[weights]\nmine = 3\n", r"\[weights.mine\]: is not a table"),
    "name inside": (WEIGHTS + 'name = "x"\n', "name: the row's own heading names it"),
    "name with a slash": ('[weights."a/b"]\n', "name: may hold letters, digits"),
    "name with our separator": ("[weights.a--b]\n", "name: may hold letters, digits"),
    "unknown key": (WEIGHTS + 'licences = "MIT"\n', "unknown key 'licences'; did you mean 'licence'"),
    "missing key": (WEIGHTS.replace('licence = "MIT"\n', ""), r"\[weights.mine\]: the key 'licence' is missing"),
    "wrong type": (WEIGHTS.replace("512", '"512"'), "context: must be of type int, not '512'"),
    "bool for a number": (WEIGHTS.replace("512", "true"), "context: must be of type int, not True"),
    "no context": (WEIGHTS.replace("512", "0"), "context: must be at least 1, not 0"),
    "unknown choice": (WEIGHTS.replace('"allowed"', '"maybe"'), "commercial: must be one of allowed, forbidden, unst"),
    "source needs a key": (WEIGHTS.replace('path = "folder"\n', ""), "the key 'path' is missing; source = 'path'"),
    "weights from nowhere": (WEIGHTS.replace('source = "path"', 'source = "none"'), "only the fake engine"),
    "what a hub has, on OpenVINO": (
        WEIGHTS.replace('"torch"', '"openvino"').replace('"path"', '"hub"'),
        "the openvino engine reads what is prepared from a package; what comes from a hub runs on ctranslate2 or torch",
    ),
    "adapter without a sum": (WEIGHTS + 'adapter = "a"\n', "the key 'adapter_sha256' is missing"),
    "short commit": (WEIGHTS + 'revision = "abc123"\n', "revision: must be 40 hexadecimal digits, not 'abc123'"),
    "odd sum": (WEIGHTS + 'sha256 = "xyz"\n', "sha256: must be 64 hexadecimal digits"),
    "no such weights": ('[tasks.t]\nkind = "abstract"\nweights = "min"\n', r"\[tasks.t\]: no weights named 'min'"),
    "unit of a translation": (
        '[tasks.t]\nkind = "translate"\nweights = "fake"\nunit = "sentence"\n',
        "unit: is for tasks that summarise",
    ),
    "no such task": ('[profiles.p]\nabstract = "summarise-fak"\ntranslate = "x"\n', "did you mean 'summarise-fake'"),
    "task of the wrong kind": (
        '[profiles.p]\nabstract = "summarise-fake"\ntranslate = "summarise-fake"\n',
        "translate: the task 'summarise-fake' is of kind 'abstract'",
    ),
    "prompt without the text": (WEIGHTS + TASK + 'prompt = "Ringkas:"\n', "prompt: must hold {text}"),
    "prompt with another field": (WEIGHTS + TASK + 'prompt = "{text} {x}"\n', "no other field"),
    "prompt with a lone brace": (WEIGHTS + TASK + 'prompt = "{text} {"\n', "prompt: "),
    "options no table": (WEIGHTS + TASK + "options = 3\n", "options: must be a table, not 3"),
    "unknown option": (WEIGHTS + TASK + "options = { beams = 4 }\n", "options: unknown key 'beams'"),
    "no beam": (WEIGHTS + TASK + "options = { beam_size = 0 }\n", "beam_size: must be at least 1, not 0"),
    "more candidates than beams": (
        WEIGHTS + TASK + "options = { beam_size = 2, candidates = 3 }\n",
        r"candidates: must be 1 to beam_size \(2\), not 3",
    ),
    "no output": (WEIGHTS + TASK + "options = { max_output_tokens = 0 }\n", "max_output_tokens: must be at least 1"),
    "negative penalty": (WEIGHTS + TASK + "options = { length_penalty = -1.0 }\n", "length_penalty: must be 0 or more"),
    "no ratio": (WEIGHTS + TASK + "options = { max_output_ratio = 0.0 }\n", "max_output_ratio: must be more than 0"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ModelsFileInvalid, match=message) as caught:
        load(tmp_path, text)
    assert str(tmp_path / "own.toml") in caught.value.message
    assert "docs/models.md" in caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelsFileInvalid, match=r"gone\.toml: cannot be read: No such file"):
        Registry.load(tmp_path / "gone.toml")


def test_a_file_in_another_encoding_is_not_toml(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes("# caf\u00e9".encode("latin-1"))
    with pytest.raises(ModelsFileInvalid, match="is not TOML"):
        Registry.load(file)


@pytest.mark.parametrize("kind", ["profile", "task", "weights_named"])
def test_a_name_that_is_not_there_suggests_one(kind: str) -> None:
    with pytest.raises(UnknownModel, match="named 'nothing-like-it'; known: "):
        getattr(Registry.load(), kind)("nothing-like-it")
    with pytest.raises(UnknownModel, match="did you mean 'mini'"):
        Registry.load().profile("minni")


DOCS = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [WeightsSpec, TaskSpec, GenerationOptions, ProfileSpec])
def test_every_key_is_documented(kind: type) -> None:
    assert [field.name for field in fields(kind) if field.name != "name" and f"`{field.name}`" not in DOCS] == []


def test_every_profile_is_documented() -> None:
    assert [name for name in Registry.load().profiles if f"| `{name}` |" not in DOCS] == []


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    example = DOCS.partition("### An example")[2].partition("## Engines")[0]
    text = "\n".join(line.removeprefix("    ") for line in example.splitlines() if line.startswith("    "))
    assert load(tmp_path, text).profile("own").translate == "translate-gemma-270m"
