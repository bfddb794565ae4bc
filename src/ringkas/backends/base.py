"""The seam between ringkas and the engines that run models.

`abstract` and `translate` see only `TextGenerator`; nothing outside an engine's file knows the engine's types.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

from ringkas.types import Generation, GenerationOptions, WeightsSpec


class TextGenerator(Protocol):
    """A loaded model that continues or transforms prompts."""

    spec: WeightsSpec

    def count_tokens(self, prompt: str) -> int:
        """Tokens that `prompt` takes of the context, special tokens included."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """`options.candidates` hypotheses for each prompt, best first, prompts in the order given.

        The output for a prompt depends neither on its neighbours nor on the number of threads.

        Raises:
            PromptTooLong: a prompt leaves no room for an answer in the context.
            GenerationFailed: the engine raised, ran out of memory, or returned nothing.
        """

    def close(self) -> None:
        """Give the memory back; the generator is not used afterwards."""


def equal_length_batches(lengths: Sequence[int], token_budget: int) -> Iterator[list[int]]:
    """Indices of `lengths` in batches of equal length, longest first, each within `token_budget` tokens.

    Padding changes int8 results (27 of 32 outputs differed in mixed batches, none in equal ones), so a batch never
    mixes lengths. A single prompt over the budget is a batch of its own.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for index, length in enumerate(lengths):
        groups[length].append(index)
    for length in sorted(groups, reverse=True):
        size = max(1, token_budget // max(1, length))
        members = groups[length]
        for start in range(0, len(members), size):
            yield members[start : start + size]


def output_limit(options: GenerationOptions, input_tokens: int, room: int) -> int:
    """The most tokens to write after `input_tokens`, zero or less where none fit.

    `room` is what the context leaves for the answer: context minus prompt for a causal model, the decoder's own
    context for an encoder-decoder.
    """
    limit = min(options.max_output_tokens, room)
    if options.max_output_ratio is not None:
        limit = min(limit, int(options.max_output_ratio * input_tokens) + 16)
    return limit
