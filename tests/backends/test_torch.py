"""The torch engine: what it refuses to read, and that its errors are ours."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import tiny
from ringkas.backends import open_generator
from ringkas.errors import EngineNotInstalled, GenerationFailed, ModelNotInstalled, StoreDamaged
from ringkas.types import GenerationOptions

GREEDY = GenerationOptions(max_output_tokens=40)


def opened(folder: Path, **more: Any) -> Any:  # noqa: ANN401
    return open_generator(tiny.spec("torch", "t5", **more), folder, threads=1, batch_tokens=64)


@pytest.fixture
def pickled(tmp_path: Path, t5: Path) -> Path:
    """The T5 with its weights in `pytorch_model.bin`."""
    folder = tmp_path / "pickled"
    shutil.copytree(t5, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    torch.save(opened(t5)._model.state_dict(), folder / "pytorch_model.bin")
    return folder


def test_pickled_weights_are_refused(pickled: Path) -> None:
    with pytest.raises(ModelNotInstalled, match="holds no safetensors") as caught:
        opened(pickled)
    assert "set `allow_bin = true` in its row" in caught.value.hint


def test_pickled_weights_are_read_where_the_row_allows_it(pickled: Path) -> None:
    ((answer,),) = opened(pickled, allow_bin=True).generate(["Hujan turun."], GREEDY)
    assert answer.text == "Rain fell."


class Payload:
    """Unpickled, it would make a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return Path.mkdir, (self.folder,)  # type: ignore[return-value]


def test_code_in_pickled_weights_is_not_run(pickled: Path, tmp_path: Path) -> None:
    torch.save({"weight": Payload(tmp_path / "run")}, pickled / "pytorch_model.bin")
    with pytest.raises(StoreDamaged, match="cannot be loaded"):
        opened(pickled, allow_bin=True)
    assert not (tmp_path / "run").exists()


def test_a_folder_that_cannot_be_loaded_is_damaged(tmp_path: Path, t5: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(t5, folder)
    (folder / "model.safetensors").write_bytes(b"none")
    with pytest.raises(StoreDamaged, match=f"{folder} cannot be loaded"):
        opened(folder)


def test_a_library_that_is_not_there_is_named(t5: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(EngineNotInstalled, match="torch engine cannot be imported"):
        opened(t5)


@pytest.mark.parametrize(
    ("error", "message"), [(RuntimeError("no kernel"), "no kernel"), (MemoryError(), "out of memory")]
)
def test_what_the_engine_raises_becomes_ours(
    t5: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    generator = opened(t5)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(generator._model, "generate", fail)
    with pytest.raises(GenerationFailed, match=f"PyTorch failed: {message}"):
        generator.generate(["Hujan turun."], GREEDY)


def test_codes_take_the_places_of_the_tokenizers(nllb: Path) -> None:
    generator: Any = open_generator(
        tiny.spec("torch", "nllb", source_code="sun_Latn"), nllb, threads=1, batch_tokens=64
    )
    pieces = generator._tokenizer.convert_ids_to_tokens(generator._framed("Hujan turun."))
    assert (pieces[0], pieces[-1]) == ("sun_Latn", "</s>")


def test_what_a_models_own_generation_config_adds_is_left_out(tmp_path: Path, t5: Path) -> None:
    folder = tmp_path / "talkative"
    shutil.copytree(t5, folder)
    config = json.loads((folder / "generation_config.json").read_text())
    (folder / "generation_config.json").write_text(json.dumps(config | {"min_new_tokens": 30, "num_beams": 3}))
    ((answer,),) = opened(folder).generate(["Hujan turun."], GREEDY)
    assert answer.text == "Rain fell."
