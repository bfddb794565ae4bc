"""CTranslate2: conversion against torch, foreign errors, language codes, and the embedded model itself."""

import shutil
import subprocess
import sys
from dataclasses import replace
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
from ringkas.registry import Registry
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


def test_a_converted_gemma_scores_as_torch_does(models: Path, gemma: Path) -> None:
    converted = opened(tiny.gemma_converted(gemma, models / "gemma-float32", "float32"), "gemma3")
    original = open_generator(tiny.spec("torch", "gemma3"), gemma, threads=1, batch_tokens=64)
    for prompt, answer in tiny.PAIRS.items():
        assert score(converted, prompt, f" {answer}") == pytest.approx(score(original, prompt, f" {answer}"), abs=1e-4)
        assert score(converted, prompt, answer[::-1]) == pytest.approx(score(original, prompt, answer[::-1]), abs=1e-3)


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
@pytest.mark.parametrize("name", ["gemma3", "t5", "nllb"])
def test_the_score_is_a_mean_whatever_the_penalty(request: pytest.FixtureRequest, name: str, penalty: float) -> None:
    generator = opened(request.getfixturevalue(f"{name.removesuffix('3')}_int8"), name)
    space = " " if name == "gemma3" else ""
    for beam in (1, 3):
        options = GenerationOptions(beam_size=beam, length_penalty=penalty, max_output_tokens=40)
        for prompt, (answer,) in zip(PROMPTS, generator.generate(PROMPTS, options), strict=True):
            assert answer.score == pytest.approx(generator.score(prompt, space + answer.text), rel=0.1, abs=0.005)


def test_a_language_code_before_a_marian_prompt_is_one_token(marian_int8: Path) -> None:
    generator = opened(marian_int8, "marian")
    assert generator.count_tokens(">>eng<< Hujan turun.") == generator.count_tokens("Hujan turun.") + 1


def test_a_languages_code_is_neither_written_nor_scored(nllb_int8: Path) -> None:
    generator = opened(nllb_int8, "nllb")
    for (answer,), text in zip(generator.generate(PROMPTS, GREEDY), ANSWERS, strict=True):
        assert answer.text == text
    ((cut,),) = generator.generate(PROMPTS[:1], GenerationOptions(max_output_tokens=3))
    assert cut.output_tokens == 3


def test_a_converted_nllb_scores_as_torch_does(nllb: Path, nllb_int8: Path) -> None:
    converted = opened(nllb_int8, "nllb")
    original = open_generator(tiny.spec("torch", "nllb"), nllb, threads=1, batch_tokens=64)
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
    with pytest.raises(UnknownModel, match="does not run 'rwkv'; it runs gemma3, marian"):
        opened(tmp_path, "rwkv")


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json"])
def test_a_folder_that_cannot_be_loaded_is_damaged(tmp_path: Path, gemma_int8: Path, file: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gemma_int8, folder)
    (folder / file).write_bytes(b"{}")
    with pytest.raises(StoreDamaged, match=f"{folder} cannot be loaded"):
        opened(folder, "gemma3")


def test_a_library_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(EngineNotInstalled, match="ctranslate2 cannot be imported"):
        opened(tmp_path, "gemma3")


class Broken:
    """A model that fails as CTranslate2 does, or returns nothing."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def generate_batch(self, batch: list[list[str]], **_: object) -> "list[Broken]":
        return [self] * len(batch)

    def done(self) -> bool:
        return True

    def result(self) -> "Broken":
        if self.error:
            raise self.error
        return self

    sequences: tuple[()] = ()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuntimeError("no kernel"), "CTranslate2 failed: no kernel"),
        (MemoryError(), "CTranslate2 failed: out of memory"),
        (None, "returned nothing"),
    ],
)
def test_what_the_engine_raises_becomes_ours(gemma_int8: Path, error: Exception | None, message: str) -> None:
    whole = opened(gemma_int8, "gemma3")
    broken = CTranslate2Generator(whole.spec, Broken(error), whole._tokenizer, 64)
    with pytest.raises(GenerationFailed, match=message):
        broken.generate(["Hujan turun."], GREEDY)


def test_neither_torch_nor_transformers_is_imported_to_run(gemma_int8: Path) -> None:
    code = f"""
import sys
from pathlib import Path
for name in ("torch", "transformers", "numpy", "sentencepiece", "huggingface_hub"):
    sys.modules[name] = None
from ringkas.backends import open_generator
from ringkas.types import GenerationOptions, WeightsSpec
spec = WeightsSpec("tiny", "ctranslate2", "gemma3", "path", "", "", "allowed", 64)
generator = open_generator(spec, Path({str(gemma_int8)!r}), threads=1, batch_tokens=64)
print(generator.generate(["Hujan turun."], GenerationOptions())[0][0].text)
"""
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.stdout == "Rain fell.\n", run.stderr


REGISTRY = Registry.load()
EMBEDDED = REGISTRY.weights["gemma-270m-ringkas"]
TRANSLATE = REGISTRY.tasks["translate-gemma-270m"]
NEWS = [
    "Harga beras naik.",
    "Pemerintah Kota Kediri membagikan 1.200 bibit pohon kepada warga.",
    "Wali kota mengatakan pasar itu dibuka pada hari Senin pukul 08.00 WIB.",
    "Hujan deras turun sejak pagi.",
]


@pytest.fixture(scope="session")
def embedded(embedded_store: Store) -> Path:
    return embedded_store.path(EMBEDDED)


def embedded_generator(folder: Path, threads: int, batch_tokens: int = 2048) -> CTranslate2Generator:
    generator = open_generator(EMBEDDED, folder, threads=threads, batch_tokens=batch_tokens)
    assert isinstance(generator, CTranslate2Generator)
    return generator


@pytest.mark.weights
def test_the_embedded_model_translates(embedded: Path) -> None:
    generator = embedded_generator(embedded, threads=1)
    ((answer, *others),) = generator.generate([TRANSLATE.prompt.format(text=NEWS[0])], TRANSLATE.options)
    assert answer.text.endswith(".")
    assert "rice" in answer.text.lower()
    assert len(others) == 3
    assert not answer.truncated


@pytest.mark.weights
def test_the_embedded_models_output_depends_on_nothing_but_its_prompt(embedded: Path) -> None:
    """Scores too, to the last bit: alone, among fifty others, on one and two threads, in large and small batches."""
    prompts = [TRANSLATE.prompt.format(text=text) for text in NEWS]
    options = replace(TRANSLATE.options, max_output_tokens=12)
    alone = embedded_generator(embedded, threads=1)
    expected = [alone.generate([prompt], options)[0] for prompt in prompts]
    crowd = (prompts * 14)[:50]
    for threads, batch_tokens in ((1, 2048), (2, 2048), (2, 100)):
        together = embedded_generator(embedded, threads, batch_tokens).generate(prompts + crowd, options)
        assert together == (expected * 15)[: len(prompts) + 50]


@pytest.mark.weights
def test_the_embedded_model_takes_prompts_up_to_its_context(embedded: Path) -> None:
    generator = embedded_generator(embedded, threads=1)
    prompt = TRANSLATE.prompt.format(text="kata " * 440)
    assert 440 < generator.count_tokens(prompt) < EMBEDDED.context
    ((answer,),) = generator.generate([prompt], GREEDY)
    assert answer.input_tokens + answer.output_tokens <= EMBEDDED.context


@pytest.mark.weights
def test_the_embedded_models_tokenizer_gives_texts_back(embedded: Path) -> None:
    tokenizer = embedded_generator(embedded, threads=1)._tokenizer
    for text in (*NEWS, "Rp2.375.000 (±5%) — “kata dia”", "日本 ok 🙂 café", "a\n\nb  c"):
        assert tokenizer.decode(tokenizer.encode(text)) == text
