"""A generator that answers what a test tells it to."""

from collections.abc import Callable, Sequence

from ringkas.backends.fake import TOKEN
from ringkas.errors import GenerationFailed, InferenceError
from ringkas.types import Generation, GenerationOptions, TaskSpec, WeightsSpec

SPEC = WeightsSpec(
    name="scripted",
    engine="fake",
    architecture="fake",
    source="none",
    licence="Apache-2.0",
    data_terms="none",
    commercial="allowed",
    context=200,
)
OPTIONS = GenerationOptions(beam_size=4, candidates=4, max_output_tokens=80)
ABSTRACT = TaskSpec("summarise", "abstract", "scripted", "Berita: {text}\nRingkasan ({count}):", OPTIONS)
TRANSLATE = TaskSpec("translate", "translate", "scripted", "Indonesian: {text}\nEnglish:", OPTIONS)


def generation(text: str, score: float = -0.1, *, truncated: bool = False) -> Generation:
    return Generation(text, score, 10, 10, truncated)


class Scripted:
    """Answers a prompt with what `answer` says of it; remembers the prompts of each call."""

    def __init__(self, answer: Callable[[str], Sequence[str | Generation]]) -> None:
        self.spec = SPEC
        self.answer = answer
        self.calls: list[list[str]] = []

    def count_tokens(self, prompt: str) -> int:
        return 1 + len(TOKEN.findall(prompt))

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:  # noqa: ARG002
        self.calls.append(list(prompts))
        return [
            [
                item if isinstance(item, Generation) else generation(item, -0.1 * rank)
                for rank, item in enumerate(found, 1)
            ]
            for found in map(self.answer, prompts)
        ]

    def close(self) -> None:
        pass


def failing_on(word: str, answer: Callable[[str], Sequence[str | Generation]]) -> Scripted:
    """A generator that fails on a prompt with `word`, and with it on the whole call."""

    def fail(prompt: str) -> Sequence[str | Generation]:
        if word in prompt:
            error: InferenceError = GenerationFailed(f"no answer to {word}")
            raise error
        return answer(prompt)

    return Scripted(fail)
