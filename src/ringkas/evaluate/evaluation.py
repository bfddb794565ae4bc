"""One report: measures of every system over the same examples, or the difference between two saved runs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Literal

from ringkas.errors import InputMalformed
from ringkas.evaluate import fidelity, novelty, rouge, translation
from ringkas.evaluate.bootstrap import Bootstrap
from ringkas.evaluate.dataset import Example
from ringkas.evaluate.measure import Measure

Kind = Literal["summaries", "translation"]


def measures(kind: Kind, *, count: int | None = None) -> list[Measure]:
    """The measures of summaries or of translations.

    Args:
        kind: which.
        count: the number of sentences that summaries were asked for, if known.
    """
    if kind == "summaries":
        return [*rouge.measures(), *novelty.measures(), *fidelity.summary_measures(count)]
    return [*translation.measures(), *fidelity.translation_measures()]


def evaluate(
    kind: Kind,
    examples: Sequence[Example],
    systems: Mapping[str, Sequence[str]],
    bootstrap: Bootstrap,
    *,
    count: int | None = None,
) -> dict[str, Any]:
    """A `ringkas.evaluation/1` report: each system's figures with their 95 % intervals.

    Args:
        kind: summaries or translation.
        examples: sources and references.
        systems: name -> a hypothesis for each example.
        bootstrap: for as many rows as there are examples.
        count: the number of sentences that summaries were asked for, if known.
    """
    chosen = measures(kind, count=count)
    return {
        "schema": "ringkas.evaluation/1",
        **_head(kind, examples, bootstrap),
        "systems": {
            system: {measure.name: asdict(bootstrap.figure(measure, examples, hypotheses)) for measure in chosen}
            for system, hypotheses in systems.items()
        },
        "issues": {system: fidelity.count_issues(kind, examples, texts) for system, texts in systems.items()},
    }


def before_checks(heard: Sequence[tuple[str, str]], bootstrap: Bootstrap, count: int) -> dict[str, Any]:
    """Fidelity of what the model preferred, before checks chose and replaced, against the prompts that it saw.

    Args:
        heard: prompts and the best candidates' texts.
        bootstrap: for as many rows.
        count: the number of sentences asked for in a prompt.
    """
    prompts = [Example(str(row), prompt, "") for row, (prompt, _) in enumerate(heard)]
    texts = [text for _, text in heard]
    return {
        measure.name: asdict(bootstrap.figure(measure, prompts, texts)) for measure in fidelity.summary_measures(count)
    }


def compare(
    kind: Kind, a: tuple[Sequence[Example], Sequence[str]], b: tuple[Sequence[Example], Sequence[str]], **boot: int
) -> dict[str, Any]:
    """A `ringkas.comparison/1` report: `b` minus `a` in every measure, by paired bootstrap.

    Args:
        kind: summaries or translation.
        a: the examples and hypotheses of a saved run.
        b: those of another, on the same examples.
        boot: `resamples` and `seed` of the bootstrap.

    Raises:
        InputMalformed: the two runs are not of the same examples.
    """
    (examples, before), (others, after) = a, b
    if list(examples) != list(others):
        raise InputMalformed(
            "The two saved runs have different examples.", hint="Save both with the same data and --limit."
        )
    bootstrap = Bootstrap(len(examples), **boot)
    return {
        "schema": "ringkas.comparison/1",
        **_head(kind, examples, bootstrap),
        "comparison": {
            measure.name: asdict(bootstrap.difference(measure, examples, before, after)) for measure in measures(kind)
        },
    }


def _head(kind: Kind, examples: Sequence[Example], bootstrap: Bootstrap) -> dict[str, Any]:
    digest = sha256("".join(f"{example.source}\t{example.reference}\n" for example in examples).encode()).hexdigest()
    return {
        "kind": kind,
        "rows": len(examples),
        "signature": f"data:{digest[:12]}|rows:{len(examples)}|{bootstrap.signature}|version:{version('ringkas')}",
        "signatures": rouge.signatures() if kind == "summaries" else translation.signatures(),
    }
