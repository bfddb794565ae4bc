"""`ringkas models pull`: from a hub on the loopback interface into the store."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import hub
import tiny
from ringkas.backends import open_generator
from ringkas.errors import ModelNotInstalled
from ringkas.prepare import prepare
from ringkas.registry import Registry
from ringkas.store import Store
from ringkas.types import GenerationOptions, WeightsSpec

COMMIT = "ab" * 20
ROW = """
[weights.tiny]
engine = "{engine}"
architecture = "t5"
source = "hub"
repo = "kabar/tiny"
revision = "{commit}"
context = 64
licence = "Apache-2.0"
commercial = "allowed"
data_terms = "none"
{more}
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.t5(tmp_path_factory.mktemp("hub") / "tiny")
    (folder / "pytorch_model.bin").write_bytes(b"pickled")
    (folder / "modeling_tiny.py").write_text("raise AssertionError('run')")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("{}")
    return folder


@pytest.fixture
def served(repository: Path) -> Iterator[tuple[str, list[str]]]:
    with hub.serving(repository, "kabar/tiny", COMMIT) as address:
        yield address


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def row(folder: Path, engine: str = "ctranslate2", more: str = "") -> WeightsSpec:
    file = folder / "models.toml"
    file.write_text(ROW.format(engine=engine, commit=COMMIT, more=more))
    return Registry.load(file).weights["tiny"]


def pull(store: Store, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the hub's client reads its settings when it is imported, and this one may connect."""
    code = f"""
import sys
from pathlib import Path
from ringkas.errors import RingkasError
from ringkas.prepare import pull
from ringkas.registry import Registry
from ringkas.store import Store
try:
    pull(Registry.load(Path({str(folder / "models.toml")!r})).weights["tiny"], Store(Path({str(store.root)!r})), print)
except RingkasError as error:
    sys.exit(f"{{error.code}}: {{error.message}} {{error.hint}}")
"""
    environment = os.environ | {"HF_ENDPOINT": address, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, check=False, capture_output=True, text=True
    )


def test_pulled_weights_are_converted_and_answer(served: tuple[str, list[str]], store: Store, tmp_path: Path) -> None:
    address, requests = served
    spec = row(tmp_path)
    run = pull(store, tmp_path, address)
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"Downloading tiny from kabar/tiny at {COMMIT}.\nConverting tiny, once.\n"
    assert all(COMMIT in request for request in requests if "kabar" in request)
    assert not any(".bin" in request or ".py" in request or "onnx/" in request for request in requests)
    generator = open_generator(spec, store.open(spec), threads=1, batch_tokens=64)
    answers = generator.generate([*tiny.PAIRS], GenerationOptions(max_output_tokens=40))
    assert [answer.text for (answer,) in answers] == [*tiny.PAIRS.values()]
    made = {file.name for file in store.path(spec).iterdir()}
    assert made == {"config.json", "manifest.json", "model.bin", "shared_vocabulary.json", "tokenizer.json"}


def test_what_was_pulled_needs_no_network_again(served: tuple[str, list[str]], store: Store, tmp_path: Path) -> None:
    address, requests = served
    spec = row(tmp_path, engine="torch")
    assert pull(store, tmp_path, address).returncode == 0
    asked = len(requests)
    assert pull(store, tmp_path, address).returncode == 0
    assert len(requests) == asked
    folder = prepare(spec, store, print)
    assert json.loads((folder / "manifest.json").read_text())["made_from"]["weights"] == COMMIT
    assert not (folder / ".cache").exists()
    assert not (folder / "pytorch_model.bin").exists()


def test_nothing_is_fetched_unless_it_is_said(store: Store, tmp_path: Path) -> None:
    spec = row(tmp_path)
    with pytest.raises(ModelNotInstalled, match="tiny is not in the store") as caught:
        prepare(spec, store, print)
    assert "`ringkas models pull tiny`" in caught.value.hint
    assert not store.root.exists()


def test_a_commit_that_the_hub_does_not_have_is_named(
    served: tuple[str, list[str]], store: Store, tmp_path: Path
) -> None:
    row(tmp_path)
    file = tmp_path / "models.toml"
    file.write_text(file.read_text().replace(COMMIT, "cd" * 20))
    run = pull(store, tmp_path, served[0])
    assert run.stderr.startswith(f"download-failed: tiny: kabar/tiny at {'cd' * 20} cannot be fetched: ")
    assert "`ringkas models pull tiny`" in run.stderr
    assert [path.name for path in store.root.iterdir() if not path.name.startswith(".lock-")] == []


def test_pinned_weights_are_compared_with_their_pin(
    served: tuple[str, list[str]], store: Store, tmp_path: Path, repository: Path
) -> None:
    row(tmp_path, engine="torch", more=f'sha256 = "{"0" * 64}"')
    run = pull(store, tmp_path, served[0])
    found = hashlib.sha256((repository / "model.safetensors").read_bytes()).hexdigest()
    assert run.stderr.startswith("download-failed: ")
    assert f"has sha256 {found}; the row of tiny says {'0' * 64}" in run.stderr
    right = row(tmp_path, engine="torch", more=f'sha256 = "{found}"')
    assert pull(store, tmp_path, served[0]).returncode == 0
    assert store.is_prepared(right)


def test_a_repository_with_pickled_weights_alone_is_refused(store: Store, tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(repository, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    row(tmp_path, engine="torch")
    with hub.serving(folder, "kabar/tiny", COMMIT) as (address, _):
        run = pull(store, tmp_path, address)
        assert run.stderr.startswith("model-not-installed: ")
        assert "allow_bin = true" in run.stderr
        allowed = row(tmp_path, engine="torch", more="allow_bin = true")
        assert pull(store, tmp_path, address).returncode == 0
    assert (store.path(allowed) / "pytorch_model.bin").is_file()
