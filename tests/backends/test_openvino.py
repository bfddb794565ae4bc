"""OpenVINO: conversion against torch, its search against torch's, foreign errors, and the embedded model itself."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

import tiny
from ringkas.backends import open_generator, openvino
from ringkas.backends.openvino import PADDED, OpenVinoGenerator, StepDecoder
from ringkas.errors import EngineNotInstalled, GenerationFailed, StoreDamaged, UnknownModel
from ringkas.prepare import conversion
from ringkas.registry import Registry
from ringkas.store import Store
from ringkas.types import GenerationOptions

PROMPTS = [*tiny.PAIRS]
GREEDY = GenerationOptions(max_output_tokens=40)
BEAM = GenerationOptions(beam_size=3, candidates=3, max_output_tokens=40)
KNOWN_AND_STRANGE = [(prompt, answer) for prompt, text in tiny.PAIRS.items() for answer in (f" {text}", text[::-1])]


def opened(folder: Path, *, threads: int = 1, architecture: str = "gemma3") -> OpenVinoGenerator:
    spec = tiny.spec("openvino", architecture)
    generator = open_generator(spec, folder, threads=threads, batch_tokens=64)
    assert isinstance(generator, OpenVinoGenerator)
    return generator


@pytest.fixture(scope="module")
def float32(models: Path, gemma: Path) -> OpenVinoGenerator:
    """The tiny model as exactly as the engine computes."""
    return opened(tiny.gemma_converted(gemma, models / "gemma-float32", "float32"))


@pytest.fixture(scope="module")
def original(gemma: Path) -> Any:  # noqa: ANN401
    """The tiny model in torch."""
    return open_generator(tiny.spec("torch", "gemma3"), gemma, threads=1, batch_tokens=64)


def deviation(generator: OpenVinoGenerator, original: Any) -> float:  # noqa: ANN401
    """How far scores are from torch's, at most."""
    pairs = KNOWN_AND_STRANGE
    return max(abs(generator.score(prompt, answer) - float(original.score(prompt, answer))) for prompt, answer in pairs)


def test_a_converted_model_scores_as_torch_does(float32: OpenVinoGenerator, original: Any) -> None:  # noqa: ANN401
    assert deviation(float32, original) < 1e-4


def test_every_part_of_a_converted_model_does_as_torchs(models: Path, gemma: Path) -> None:
    """With weights of chance no block is idle, as the last ones of a model that knows four sentences are."""
    chance = torch.Generator().manual_seed(3)
    weights = {
        name: torch.randn(value.shape, generator=chance).numpy() / 4
        for name, value in tiny.gemma_weights(gemma).items()
    }
    original: Any = open_generator(tiny.spec("torch", "gemma3"), gemma, threads=1, batch_tokens=64)
    original._model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()}, strict=False)
    converted = opened(tiny.gemma_converted(gemma, models / "chance", "float32", weights))
    assert deviation(converted, original) < 1e-3


def test_in_int8_scores_stay_near_torchs(gemma_int8: Path, original: Any) -> None:  # noqa: ANN401
    assert 1e-4 < deviation(opened(gemma_int8), original) < 0.05


def test_in_int8_an_outlier_spoils_its_own_group_alone(
    models: Path,
    gemma: Path,
    original: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights = tiny.gemma_weights(gemma)
    for name in weights:  # the same function: what one matrix is given, the next takes back
        if name.endswith("up_proj.weight"):
            weights[name][0] /= 1000
            weights[name.replace("up_proj", "down_proj")][:, 0] *= 1000
    found = {}
    for group in (16, 128):
        monkeypatch.setattr(conversion, "GROUP", group)
        found[group] = deviation(opened(tiny.gemma_converted(gemma, models / f"{group}", "int8", weights)), original)
    assert 3 * found[16] < found[128], found


def test_a_matrix_of_zeros_is_zeros_in_int8(models: Path, gemma: Path) -> None:
    weights = tiny.gemma_weights(gemma)
    weights["model.layers.2.mlp.up_proj.weight"][:] = 0
    exact, rounded = (
        opened(tiny.gemma_converted(gemma, models / f"zeros-{quantization}", quantization, weights))
        for quantization in ("float32", "int8")
    )
    for prompt, answer in KNOWN_AND_STRANGE:
        assert rounded.score(prompt, answer) == pytest.approx(exact.score(prompt, answer), abs=0.05)


def test_beam_search_finds_what_torch_finds(float32: OpenVinoGenerator, original: Any) -> None:  # noqa: ANN401
    """But for the keys and values, which are kept in eight bits."""
    for ours, theirs in zip(float32.generate(PROMPTS, BEAM), original.generate(PROMPTS, BEAM), strict=True):
        assert [answer.text for answer in ours] == [answer.text for answer in theirs]
        assert [answer.score for answer in ours] == pytest.approx([answer.score for answer in theirs], abs=0.03)


@pytest.mark.parametrize("penalty", [0.0, 0.5, 2.0])
def test_the_score_is_a_mean_whatever_the_penalty(float32: OpenVinoGenerator, penalty: float) -> None:
    for beam in (1, 3):
        options = GenerationOptions(beam_size=beam, length_penalty=penalty, max_output_tokens=40)
        for prompt, (answer,) in zip(PROMPTS, float32.generate(PROMPTS, options), strict=True):
            assert answer.score == pytest.approx(float32.score(prompt, f" {answer.text}"), abs=1e-3)


def test_padding_changes_no_more_than_the_last_digits(float32: OpenVinoGenerator) -> None:
    """A whole answer at once is scored without padding, a prompt to continue is padded."""
    decoder = float32._free.get_nowait()
    ids = [float32._begin, *float32._tokenizer.ids(PROMPTS[0])]
    for length in range(len(ids) - PADDED, len(ids)):
        prompt = ids[:length]
        (scores,), (tokens,) = decoder.start([prompt], 5)
        padded = scores.tolist()
        assert padded == pytest.approx([decoder.score(prompt, [token])[0] for token in tokens.tolist()], abs=1e-4)
    float32._free.put(decoder)


def test_prompts_of_one_padded_length_make_a_batch(gemma_int8: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = opened(gemma_int8)
    batches: list[list[int]] = []
    start = StepDecoder.start

    def heard(self: StepDecoder, prompts: Sequence[Sequence[int]], count: int) -> Any:  # noqa: ANN401
        batches.append([len(prompt) for prompt in prompts])
        return start(self, prompts, count)

    monkeypatch.setattr(StepDecoder, "start", heard)
    generator.generate(PROMPTS, GREEDY)
    assert len(batches) == 2
    assert all(len({-(-length // PADDED) for length in lengths}) == 1 < len(set(lengths)) for lengths in batches)


def test_a_batch_finds_nothing_of_a_smaller_one_before_it(gemma_int8: Path) -> None:
    """https://github.com/openvinotoolkit/openvino/pull/37381: what one took memory for, the next took for its own."""
    generator = opened(gemma_int8)
    for rows in (1, 2, 3, 4, 5, 7, 8):
        texts = [answer.text for (answer,) in generator.generate(PROMPTS[:1] * rows, GREEDY)]
        assert texts == [tiny.PAIRS[PROMPTS[0]]] * rows


@pytest.mark.parametrize("beam", [1, 3])
def test_where_activations_stay_floats_answers_depend_on_nothing_else_either(
    gemma_int8: Path, monkeypatch: pytest.MonkeyPatch, beam: int
) -> None:
    """As on processors that have AVX2 and no instructions for int8, here by the library's setting for it."""
    monkeypatch.setattr(openvino, "GROUP", 0)
    generator = opened(gemma_int8)
    options = GenerationOptions(beam_size=beam, candidates=beam, max_output_tokens=12)
    strange = [prompt[::-1] for prompt in PROMPTS]  # of what it knows it is so sure that no last digit differs
    alone = [generator.generate([prompt], options)[0] for prompt in strange]
    assert generator.generate(strange * 3, options) == alone * 3


def test_an_architecture_that_it_does_not_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="tiny-t5: the openvino engine does not run 't5'; it runs gemma3"):
        opened(tmp_path, architecture="t5")


def test_a_library_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(EngineNotInstalled, match="openvino cannot be imported"):
        opened(tmp_path)


@pytest.mark.parametrize("content", [b"{}", None], ids=["other content", "missing"])
@pytest.mark.parametrize("file", ["model.xml", "model.bin", "tokenizer.json"])
def test_a_folder_that_cannot_be_loaded_is_damaged(
    tmp_path: Path, gemma_int8: Path, file: str, content: bytes | None
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gemma_int8, folder)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    with pytest.raises(StoreDamaged, match=f"{folder} cannot be loaded"):
        opened(folder)


def test_a_tokenizer_of_another_model_is_damage(tmp_path: Path, gemma_int8: Path, t5: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gemma_int8, folder)
    shutil.copyfile(t5 / "tokenizer.json", folder / "tokenizer.json")
    with pytest.raises(StoreDamaged, match=r"cannot be loaded: '<bos>'"):
        opened(folder)


class Broken(StepDecoder):
    """A decoder that fails as OpenVINO's do."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.calls = 0

    def start(self, *_: object) -> Any:  # noqa: ANN401
        self.calls += 1
        time.sleep(0.02)
        raise self.error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuntimeError("no kernel"), "OpenVINO failed: no kernel"),
        (MemoryError(), "OpenVINO failed: out of memory"),
    ],
)
def test_what_the_engine_raises_becomes_ours(gemma_int8: Path, error: Exception, message: str) -> None:
    whole = opened(gemma_int8)
    broken = OpenVinoGenerator(whole.spec, [Broken(error)], whole._tokenizer, 64)
    with pytest.raises(GenerationFailed, match=message):
        broken.generate(["Hujan turun."], GREEDY)


def test_after_an_error_no_other_batch_is_begun(gemma_int8: Path) -> None:
    whole = opened(gemma_int8)
    decoder = Broken(RuntimeError("no kernel"))
    broken = OpenVinoGenerator(whole.spec, [decoder], whole._tokenizer, batch_tokens=1)
    with pytest.raises(GenerationFailed):
        broken.generate(["Hujan turun."] * 50, GREEDY)
    broken.close()  # waits for what was begun
    assert 1 <= decoder.calls < 50


def test_a_generator_that_failed_answers_the_next_prompts(gemma_int8: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = opened(gemma_int8)
    with monkeypatch.context() as failing:
        failing.setattr(StepDecoder, "advance", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):  # a fault of ours stays one
            generator.generate(PROMPTS, GREEDY)
    answers = generator.generate(PROMPTS, GREEDY)
    assert [answer.text for (answer,) in answers] == [*tiny.PAIRS.values()]


def test_the_first_call_is_made_while_there_is_one_thread_to_make_it(
    gemma_int8: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads that make it may lock each other out, but too seldom for a test to rely on."""
    calls: list[StepDecoder] = []
    step = StepDecoder._step

    def counted(self: StepDecoder, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        calls.append(self)
        return step(self, *arguments, **options)

    monkeypatch.setattr(StepDecoder, "_step", counted)
    opened(gemma_int8, threads=2)
    assert len(calls) == 1


RUN = """
import sys
from pathlib import Path
sys.modules.update(dict.fromkeys(("torch", "transformers", "ctranslate2", "sentencepiece", "huggingface_hub")))
sys.setswitchinterval(1e-5)
from ringkas.backends import open_generator
from ringkas.types import GenerationOptions, WeightsSpec
spec = WeightsSpec("tiny", "openvino", "gemma3", "path", "", "", "allowed", 64)
generator = open_generator(spec, Path({folder!r}), threads=2, batch_tokens=1)
for (answer,) in generator.generate({prompts!r}, GenerationOptions(max_output_tokens=40)):
    print(answer.text)
"""


def test_it_runs_on_two_threads_without_torch_and_transformers(gemma_int8: Path) -> None:
    """In a process of its own, where nothing is imported yet and the library was not called before."""
    code = RUN.format(folder=str(gemma_int8), prompts=PROMPTS)
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert run.stdout.splitlines() == [*tiny.PAIRS.values()], run.stderr


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


def embedded_generator(folder: Path, threads: int, batch_tokens: int = 2048) -> OpenVinoGenerator:
    generator = open_generator(EMBEDDED, folder, threads=threads, batch_tokens=batch_tokens)
    assert isinstance(generator, OpenVinoGenerator)
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
        assert tokenizer.text(tokenizer.ids(text)) == text
