"""`ringkas models`: what models there are, where they are, whether they are sound."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ringkas.cli.options import EngineOptions, takes
from ringkas.cli.run import machine
from ringkas.cli.streams import answer, results, say
from ringkas.errors import ExitCode, ModelError, UnknownModel

if TYPE_CHECKING:
    from ringkas.assembly import Machine
    from ringkas.types import WeightsSpec

app = typer.Typer(help="List, prepare, check and remove models.", rich_markup_mode=None, no_args_is_help=True)
Name = Annotated[
    str | None, typer.Argument(help="A profile or weights; the default profile's weights otherwise.", metavar="NAME")
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def chosen(computer: "Machine", name: str | None) -> "list[WeightsSpec]":
    """The weights that a name means: those of a profile, or themselves.

    Raises:
        UnknownModel: it names neither.
    """
    registry = computer.registry
    name = name or "mini"
    if name in registry.weights:
        return [registry.weights[name]]
    if name in registry.profiles:
        profile = registry.profiles[name]
        tasks = (registry.task(profile.abstract), registry.task(profile.translate))
        return [registry.weights_named(weights) for weights in dict.fromkeys(task.weights for task in tasks)]
    raise UnknownModel(f"No profile or weights are named {name!r}.")


def state(computer: "Machine", spec: "WeightsSpec") -> str:
    """`ready`, `to prepare`, `not installed` or `damaged`, without loading anything."""
    from ringkas.prepare import is_available

    if spec.source == "none":
        return "ready"
    if computer.store.is_prepared(spec):
        try:
            computer.store.verify(spec)
        except ModelError:
            return "damaged"
        return "ready"
    return "to prepare" if is_available(spec) else "not installed"


@app.command("list")
@takes(EngineOptions)
def list_models(engine: EngineOptions, as_json: AsJson = False) -> int:
    """Profiles and weights: state, size, licence, data terms."""
    computer = machine(engine, quiet=False)
    rows = []
    for profile in computer.registry.profiles.values():
        for spec in chosen(computer, profile.name):
            rows.append(
                {
                    "profile": profile.name,
                    "weights": spec.name,
                    "state": state(computer, spec),
                    "size_mb": spec.size_mb,
                    "engine": spec.engine,
                    "licence": spec.licence,
                    "commercial": spec.commercial,
                    "data_terms": spec.data_terms,
                }
            )
    table = [
        f"{row['profile']:14} {row['weights']:34} {row['state']:13} {row['size_mb']:>6} MB  {row['licence']}\n"
        f"{'':14} commercial use {row['commercial']}; {row['data_terms']}"
        for row in rows
    ]
    answer(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(table))
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def show(engine: EngineOptions, name: Name = None) -> int:
    """All that is known of a model, as JSON: its row, where it is, its state."""
    from dataclasses import asdict

    computer = machine(engine, quiet=False)
    rows = []
    for spec in chosen(computer, name):
        tasks = [asdict(task) for task in computer.registry.tasks.values() if task.weights == spec.name]
        folder = None if spec.source == "none" else str(computer.store.path(spec))
        rows.append({**asdict(spec), "state": state(computer, spec), "folder": folder, "tasks": tasks})
    answer(json.dumps(rows, ensure_ascii=False, indent=2))
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def prepare(engine: EngineOptions, name: Name = None) -> int:
    """Prepare installed weights for use now, rather than on first use; what is prepared already is checked."""
    from ringkas.prepare import prepare as make

    computer = machine(engine, quiet=False)
    with results(None) as out:
        for spec in chosen(computer, name):
            out.write(f"{make(spec, computer.store, computer.say)}\n")
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def pull(
    engine: EngineOptions, name: Annotated[str, typer.Argument(help="A profile or weights.", metavar="NAME")]
) -> int:
    """Download weights at their pinned revision and prepare them: the only command that uses the network."""
    from ringkas.prepare import pull as fetch

    computer = machine(engine, quiet=False)
    with results(None) as out:
        for spec in chosen(computer, name):
            out.write(f"{fetch(spec, computer.store, computer.say)}\n")
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def verify(engine: EngineOptions, name: Name = None) -> int:
    """Check a prepared model's files against its manifest; exit 5 where one is damaged or missing."""
    computer = machine(engine, quiet=False)
    for spec in chosen(computer, name):
        computer.store.verify(spec)
        say(f"{spec.name}: sound.")
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def path(engine: EngineOptions, name: Name = None) -> int:
    """The folder of a prepared model, or where it would be."""
    computer = machine(engine, quiet=False)
    answer("\n".join(str(computer.store.path(spec)) for spec in chosen(computer, name)))
    return ExitCode.DONE


@app.command()
@takes(EngineOptions)
def remove(
    engine: EngineOptions, name: Annotated[str, typer.Argument(help="A profile or weights.", metavar="NAME")]
) -> int:
    """Delete prepared models; installed packages stay."""
    computer = machine(engine, quiet=False)
    for spec in chosen(computer, name):
        removed = computer.store.remove(spec)
        say(f"{spec.name}: {'removed' if removed else 'was not there'}.")
    return ExitCode.DONE
