"""`ringkas schema`, `ringkas verify` and `ringkas doctor`: looking at records and at the installation."""

import json
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ringkas.cli.models import chosen, state
from ringkas.cli.options import EngineOptions, ReadingOptions, SettingOptions, takes
from ringkas.cli.run import machine, standard_input
from ringkas.cli.streams import answer, results, say
from ringkas.errors import ExitCode, InputNotFound, RecordInvalid

if TYPE_CHECKING:
    from ringkas.assembly import Machine


def schema() -> int:
    """Print the JSON Schema of the records."""
    from ringkas.report import schema as made

    answer(json.dumps(made(), ensure_ascii=False, indent=2))
    return ExitCode.DONE


@takes(ReadingOptions)
def verify(
    reading: ReadingOptions,
    records: Annotated[
        list[str], typer.Argument(help="JSONL files of records; `-` is standard input.", metavar="RECORDS")
    ],
    root: Annotated[Path, typer.Option(help="The folder that the records' paths start from.")] = Path(),
) -> int:
    """Check records against their sources: schema, hashes, offsets; exit 7 where one does not hold.

    Prints one line of JSON for each record: its id, `sound` and what is wrong. Encoding and format are the records';
    the other options of reading are needed where the records were made with them.
    """
    from ringkas.verification import Verifier

    unsound, verifier = 0, Verifier(root, reading.read_options())
    with results(None) as out:
        for name in records:
            for line in _lines(name):
                identifier, problems = verifier.check(line)
                unsound += bool(problems)
                out.write(json.dumps({"id": identifier, "sound": not problems, "problems": problems}) + "\n")
    if unsound:
        raise RecordInvalid(f"{unsound} record{'s do' if unsound > 1 else ' does'} not hold.")
    return ExitCode.DONE


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from standard_input()
        return
    try:
        with Path(name).open("rb") as file:
            yield from file
    except OSError as error:
        raise InputNotFound(f"Cannot read {name}: {error.strerror}.") from error


@takes(SettingOptions, EngineOptions)
def doctor(
    context: typer.Context,
    setting: SettingOptions,
    engine: EngineOptions,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """Show versions, CPU, store, models and where each setting comes from; exit 5 where the profile cannot run."""
    computer = machine(engine, quiet=True)
    report: dict[str, Any] = {
        "versions": _library_versions(),
        "cpu": _cpu(computer.threads),
        "store": _store(computer, engine),
        "models": {
            spec.name: {"profile": profile, "state": state(computer, spec)}
            for profile in computer.registry.profiles
            for spec in chosen(computer, profile)
        },
        "settings": {
            name: {"value": _shown(value), "origin": _origin(context, name)}
            for name, value in context.params.items()
            if name != "as_json"
        },
    }
    usable = all(state(computer, spec) in ("ready", "to prepare") for spec in chosen(computer, setting.profile))
    if as_json:
        answer(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        answer("\n".join(_table(report)))
    if not usable:
        say(f"ringkas: the profile {setting.profile!r} cannot run; see the models above and `ringkas models list`.")
        return ExitCode.MODEL
    return ExitCode.DONE


def _table(report: dict[str, Any]) -> Iterator[str]:
    for section, rows in report.items():
        yield section
        for name, value in rows.items():
            shown = "  ".join(str(part) for part in value.values()) if isinstance(value, dict) else value
            yield f"  {name:28} {shown}"


def _library_versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for name in ("ringkas", "openvino", "ctranslate2", "tokenizers", "torch", "transformers", "trafilatura", "typer"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _cpu(threads: int) -> dict[str, Any]:
    flags = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("flags"):
                wanted = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16")
                flags = " ".join(flag for flag in line.split() if flag in wanted)
                break
    except OSError:
        flags = "unknown"
    return {"machine": platform.machine(), "cores": os.cpu_count(), "threads used": threads, "instructions": flags}


def _store(computer: "Machine", engine: EngineOptions) -> dict[str, Any]:
    root = engine.cache_root()
    existing = next(folder for folder in (root, *root.absolute().parents) if folder.exists())
    return {
        "folder": str(root),
        "writable": os.access(existing, os.W_OK),
        "free MB": shutil.disk_usage(existing).free // 1_000_000,
        "models file": str(engine.user_models_file() or "built in"),
        "known weights": len(computer.registry.weights),
    }


def _shown(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def _origin(context: typer.Context, name: str) -> str:
    source = context.get_parameter_source(name)
    if source is None or source.name.startswith("DEFAULT"):
        return "default"
    if source.name == "ENVIRONMENT":
        return next((str(p.envvar) for p in context.command.params if p.name == name and p.envvar), "environment")
    return "command line"
