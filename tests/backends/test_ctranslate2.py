"""CTranslate2: conversion against torch, foreign errors, and language codes."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tiny
from ringkas.backends import open_generator
from ringkas.backends.ctranslate2 import CTranslate2Generator
from ringkas.errors import (
    EngineNotInstalled,
    GenerationFailed,
    ModelNotInstalled,
    PreparationFailed,
    StoreDamaged,
    UnknownModel,
)
from ringkas.prepare import prepare, transformers
from ringkas.store import Store
from ringkas.types import GenerationOptions

PROMPTS = [*tiny.PAIRS]
ANSWERS = [*tiny.PAIRS.values()]
GREEDY = GenerationOptions(max_output_tokens=40)


def opened(folder: Path, architecture: str, **more: Any) -> CTranslate2Generator:  # noqa: ANN401
    generator = open_generator(tiny.spec("ctranslate2", architecture, **more), folder, threads=1, batch_tokens=64)
    assert isinstance(generator, CTranslate2Generator)
    return generator


def score(generator: Any, prompt: str, answer: str) -> float:  # noqa: ANN401
    return float(generator.score(prompt, answer))


def test_a_converted_t5_scores_as_torch_does(models: Path, t5: Path) -> None:
    folder = models / "t5-float32"
    folder.mkdir()
    spec = tiny.spec("ctranslate2", "t5", quantization="float32")
    transformers.build(spec, t5, folder)
    converted = opened(folder, "t5")
    original = open_generator(tiny.spec("torch", "t5"), t5, threads=1, batch_tokens=64)
    for prompt, answer in tiny.PAIRS.items():
        assert score(converted, prompt, answer) == pytest.approx(score(original, prompt, answer), abs=1e-4)


@pytest.mark.parametrize("penalty", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("name", ["t5", "nllb"])
def test_the_score_is_a_mean_whatever_the_penalty(request: pytest.FixtureRequest, name: str, penalty: float) -> None:
    generator = opened(request.getfixturevalue(f"{name}_int8"), name)
    for beam in (1, 3):
        options = GenerationOptions(beam_size=beam, length_penalty=penalty, max_output_tokens=40)
        for prompt, (answer,) in zip(PROMPTS, generator.generate(PROMPTS, options), strict=True):
            assert answer.score == pytest.approx(generator.score(prompt, answer.text), rel=0.1, abs=0.005)


def test_a_language_code_before_a_marian_prompt_is_one_token(marian_int8: Path) -> None:
    generator = opened(marian_int8, "marian")
    assert generator.count_tokens(">>eng<< Hujan turun.") == generator.count_tokens("Hujan turun.") + 1


def test_a_languages_code_is_neither_written_nor_scored(nllb_int8: Path) -> None:
    generator = opened(nllb_int8, "nllb")
    for (answer,), text in zip(generator.generate(PROMPTS, GREEDY), ANSWERS, strict=True):
        assert answer.text == text
    ((cut,),) = generator.generate(PROMPTS[:1], GenerationOptions(max_output_tokens=3))
    assert cut.output_tokens == 3


@pytest.mark.parametrize("name", ["marian", "nllb"])
def test_in_int8_scores_stay_near_torchs(request: pytest.FixtureRequest, name: str) -> None:
    converted = opened(request.getfixturevalue(f"{name}_int8"), name)
    original = open_generator(tiny.spec("torch", name), request.getfixturevalue(name), threads=1, batch_tokens=64)
    for prompt, answer in tiny.PAIRS.items():
        assert score(converted, prompt, answer) == pytest.approx(score(original, prompt, answer), abs=0.1)


def test_codes_that_the_vocabulary_lacks_fail_the_conversion(models: Path, t5: Path) -> None:
    folder = models / "t5-codes"
    folder.mkdir()
    spec = tiny.spec("ctranslate2", "nllb")
    with pytest.raises(PreparationFailed, match="does not hold eng_Latn, ind_Latn"):
        transformers.build(spec, t5, folder)


def test_a_local_folder_is_converted_once_into_the_store(tmp_path: Path, t5: Path) -> None:
    store = Store(tmp_path / "store")
    spec = tiny.spec("ctranslate2", "t5", path=str(t5))
    said: list[str] = []
    folder = prepare(spec, store, said.append)
    assert said == ["Converting tiny-t5, once."]
    assert prepare(spec, store, said.append) == folder
    assert folder.parent == store.root
    generator = open_generator(spec, folder, threads=1, batch_tokens=64)
    assert [answer.text for (answer,) in generator.generate(PROMPTS, GREEDY)] == ANSWERS


def test_a_local_folder_in_ctranslate2s_format_is_used_in_place(tmp_path: Path, t5_int8: Path) -> None:
    spec = tiny.spec("ctranslate2", "t5", path=str(t5_int8))
    assert prepare(spec, Store(tmp_path / "store"), print) == t5_int8


def test_a_local_folder_that_is_not_there_is_not_installed(tmp_path: Path) -> None:
    spec = tiny.spec("ctranslate2", "t5", path=str(tmp_path / "gone"))
    with pytest.raises(ModelNotInstalled, match="there is no folder"):
        prepare(spec, Store(tmp_path / "store"), print)


def test_pickled_weights_are_not_converted(tmp_path: Path, t5: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(t5, source)
    (source / "model.safetensors").rename(source / "pytorch_model.bin")
    spec = tiny.spec("ctranslate2", "t5", path=str(source))
    with pytest.raises(ModelNotInstalled, match="holds no safetensors") as caught:
        prepare(spec, Store(tmp_path / "store"), print)
    assert "allow_bin = true" in caught.value.hint


def test_an_architecture_that_it_does_not_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="does not run 'gemma3'; it runs marian, t5"):
        opened(tmp_path, "gemma3")


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json"])
def test_a_folder_that_cannot_be_loaded_is_damaged(tmp_path: Path, t5_int8: Path, file: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(t5_int8, folder)
    (folder / file).write_bytes(b"{}")
    with pytest.raises(StoreDamaged, match=f"{folder} cannot be loaded"):
        opened(folder, "t5")


def test_a_library_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(EngineNotInstalled, match="ctranslate2 cannot be imported"):
        opened(tmp_path, "t5")


class Broken:
    """A model that fails as CTranslate2 does, or returns nothing."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def translate_batch(self, batch: list[list[str]], **_: object) -> "list[Broken]":
        return [self] * len(batch)

    def done(self) -> bool:
        return True

    def result(self) -> "Broken":
        if self.error:
            raise self.error
        return self

    hypotheses: tuple[()] = ()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuntimeError("no kernel"), "CTranslate2 failed: no kernel"),
        (MemoryError(), "CTranslate2 failed: out of memory"),
        (None, "returned nothing"),
    ],
)
def test_what_the_engine_raises_becomes_ours(t5_int8: Path, error: Exception | None, message: str) -> None:
    whole = opened(t5_int8, "t5")
    broken = CTranslate2Generator(whole.spec, Broken(error), whole._tokenizer, 64)
    with pytest.raises(GenerationFailed, match=message):
        broken.generate(["Hujan turun."], GREEDY)


def test_neither_torch_nor_transformers_is_imported_to_run(t5_int8: Path) -> None:
    code = f"""
import sys
from pathlib import Path
for name in ("torch", "transformers", "openvino", "sentencepiece", "huggingface_hub"):
    sys.modules[name] = None
from ringkas.backends import open_generator
from ringkas.types import GenerationOptions, WeightsSpec
spec = WeightsSpec("tiny", "ctranslate2", "t5", "path", "", "", "allowed", 64)
generator = open_generator(spec, Path({str(t5_int8)!r}), threads=1, batch_tokens=64)
print(generator.generate(["Hujan turun."], GenerationOptions())[0][0].text)
"""
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.stdout == "Rain fell.\n", run.stderr
