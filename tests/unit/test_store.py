"""The store: what is in it is whole and sound, or is not trusted."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ringkas.errors import ModelNotInstalled, StoreDamaged, StoreUnwritable
from ringkas.store import MANIFEST, Store, identity, ingredients, recipe
from ringkas.types import WeightsSpec

SPEC = WeightsSpec(
    name="model",
    engine="torch",
    architecture="t5",
    source="hub",
    repo="kabar/model",
    revision="ab" * 20,
    licence="MIT",
    data_terms="none",
    commercial="allowed",
    context=512,
)
NONE = replace(SPEC, engine="fake", source="none", repo=None, revision=None)


def silent(_: str) -> None:
    """Nobody is told."""


def build(store: Store, spec: WeightsSpec = SPEC, content: bytes = b"weights") -> Path:
    with store.building(spec, silent) as folder:
        assert folder is not None
        (folder / "model.safetensors").write_bytes(content)
        (folder / "config.json").write_text("{}")
    return store.path(spec)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_what_is_built_is_there_and_sound(store: Store) -> None:
    assert not store.is_prepared(SPEC)
    folder = build(store)
    assert store.is_prepared(SPEC)
    assert store.open(SPEC) == folder == store.path(SPEC)
    assert sorted(file.name for file in folder.iterdir()) == ["config.json", MANIFEST, "model.safetensors"]


def test_the_folders_name_says_what_it_was_made_from() -> None:
    spec = replace(
        SPEC,
        engine="openvino",
        source="package",
        sha256="a5" * 32,
        adapter="adapter.safetensors",
        adapter_sha256="b6" * 32,
        vocabulary="kept-token-ids.txt",
    )
    vocabulary = ingredients(spec)["vocabulary"]
    assert recipe(spec) == f"a5a5a5a5-b6b6b6b6-{vocabulary[:8]}-openvino-int8-p1"


@pytest.mark.parametrize(
    "change", [{"revision": "cd" * 20}, {"engine": "ctranslate2"}, {"adapter": "a", "adapter_sha256": "ef" * 32}]
)
def test_another_ingredient_is_another_model(store: Store, change: dict[str, str]) -> None:
    other = replace(SPEC, **change)  # type: ignore[arg-type]
    assert identity(other) != identity(SPEC)
    build(store)
    assert not store.is_prepared(other)
    build(store, other, b"others")
    assert store.open(SPEC) != store.open(other)


def test_licence_and_context_make_no_other_model() -> None:
    assert identity(replace(SPEC, licence="other", context=1)) == identity(SPEC)


def test_one_flipped_bit_is_found_and_named_with_both_sums(store: Store) -> None:
    file = build(store) / "model.safetensors"
    sound = json.loads((file.parent / MANIFEST).read_text())["files"][file.name]
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)
    with pytest.raises(
        StoreDamaged, match=f"{file.name} has sha256 [0-9a-f]{{64}}; the manifest says {sound}"
    ) as caught:
        store.open(SPEC)
    assert "`ringkas models remove model && ringkas models pull model`" in caught.value.hint


def test_a_missing_file_is_found(store: Store) -> None:
    (build(store) / "config.json").unlink()
    with pytest.raises(StoreDamaged, match=r"config\.json has sha256 missing"):
        store.verify(SPEC)


def test_a_file_too_many_is_found(store: Store) -> None:
    (build(store) / "adapter_config.json").write_text("{}")
    with pytest.raises(StoreDamaged, match="no such file"):
        store.verify(SPEC)


def test_a_file_browsers_leavings_do_no_harm(store: Store) -> None:
    (build(store) / ".DS_Store").write_text("")
    store.verify(SPEC)


def test_a_folder_in_place_of_a_file_is_found(store: Store) -> None:
    file = build(store) / "config.json"
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreDamaged, match=r"config\.json cannot be read"):
        store.verify(SPEC)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": "ringkas.manifest/1", "identity": "x", "files": []}', "\udc80"]
)
def test_a_manifest_that_is_none_is_found(store: Store, content: str) -> None:
    (build(store) / MANIFEST).write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(StoreDamaged, match=r"manifest\.json cannot be read"):
        store.verify(SPEC)


def test_another_models_folder_under_this_name_is_found(store: Store) -> None:
    other = replace(SPEC, revision="cd" * 20)
    build(store, other).rename(store.path(SPEC))
    with pytest.raises(StoreDamaged, match="is not the manifest of model--abababab"):
        store.verify(SPEC)


@pytest.mark.parametrize(("source", "command"), [("hub", "pull"), ("package", "prepare")])
def test_what_is_not_there_comes_with_the_command_that_brings_it(store: Store, source: str, command: str) -> None:
    with pytest.raises(ModelNotInstalled, match="model is not in the store") as caught:
        store.open(replace(SPEC, source=source))  # type: ignore[arg-type]
    assert f"`ringkas models {command} model`" in caught.value.hint


def test_the_fake_engine_needs_no_folder(store: Store) -> None:
    assert store.is_prepared(NONE)
    store.verify(NONE)
    assert not store.root.exists()


def local(folder: Path, **more: str) -> WeightsSpec:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return replace(SPEC, source="path", repo=None, revision=None, path=str(folder), **more)  # type: ignore[arg-type]


def test_a_local_folder_is_used_in_place(store: Store, tmp_path: Path) -> None:
    spec = local(tmp_path / "mine")
    assert store.open(spec) == tmp_path / "mine"
    before = identity(spec)
    (tmp_path / "mine" / "model.safetensors").write_bytes(b"other weights")
    assert identity(spec) != before


def test_a_pinned_local_folder_is_compared_with_its_pin(store: Store, tmp_path: Path) -> None:
    pin = "9a9c5c8d0a2b3ac8e2b0c9c9f4b9a2f5c5e9f2f1b6a0a3e8e6c1d2f3a4b5c6d7"
    spec = local(tmp_path / "mine", sha256=pin)
    with pytest.raises(StoreDamaged, match=f"has sha256 [0-9a-f]{{64}}; the row of model says {pin}") as caught:
        store.open(spec)
    assert "correct `sha256` in models.toml" in caught.value.hint
    store.open(replace(spec, sha256=hashlib.sha256(b"weights").hexdigest()))
    (tmp_path / "mine" / "model.safetensors").unlink()
    with pytest.raises(StoreDamaged, match="holds no weights"):
        store.open(spec)


def test_a_local_folder_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ModelNotInstalled, match=f"there is no folder {tmp_path / 'gone'}"):
        store.open(replace(SPEC, source="path", path=str(tmp_path / "gone")))


def test_a_failed_build_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.building(SPEC, silent) as folder:
            assert folder is not None
            (folder / "half").write_text("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not store.is_prepared(SPEC)
    assert [path.name for path in store.root.iterdir() if not path.name.startswith(".lock")] == []


def test_what_another_process_finished_is_not_built_again(store: Store) -> None:
    build(store)
    with store.building(SPEC, silent) as folder:
        assert folder is None


def test_the_root_is_made(tmp_path: Path) -> None:
    build(Store(tmp_path / "a" / "b"))


def test_a_store_under_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnwritable, match="cannot be written: Not a directory") as caught:
        build(Store(tmp_path / "file" / "store"))
    assert "RINGKAS_CACHE" in caught.value.hint


def test_a_sound_model_in_a_read_only_store_is_opened(store: Store) -> None:
    folder = build(store)
    for path in (folder, store.root):
        path.chmod(0o555)
    try:
        assert store.open(SPEC) == folder
    finally:
        for path in (store.root, folder):
            path.chmod(0o755)


def test_remove_deletes_every_recipe_of_the_name_and_no_other(store: Store) -> None:
    older, longer = replace(SPEC, revision="cd" * 20), replace(SPEC, name="model-large")
    folders = [build(store), build(store, older)]
    kept = build(store, longer)
    assert sorted(store.remove(SPEC)) == sorted(folders)
    assert not any(folder.exists() for folder in folders)
    assert kept.is_dir()
    assert store.remove(SPEC) == []


def test_remove_of_what_may_not_be_deleted_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(store)

    def refused(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied", "model")

    monkeypatch.setattr(Path, "rename", refused)  # root may delete anything
    with pytest.raises(StoreUnwritable, match="model cannot be deleted: Permission denied"):
        store.remove(SPEC)


BUILD = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from unit.test_store import SPEC, Store
with Store(Path({root!r})).building(SPEC, lambda text: print(text, flush=True)) as folder:
    if folder:
        (folder / "half").write_text("a")
    print("mine" if folder else "done", flush=True)
    if folder:
        time.sleep({seconds})
"""


@contextmanager
def builder(store: Store, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Another process that is in the middle of building, for so many seconds or until it is killed."""
    code = BUILD.format(tests=str(Path(__file__).parents[1]), root=str(store.root), seconds=seconds)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def test_a_second_process_waits_and_says_so(store: Store) -> None:
    said: list[str] = []
    with builder(store, 1) as first:
        with store.building(SPEC, said.append) as folder:
            assert folder is None
        assert first.wait(timeout=60) == 0
    assert said == ["Another process is preparing model; waiting for it."]
    store.verify(SPEC)


def test_what_a_killed_process_left_is_never_trusted_and_swept(store: Store) -> None:
    with builder(store, 60):
        pass
    left = store.root / f".building-{store.path(SPEC).name}"
    assert left.is_dir()
    assert not store.is_prepared(SPEC)
    build(store, replace(SPEC, revision="cd" * 20))  # the lock died with its holder: who builds anything sweeps
    assert not left.exists()


def test_what_a_killed_process_left_is_built_anew(store: Store) -> None:
    with builder(store, 60):
        pass
    assert not (build(store) / "half").exists()
    store.verify(SPEC)


def test_what_is_in_progress_elsewhere_is_not_swept(store: Store) -> None:
    with builder(store, 60):
        build(store, replace(SPEC, revision="cd" * 20))
        assert (store.root / f".building-{store.path(SPEC).name}" / "half").is_file()
