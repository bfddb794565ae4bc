"""Beam search over any decoder: what may come next is the decoder's business, which hypotheses live is decided here.

Of the continuations of all hypotheses for a prompt the best live on. One that ends among the best is finished; a prompt
is done when as many are finished as the beam is wide ("first come, first served", as most toolkits have it: Kasai et
al. 2022, arXiv:2204.05424). Prompts that are done leave the batch, and the others go on without them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ringkas.types import GenerationOptions

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Floats = np.ndarray[Any, np.dtype[np.float32]]


class Decoder(Protocol):
    """Continues rows of tokens, and remembers them."""

    def start(self, prompts: Sequence[Sequence[int]], count: int) -> "tuple[Floats, Ints]":
        """Take in prompts, forgetting what was before.

        Returns:
            The log-probabilities of the `count` likeliest next tokens of each row, best first, and the tokens.
        """

    def advance(self, tokens: "Ints", parents: "Ints", count: int) -> "tuple[Floats, Ints]":
        """Make new rows, each an earlier row (`parents`) and one more token; returns the same as `start`."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An answer.

    Attributes:
        tokens: its tokens, the end token included where it came to its end.
        total: the sum of their log-probabilities.
        finished: whether it came to its end.
    """

    tokens: tuple[int, ...] = ()
    total: float = 0.0
    finished: bool = False

    def score(self, length_penalty: float) -> float:
        """The total, divided by the number of tokens to the power of `length_penalty` (Wu et al. 2016)."""
        return self.total / float(max(1, len(self.tokens)) ** length_penalty)


def beam_search(
    decoder: Decoder, prompts: Sequence[Sequence[int]], options: GenerationOptions, *, limits: Sequence[int], end: int
) -> list[list[Hypothesis]]:
    """`options.candidates` answers to each prompt, the best first.

    Args:
        decoder: the model.
        prompts: token ids, as many batched as the decoder takes.
        options: how wide the beam is, how many candidates, how length counts.
        limits: the most tokens of the answer to each prompt.
        end: the token that ends an answer.
    """
    import numpy as np

    width = options.beam_size
    finished: list[list[Hypothesis]] = [[] for _ in prompts]
    alive = {index: [Hypothesis()] for index in range(len(prompts))}
    scores, tokens = decoder.start(prompts, 2 * width)
    step = 0
    while alive:
        step += 1
        row, survivors, parents = 0, dict[int, list[Hypothesis]](), list[int]()
        for index, hypotheses in alive.items():
            rows = slice(row, row + len(hypotheses))
            lives, places = _continued(hypotheses, scores[rows], tokens[rows], width, end, finished[index])
            done = len(finished[index]) >= width
            if not done and step == limits[index]:
                finished[index] += lives
            elif not done:
                survivors[index] = lives
                parents += [row + place for place in places]
            row = rows.stop
        alive = survivors
        if alive:
            last = [hypothesis.tokens[-1] for hypotheses in alive.values() for hypothesis in hypotheses]
            scores, tokens = decoder.advance(np.array(last, np.int64), np.array(parents, np.int64), 2 * width)
    return [
        sorted(found, key=lambda hypothesis: -hypothesis.score(options.length_penalty))[: options.candidates]
        for found in finished
    ]


def _continued(
    hypotheses: Sequence[Hypothesis], scores: "Floats", tokens: "Ints", width: int, end: int, finished: list[Hypothesis]
) -> tuple[list[Hypothesis], list[int]]:
    """The best continuations of the hypotheses for one prompt, and whose each is; what ends is added to `finished`."""
    import numpy as np

    totals = np.array([[hypothesis.total] for hypothesis in hypotheses]) + scores
    order = np.argsort(-totals, axis=None, kind="stable")[: 2 * width]
    lives: list[Hypothesis] = []
    places: list[int] = []
    for rank, flat in enumerate(order.tolist()):
        place, choice = divmod(flat, scores.shape[1])
        token = int(tokens[place, choice])
        grown = Hypothesis((*hypotheses[place].tokens, token), float(totals[place, choice]), token == end)
        if not grown.finished and len(lives) < width:
            lives.append(grown)
            places.append(place)
        elif grown.finished and rank < width:
            finished.append(grown)
    return lives, places
