"""`ringkas eval`: summaries and translations measured against references, and saved runs against each other."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ringkas.cli.options import EngineOptions, SettingOptions, takes
from ringkas.cli.run import machine
from ringkas.cli.streams import results, say
from ringkas.errors import ExitCode, InputMalformed

if TYPE_CHECKING:
    from ringkas.evaluate.dataset import Example
    from ringkas.evaluate.evaluation import Kind
    from ringkas.pipeline import Pipeline

app = typer.Typer(
    help="Measure summaries and translations against references.", rich_markup_mode=None, no_args_is_help=True
)


@dataclass(frozen=True, slots=True)
class MeasuringOptions:
    """What is measured, and how it is shown."""

    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many examples.")] = None
    hypotheses: Annotated[
        Path | None,
        typer.Option(help="Measure this output instead of running: a saved run, or text with a line an example."),
    ] = None
    save: Annotated[Path | None, typer.Option(help="Save the run: JSONL of id, source, reference, hypothesis.")] = None
    peer: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", help="Another system's output, as a column; may be repeated."),
    ] = None
    unescape: Annotated[bool, typer.Option("--unescape", help="Replace HTML entities in the peers' output.")] = False
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A.jsonl B.jsonl", help="Compare two saved runs by paired bootstrap; no data needed."),
    ] = None
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the bootstrap.")] = 1000
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 12345
    format: Annotated[str, typer.Option("--format", "-f", help="json (and the table on standard error) or table.")] = (
        "json"
    )
    plot: Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draw the figures with their intervals.")] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no table on standard error.")] = False


Data = Annotated[Path | None, typer.Argument(metavar="DATA", show_default=False)]
Presplit = Annotated[
    bool, typer.Option("--presplit", help="Take the data's own `sentences`, neither cleaned nor split again.")
]


@app.command()
@takes(SettingOptions, MeasuringOptions, EngineOptions)
def summaries(
    setting: SettingOptions,
    measuring: MeasuringOptions,
    engine: EngineOptions,
    data: Data = None,
    presplit: Presplit = False,
) -> int:
    """Summarise the articles of DATA.jsonl (id, text, summary[, title, sentences]) and measure the summaries.

    Beside LEAD-2, LEAD-3 and LEAD-N, our own extract of N sentences, the greedy extractive oracle and the reference.
    """
    return _evaluate("summaries", data, setting, measuring, engine, presplit=presplit)


@app.command()
@takes(SettingOptions, MeasuringOptions, EngineOptions)
def translation(setting: SettingOptions, measuring: MeasuringOptions, engine: EngineOptions, data: Data = None) -> int:
    """Translate the lines of DATA.tsv (Indonesian TAB English), sentence by sentence, and measure the translations."""
    return _evaluate("translation", data, setting, measuring, engine, presplit=False)


def _evaluate(
    kind: "Kind",
    data: Path | None,
    setting: SettingOptions,
    measuring: MeasuringOptions,
    engine: EngineOptions,
    *,
    presplit: bool,
) -> int:
    if measuring.format not in ("json", "table"):
        raise typer.BadParameter(f"{measuring.format!r} is not one of json, table.", param_hint="--format")
    if measuring.plot and (measuring.plot.suffix != ".svg" or measuring.compare):
        raise typer.BadParameter("an evaluation is drawn as FILE.svg; a comparison is not.", param_hint="--plot")
    if measuring.save and (measuring.hypotheses or measuring.compare):
        raise typer.BadParameter("only a run can be saved.", param_hint="--save")
    with results(None) as out:
        if measuring.compare:
            report = _comparison(kind, measuring)
        elif data is None:
            raise typer.BadParameter("name the examples, or --compare two saved runs.", param_hint="DATA")
        else:
            report = _evaluation(kind, data, setting, measuring, engine, presplit=presplit)
        from ringkas.evaluate.table import render

        if measuring.format == "table":
            out.write(render(report) + "\n")
        else:
            if not measuring.quiet:
                say(render(report))
            out.write(json.dumps(report, ensure_ascii=False) + "\n")
    return ExitCode.SOME_FAILED if report.get("run", {}).get("failures") else ExitCode.DONE


def _comparison(kind: "Kind", measuring: MeasuringOptions) -> dict[str, Any]:
    from ringkas.evaluate.dataset import read_saved
    from ringkas.evaluate.evaluation import compare

    assert measuring.compare
    a, b = (read_saved(path) for path in measuring.compare)
    report = compare(kind, a, b, resamples=measuring.resamples, seed=measuring.seed)
    return report | {"runs": [str(path) for path in measuring.compare]}


def _evaluation(
    kind: "Kind",
    data: Path,
    setting: SettingOptions,
    measuring: MeasuringOptions,
    engine: EngineOptions,
    *,
    presplit: bool,
) -> dict[str, Any]:
    from ringkas.evaluate.baselines import baselines
    from ringkas.evaluate.bootstrap import Bootstrap
    from ringkas.evaluate.dataset import read_hypotheses, read_summaries, read_translations
    from ringkas.evaluate.evaluation import evaluate

    settings = setting.settings(
        abstract=kind == "summaries" and not setting.no_abstract, translate=kind == "translation"
    )
    everything = read_summaries(data) if kind == "summaries" else read_translations(data)
    examples = everything[: measuring.limit]
    if presplit and not all(example.sentences for example in examples):
        raise InputMalformed(f"{data} does not give the `sentences` of every article.", hint="Leave --presplit out.")
    peers = {
        name: read_hypotheses(path, examples, total=len(everything), unescape=measuring.unescape)
        for name, path in _peers(measuring.peer or [])
    }
    others = (
        baselines(examples, count=settings.sentences, presplit=presplit)
        if kind == "summaries"
        else {"reference": [example.reference for example in examples]}
    )
    if taken := peers.keys() & {"ringkas", *others}:
        raise typer.BadParameter(f"{min(taken)!r} is the name of another column.", param_hint="--peer")
    run: dict[str, Any] = {}
    if measuring.hypotheses:
        ours = read_hypotheses(measuring.hypotheses, examples, total=len(everything))
    else:
        from ringkas.assembly import assemble

        pipeline = assemble(settings, machine(engine, quiet=measuring.quiet))
        ours, run["run"] = _run(kind, pipeline, examples, measuring, presplit=presplit)
    bootstrap = Bootstrap(len(examples), measuring.resamples, measuring.seed)
    report = evaluate(kind, examples, {"ringkas": ours, **others, **peers}, bootstrap, count=settings.sentences)
    report |= {"data": str(data), "presplit": presplit, **run}
    if measuring.plot:
        from ringkas.evaluate.plot import write

        write(report, measuring.plot)
    return report


def _peers(named: list[str]) -> Iterator[tuple[str, Path]]:
    for peer in named:
        name, separator, path = peer.partition("=")
        if not (name and separator and path):
            raise typer.BadParameter(f"{peer!r} is not NAME=FILE.", param_hint="--peer")
        yield name, Path(path)


def _run(
    kind: "Kind", pipeline: "Pipeline", examples: "list[Example]", measuring: MeasuringOptions, *, presplit: bool
) -> tuple[list[str], dict[str, Any]]:
    """The pipeline's output for the examples, and what the run cost and lacks."""
    from collections import Counter

    from ringkas.evaluate import runs
    from ringkas.evaluate.bootstrap import Bootstrap
    from ringkas.evaluate.dataset import saving
    from ringkas.evaluate.evaluation import before_checks

    hypotheses: list[str] = []
    failures: dict[str, str] = {}
    origins: Counter[str] = Counter()
    meter = runs.Meter()
    listener = None
    if kind == "translation":
        outcomes = runs.translations(pipeline, examples)
    else:
        outcomes = runs.summaries(pipeline, examples, presplit=presplit)
        if pipeline.settings.abstract:
            listener = pipeline.abstractor.generator = runs.Listener(pipeline.abstractor.generator)
    with saving(measuring.save) if measuring.save else nullcontext() as save:
        for example, outcome in zip(examples, outcomes, strict=True):
            hypotheses.append(outcome.text)
            origins.update(outcome.origins)
            if outcome.failure:
                failures[example.id] = outcome.failure
            if save:
                save(example, outcome.text)
            if not measuring.quiet and len(hypotheses) % runs.WINDOW == 0:
                say(f"{len(hypotheses)} of {len(examples)}")
    run = {"signature": pipeline.signature, **meter.read(len(examples)), "failures": failures}
    if listener and listener.heard:
        bootstrap = Bootstrap(len(listener.heard), measuring.resamples, measuring.seed)
        run["origins"] = dict(origins)
        asked = pipeline.abstractor.asked(pipeline.settings.sentences)
        run["before_checks"] = before_checks(listener.heard, bootstrap, asked)
    return hypotheses, run
