"""Beam search, on decoders whose every probability is known."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkas.backends.search import Hypothesis, beam_search
from ringkas.types import GenerationOptions

END = 0
Prompt = tuple[int, ...]


class Tables:
    """A decoder that draws what may come next after each prompt and answer, the same each time.

    Attributes:
        rows: of each step, the prompts of its rows.
    """

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        self.rows: list[list[Prompt]] = []
        self._answers: list[tuple[Prompt, Prompt]] = []

    def after(self, prompt: Prompt, answer: Prompt) -> "np.ndarray[Any, np.dtype[np.float32]]":
        """The log-probability of each token after a prompt and the answer so far."""
        generator = np.random.default_rng([self.seed, len(prompt), *prompt, *answer])
        return np.log(generator.dirichlet(np.ones(self.size))).astype(np.float32)

    def start(self, prompts: Sequence[Sequence[int]], count: int) -> tuple[Any, Any]:
        self.rows.clear()
        self._answers = [(tuple(prompt), ()) for prompt in prompts]
        return self._best(count)

    def advance(self, tokens: Any, parents: Any, count: int) -> tuple[Any, Any]:  # noqa: ANN401
        assert tokens.dtype == parents.dtype == np.int64
        earlier = [self._answers[parent] for parent in parents.tolist()]
        self._answers = [
            (prompt, (*answer, token)) for (prompt, answer), token in zip(earlier, tokens.tolist(), strict=True)
        ]
        return self._best(count)

    def _best(self, count: int) -> tuple[Any, Any]:
        self.rows.append([prompt for prompt, _ in self._answers])
        table = np.stack([self.after(*row) for row in self._answers])
        best = np.argsort(-table, axis=1, kind="stable")[:, :count]
        return np.take_along_axis(table, best, axis=1), best

    def answers(self, prompt: Prompt, limit: int, begun: Hypothesis | None = None) -> Iterator[Hypothesis]:
        """Every answer that ends, or is cut, at `limit` tokens."""
        before = begun or Hypothesis()
        for token, score in enumerate(self.after(prompt, before.tokens).tolist()):
            one = Hypothesis((*before.tokens, token), before.total + score, token == END)
            if one.finished or len(one.tokens) == limit:
                yield one
            else:
                yield from self.answers(prompt, limit, one)


class Scripted(Tables):
    """A decoder whose probabilities are written down: by the answer so far, those of the tokens 0 (the end), 1, 2..."""

    def __init__(self, table: dict[Prompt, list[float]]) -> None:
        super().__init__(0, len(next(iter(table.values()))))
        self.table = table

    def after(self, _: Prompt, answer: Prompt) -> "np.ndarray[Any, np.dtype[np.float32]]":
        return np.log(np.array(self.table[answer], np.float32))


def search(decoder: Tables, prompts: Sequence[Prompt], limit: int, beam: int, **options: Any) -> list[list[Hypothesis]]:  # noqa: ANN401
    settings = GenerationOptions(beam_size=beam, candidates=options.pop("candidates", beam), **options)
    return beam_search(decoder, prompts, settings, limits=[limit] * len(prompts), end=END)


def tokens(found: Sequence[Hypothesis]) -> list[Prompt]:
    return [one.tokens for one in found]


SEEDS = st.integers(0, 2**16)
PENALTIES = st.sampled_from([0.0, 0.5, 1.0, 2.0])
PROMPTS = st.lists(st.lists(st.integers(1, 9), max_size=3).map(tuple), min_size=1, max_size=4, unique=True)


@given(SEEDS, st.integers(2, 4), st.integers(1, 4), PENALTIES)
def test_a_beam_that_holds_everything_finds_the_best_of_all_answers(
    seed: int, size: int, limit: int, penalty: float
) -> None:
    decoder = Tables(seed, size)
    every = sorted(decoder.answers((), limit), key=lambda one: -one.score(penalty))
    (found,) = search(decoder, [()], limit, beam=len(every), length_penalty=penalty)
    assert sorted(tokens(found)) == sorted(tokens(every))
    assert [one.score(penalty) for one in found] == pytest.approx([one.score(penalty) for one in every], abs=1e-5)


@given(SEEDS, PROMPTS, st.integers(1, 8))
def test_a_beam_of_one_takes_the_likeliest_token_each_time(seed: int, prompts: list[Prompt], limit: int) -> None:
    decoder = Tables(seed, 6)
    for prompt, (found,) in zip(prompts, search(decoder, prompts, limit, beam=1), strict=True):
        greedy: Prompt = ()
        while len(greedy) < limit and END not in greedy:
            greedy = (*greedy, int(decoder.after(prompt, greedy).argmax()))
        assert found.tokens == greedy


@given(SEEDS, PROMPTS, st.integers(1, 8), st.integers(1, 4), PENALTIES)
def test_candidates_are_different_answers_with_their_own_totals_best_first(
    seed: int, prompts: list[Prompt], limit: int, beam: int, penalty: float
) -> None:
    decoder = Tables(seed, 9)
    every = search(decoder, prompts, limit, beam, length_penalty=penalty)
    for prompt, found in zip(prompts, every, strict=True):
        assert len(set(tokens(found))) == len(found) == beam
        for one in found:
            steps = [decoder.after(prompt, one.tokens[:place])[token] for place, token in enumerate(one.tokens)]
            assert one.total == pytest.approx(sum(map(float, steps)), abs=1e-4)
            assert END not in one.tokens[:-1]
            assert one.finished == (one.tokens[-1] == END)
            assert one.finished or len(one.tokens) == limit
        assert all(better.score(penalty) >= worse.score(penalty) for better, worse in pairwise(found))


@given(SEEDS, PROMPTS, st.data())
def test_an_answer_does_not_depend_on_the_prompts_beside_its_own(
    seed: int, prompts: list[Prompt], data: st.DataObject
) -> None:
    limits = [data.draw(st.integers(1, 8)) for _ in prompts]
    options = GenerationOptions(beam_size=3, candidates=3)
    together = beam_search(Tables(seed, 7), prompts, options, limits=limits, end=END)
    for prompt, limit, found in zip(prompts, limits, together, strict=True):
        assert [found] == beam_search(Tables(seed, 7), [prompt], options, limits=[limit], end=END)


@given(SEEDS, PROMPTS, st.integers(1, 8))
def test_fewer_candidates_are_the_best_of_more(seed: int, prompts: list[Prompt], limit: int) -> None:
    more = search(Tables(seed, 9), prompts, limit, beam=4)
    fewer = search(Tables(seed, 9), prompts, limit, beam=4, candidates=2)
    assert fewer == [found[:2] for found in more]


def test_a_wider_beam_finds_what_a_likely_first_token_hides() -> None:
    table = {
        (): [0.01, 0.60, 0.39],
        (1,): [0.40, 0.30, 0.30],
        (2,): [0.98, 0.01, 0.01],
        (1, 1): [0.98, 0.01, 0.01],
        (1, 2): [0.98, 0.01, 0.01],
    }
    assert tokens(search(Scripted(table), [()], 3, beam=1)[0]) == [(1, END)]
    assert tokens(search(Scripted(table), [()], 3, beam=2)[0]) == [(2, END), (1, END)]


def test_the_length_penalty_decides_between_short_and_long() -> None:
    table = {(): [0.30, 0.35, 0.35], (1,): [0.8, 0.1, 0.1], (2,): [0.79, 0.11, 0.1]}
    for penalty, best in ((0.0, (END,)), (1.0, (1, END))):
        assert tokens(search(Scripted(table), [()], 2, beam=3, length_penalty=penalty)[0])[0] == best


def test_what_the_limit_cuts_is_not_finished() -> None:
    decoder = Scripted({(): [0.1, 0.9], (1,): [0.1, 0.9], (1, 1): [0.1, 0.9]})
    ((cut,),) = search(decoder, [()], 3, beam=1)
    assert (cut.tokens, cut.finished) == ((1, 1, 1), False)


def test_where_enough_answers_are_whole_none_is_cut() -> None:
    """(1, 1) is likelier than both, but with a longer limit the prompt would be done without it."""
    decoder = Scripted({(): [0.3, 0.65, 0.05], (1,): [0.45, 0.5, 0.05], (2,): [0.4, 0.3, 0.3]})
    (found,) = search(decoder, [()], 2, beam=2)
    assert tokens(found) == [(1, END), (END,)]


def test_prompts_that_are_done_leave_the_batch() -> None:
    decoder = Scripted({(): [0.9, 0.1], (1,): [0.9, 0.1], (1, 1): [0.9, 0.1]})
    options = GenerationOptions(beam_size=2, candidates=2)
    found = beam_search(decoder, [(5,), (6,)], options, limits=[1, 3], end=END)
    assert [tokens(each) for each in found] == [[(END,), (1,)], [(END,), (1, END)]]
    assert decoder.rows == [[(5,), (6,)], [(6,)]]


def test_what_ends_leaves_its_place_in_the_beam_to_what_goes_on() -> None:
    decoder = Scripted({(): [0.5, 0.3, 0.2], (1,): [0.1, 0.5, 0.4], (2,): [0.98, 0.01, 0.01]})
    (found,) = search(decoder, [()], 2, beam=2)
    assert [len(rows) for rows in decoder.rows] == [1, 2]
    assert tokens(found) == [(END,), (2, END)]


def test_an_end_that_is_not_among_the_best_is_passed_over() -> None:
    """It would be the third best of a beam of two; an answer that goes on takes its place."""
    decoder = Scripted({(): [0.2, 0.5, 0.25, 0.05], (1,): [0.9, 0.04, 0.03, 0.03], (2,): [0.9, 0.04, 0.03, 0.03]})
    (found,) = search(decoder, [()], 2, beam=2)
    assert tokens(found) == [(1, END), (2, END)]
