"""Outputs of several batches become one, after it is proved that nothing is missing and nothing there twice.

How a merge can know: a batch that comes to its end notes beside its output the corpus that it met, all shards of it
(the number of articles and the sum of their identities), and what its output holds. A shard's run writes the note
only when every article of its shard has its record. So the outputs are complete if each still holds what its note
says, if the notes of all N shards are there, and if all met the same corpus. No input need be at hand, and no article
is read again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ringkas.batch.identity import Tally, identity_of
from ringkas.batch.output import read_state
from ringkas.batch.records import is_failure, stored_lines
from ringkas.errors import OutputConflict, OutputIncomplete
from ringkas.sources import printable


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved to be there.

    Attributes:
        articles: records, each of an article of its own.
        failed: error records among them.
        departed: records of articles that were no longer among the inputs when the batch last came to its end.
    """

    articles: int
    failed: int
    departed: int


def prove(outputs: Sequence[Path]) -> Proof:
    """Check that outputs are whole, that they belong together and that no shard is missing.

    Raises:
        RecordInvalid: a line is no record.
        OutputConflict: outputs were made with different settings or models.
        OutputIncomplete: an article, a shard or an output's state is missing, or something is there twice.
    """
    states = {output: read_state(output) for output in outputs}
    if len(states) < len(outputs):
        raise OutputIncomplete("An output is named twice.", hint="Name each output once.")
    first = outputs[0]
    for output, state in states.items():
        if state["signature"] != states[first]["signature"]:
            raise OutputConflict(
                f"{_name(first)} and {_name(output)} were made with different settings or models.",
                hint="Merge outputs of one signature only.",
            )
    _prove_shards(states)
    seen: dict[bytes, Path] = {}
    failed = 0
    for output, state in states.items():
        held = Tally()
        for _, made in stored_lines(output):
            key = identity_of(made)
            if key in seen:
                raise OutputIncomplete(f"{_name(output)} and {_name(seen[key])} both hold {made['id']}.")
            seen[key] = output
            held.add(key)
            failed += is_failure(made)
        if held.summary() != state["records"]:
            raise OutputIncomplete(
                f"{_name(output)} holds {held.articles} records; when its batch came to its end "
                f"it held {state['records']['articles']}, or others."
            )
    corpora = {_corpus(state): state["corpus"]["articles"] for state in states.values()}
    return Proof(len(seen), failed, len(seen) - sum(corpora.values()))


def lines(outputs: Sequence[Path]) -> Iterator[str]:
    """The records of all outputs, one output after the other."""
    for output in outputs:
        for line, _ in stored_lines(output):
            yield line.decode()


def _prove_shards(states: dict[Path, dict[str, Any]]) -> None:
    """Check that the outputs over each corpus are all its shards, each once."""
    shards: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for state in states.values():
        shards[_corpus(state), state["shard"][1]].append(state["shard"][0])
    for (_, count), present in shards.items():
        missing = [f"{index}/{count}" for index in range(1, count + 1) if index not in present]
        if missing:
            others = " These outputs did not all meet the same inputs." if len(shards) > 1 else ""
            raise OutputIncomplete(f"Not among the outputs: shard {', '.join(missing)}.{others}")
        twice = sorted({f"{index}/{count}" for index in present if present.count(index) > 1})
        if twice:
            raise OutputIncomplete(f"More than one output is of shard {', '.join(twice)}.")


def _corpus(state: dict[str, Any]) -> str:
    return f"{state['corpus']['articles']} {state['corpus']['sum']}"


def _name(path: Path) -> str:
    return printable(str(path))
