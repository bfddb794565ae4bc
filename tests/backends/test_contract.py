"""What every engine promises, on every engine: one suite."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tiny
from ringkas.backends import open_generator
from ringkas.backends.base import TextGenerator
from ringkas.errors import GenerationFailed, PromptTooLong
from ringkas.registry import Registry
from ringkas.types import Generation, GenerationOptions

ENGINES = {
    "fake": None,
    "torch-gemma3": "gemma",
    "torch-t5": "t5",
    "torch-marian": "marian",
    "torch-nllb": "nllb",
    "openvino-gemma3": "gemma_int8",
    "ctranslate2-t5": "t5_int8",
    "ctranslate2-marian": "marian_int8",
    "ctranslate2-nllb": "nllb_int8",
}
EXACT = ("fake", "openvino", "ctranslate2")
PROMPTS = [*tiny.PAIRS]
BEAM = GenerationOptions(beam_size=3, candidates=3, max_output_tokens=40)


def opened(request: pytest.FixtureRequest, name: str, *, threads: int = 1, batch_tokens: int = 64) -> TextGenerator:
    engine, _, architecture = name.partition("-")
    fixture = ENGINES[name]
    folder: Path = Path() if fixture is None else request.getfixturevalue(fixture)
    spec = Registry.load().weights["fake"] if fixture is None else tiny.spec(engine, architecture)
    return open_generator(spec, folder, threads=threads, batch_tokens=batch_tokens)


@pytest.fixture(params=ENGINES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def generator(request: pytest.FixtureRequest, name: str) -> Iterator[TextGenerator]:
    generator = opened(request, name)
    yield generator
    generator.close()


def test_prompts_are_answered_in_order(generator: TextGenerator, name: str) -> None:
    answers = generator.generate(PROMPTS, GenerationOptions(max_output_tokens=40))
    assert [len(candidates) for candidates in answers] == [1] * len(PROMPTS)
    if name != "fake":
        assert [candidates[0].text for candidates in answers] == [*tiny.PAIRS.values()]


def test_candidates_come_best_first(generator: TextGenerator) -> None:
    for candidates in generator.generate(PROMPTS, BEAM):
        assert len(candidates) == 3
        scores = [candidate.score for candidate in candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(score <= 0 for score in scores)


def test_no_prompts_no_answers(generator: TextGenerator) -> None:
    assert generator.generate([], BEAM) == []


def test_an_empty_prompt_is_a_prompt(generator: TextGenerator) -> None:
    ((answer, *_),) = generator.generate([""], BEAM)
    assert answer.input_tokens == generator.count_tokens("")


def test_tokens_are_counted(generator: TextGenerator) -> None:
    ((answer,),) = generator.generate(PROMPTS[:1], GenerationOptions(max_output_tokens=40))
    assert answer.input_tokens == generator.count_tokens(PROMPTS[0]) > generator.count_tokens("")
    assert 0 < answer.output_tokens < 40


def test_an_answer_cut_off_says_so(generator: TextGenerator) -> None:
    ((whole,),) = generator.generate(PROMPTS[:1], GenerationOptions(max_output_tokens=40))
    ((cut,),) = generator.generate(PROMPTS[:1], GenerationOptions(max_output_tokens=2))
    assert not whole.truncated
    assert (cut.truncated, cut.output_tokens) == (True, 2)
    assert whole.text.startswith(cut.text)


def test_the_ratio_of_answer_to_prompt_cuts_too(generator: TextGenerator) -> None:
    ((answer,),) = generator.generate(
        PROMPTS[2:3], GenerationOptions(max_output_tokens=10_000, max_output_ratio=0.0001)
    )
    assert answer.output_tokens <= 16


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "fake"])
def test_an_answer_scores_as_it_did_when_it_was_written(generator: Any, name: str) -> None:  # noqa: ANN401
    space = " " if name.endswith("gemma3") else ""  # an answer begins with one, which `text` leaves out
    answers = generator.generate(PROMPTS, GenerationOptions(max_output_tokens=40))
    scores = [generator.score(prompt, space + one.text) for prompt, (one,) in zip(PROMPTS, answers, strict=True)]
    assert scores == pytest.approx([one.score for (one,) in answers], abs=0.01)


def test_the_same_again_is_the_same(generator: TextGenerator) -> None:
    assert generator.generate(PROMPTS, BEAM) == generator.generate(PROMPTS, BEAM)


def test_answers_depend_neither_on_neighbours_nor_on_threads_nor_on_batches(
    request: pytest.FixtureRequest, name: str
) -> None:
    """To the last bit of the scores where `EXACT` says so."""

    def said(answers: list[list[Generation]]) -> list[list[Generation | str]]:
        return [[one if name.startswith(EXACT) else one.text for one in candidates] for candidates in answers]

    alone = opened(request, name)
    expected = [alone.generate([prompt], BEAM)[0] for prompt in PROMPTS]
    alone.close()
    times = 1 if name.startswith("torch") else 12  # fifty-two prompts; fewer where they are slow
    for threads, batch_tokens in ((1, 1024), (2, 1024), (2, 1)):
        generator = opened(request, name, threads=threads, batch_tokens=batch_tokens)
        together = generator.generate(PROMPTS * times + PROMPTS[::-1], BEAM)
        generator.close()
        assert said(together) == said(expected * times + expected[::-1])


def test_a_prompt_that_fills_the_context_is_refused(generator: TextGenerator) -> None:
    with pytest.raises(PromptTooLong, match="context of"):
        generator.generate(["Hujan turun. " * 200], BEAM)


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "fake"])
def test_text_that_no_encoding_holds_is_refused(generator: TextGenerator) -> None:
    with pytest.raises(GenerationFailed):
        generator.generate(["Hujan \ud800 turun."], BEAM)


@pytest.mark.parametrize("name", ["torch-gemma3", "openvino-gemma3"])
def test_special_tokens_in_a_text_are_text(generator: TextGenerator) -> None:
    assert generator.count_tokens("<eos>") > generator.count_tokens("") + 1
