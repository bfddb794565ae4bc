"""An engine in a process of its own answers as one in this process, and its end is an error."""

import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest

from ringkas.backends import open_generator
from ringkas.backends.isolated import IsolatedGenerator, serve
from ringkas.errors import GenerationFailed, PromptTooLong, StoreDamaged
from ringkas.registry import Registry
from ringkas.types import GenerationOptions

SPEC = Registry.load().weights["fake"]
PROMPT = "Berita: Harga beras naik. Warga mengeluh.\nRingkasan:"
OPTIONS = GenerationOptions(beam_size=2, candidates=2)


@pytest.fixture
def generator() -> Iterator[IsolatedGenerator]:
    generator = open_generator(SPEC, Path(), threads=1, batch_tokens=64, isolated=True)
    assert isinstance(generator, IsolatedGenerator)
    yield generator
    generator.close()


def child(generator: IsolatedGenerator) -> int:
    pid = generator._process.pid
    assert isinstance(pid, int)
    return pid


def test_answers_are_the_engines_own(generator: IsolatedGenerator) -> None:
    engine = open_generator(SPEC, Path(), threads=1, batch_tokens=64)
    assert generator.generate([PROMPT], OPTIONS) == engine.generate([PROMPT], OPTIONS)
    assert generator.count_tokens(PROMPT) == engine.count_tokens(PROMPT)
    assert child(generator) != os.getpid()


def test_an_error_of_the_engine_comes_through_and_it_lives_on(generator: IsolatedGenerator) -> None:
    pid = child(generator)
    with pytest.raises(PromptTooLong, match="fills the context") as raised:
        generator.generate(["kata " * 10_000], OPTIONS)
    assert raised.value.hint == PromptTooLong.default_hint
    assert len(generator.generate([PROMPT], OPTIONS)) == 1
    assert child(generator) == pid


def test_a_killed_engine_is_an_error_and_the_next_call_starts_another(generator: IsolatedGenerator) -> None:
    pid = child(generator)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(GenerationFailed, match="fake: the engine's process was killed by SIGKILL"):
        generator.generate([PROMPT], OPTIONS)
    assert len(generator.generate([PROMPT], OPTIONS)) == 1
    assert child(generator) != pid


def test_ctrl_c_does_not_reach_the_engine(generator: IsolatedGenerator) -> None:
    os.kill(child(generator), signal.SIGINT)
    assert len(generator.generate([PROMPT], OPTIONS)) == 1


def test_what_cannot_be_opened_is_the_engines_error(tmp_path: Path) -> None:
    spec = Registry.load().weights["gemma-270m-ringkas"]
    with pytest.raises(StoreDamaged, match="cannot be loaded"):
        open_generator(spec, tmp_path, threads=1, batch_tokens=64, isolated=True)


def test_a_closed_engine_is_gone() -> None:
    generator = open_generator(SPEC, Path(), threads=1, batch_tokens=64, isolated=True)
    assert isinstance(generator, IsolatedGenerator)
    pid = child(generator)
    generator.close()
    generator.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_serving_ends_when_the_other_end_closes() -> None:
    ours, theirs = Pipe()
    options = {"threads": 1, "batch_tokens": 64}
    thread = threading.Thread(target=serve, args=(theirs, "ringkas.backends.fake", SPEC, Path(), options))
    thread.start()
    assert ours.recv() is None
    ours.send(("count_tokens", ("Harga naik.",)))
    assert ours.recv() == 4
    ours.send(("generate", (["kata " * 10_000], OPTIONS)))
    assert isinstance(ours.recv(), PromptTooLong)
    ours.close()
    thread.join(10)
    assert not thread.is_alive()
    ours, theirs = Pipe()
    serve(theirs, "ringkas.backends.nowhere", SPEC, Path(), options)
    assert isinstance(ours.recv(), ModuleNotFoundError)
