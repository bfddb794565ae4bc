"""Engines with a fault, and the command line with one of them in place of `fake`: `python -m faults NAME ...`."""

import hashlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ringkas import backends
from ringkas.backends.fake import FakeGenerator
from ringkas.errors import GenerationFailed
from ringkas.types import Generation, GenerationOptions, WeightsSpec


class Noisy(FakeGenerator):
    """Prints where only results belong: as Python does, and as compiled code does."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        print("noise from Python")  # noqa: T201
        os.write(1, b"noise from a library\n")
        os.system("echo noise from a child")
        return super().generate(prompts, options)


class OutOfMemory(FakeGenerator):
    """Cannot bear an article that speaks of a volcano."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        if any("gunung" in prompt for prompt in prompts):
            raise GenerationFailed("fake: out of memory.")
        return super().generate(prompts, options)


class Slow(FakeGenerator):
    """Takes its time, deaf to signals for a while, and says on standard error that it has begun."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        print("begun", file=sys.stderr, flush=True)  # noqa: T201
        time.sleep(30)
        return super().generate(prompts, options)


class Deaf(FakeGenerator):
    """Stays in compiled code, where Python handles no signal."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        print("begun", file=sys.stderr, flush=True)  # noqa: T201
        hashlib.pbkdf2_hmac("sha256", b"", b"", 300_000_000)  # minutes, other threads running
        return super().generate(prompts, options)


class Killed(FakeGenerator):
    """Dies of an article that speaks of a volcano, as of a fault in compiled code."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        if any("gunung" in prompt for prompt in prompts):
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().generate(prompts, options)


class Broken(FakeGenerator):
    """Has a bug."""

    def generate(
        self,
        prompts: Sequence[str],  # noqa: ARG002
        options: GenerationOptions,  # noqa: ARG002
    ) -> list[list[Generation]]:
        raise ZeroDivisionError("a bug")


FAULTS = {"noisy": Noisy, "oom": OutOfMemory, "slow": Slow, "deaf": Deaf, "broken": Broken, "killed": Killed}
NAME = "RINGKAS_TEST_FAULT"
"""The environment variable with the fault: engines in processes of their own see it too."""


def open_generator(spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int) -> FakeGenerator:  # noqa: ARG001
    """The engine with the fault that was named; `stillborn` dies while it loads."""
    if os.environ[NAME] == "stillborn":
        os.kill(os.getpid(), signal.SIGKILL)
    return FAULTS[os.environ[NAME]](spec)


if __name__ == "__main__":
    os.environ[NAME] = sys.argv[1]
    backends.ENGINES["fake"] = "faults"
    from ringkas.cli import main

    main(sys.argv[2:])
