"""`ringkas run` and `ringkas translate`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ringkas.cli.options import EngineOptions, ModelOptions, ReadingOptions, SettingOptions, takes
from ringkas.cli.streams import results, say
from ringkas.errors import ExitCode, InputUnreadable, RingkasError

if TYPE_CHECKING:
    from ringkas.assembly import Machine
    from ringkas.settings import Settings
    from ringkas.sources import ReadOptions
    from ringkas.types import Article, Failure

Files = Annotated[
    list[str] | None, typer.Argument(help="Articles; `-`, or nothing in a pipe, is standard input.", metavar="FILE")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of standard output.")]
OutputFormat = Annotated[str, typer.Option("--format", "-f", help="jsonl, json, text or markdown.")]
IncludeText = Annotated[bool, typer.Option("--include-text", help="Put the source text into the record.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes on standard error.")]


@takes(SettingOptions, ReadingOptions, EngineOptions)
def run(
    setting: SettingOptions,
    reading: ReadingOptions,
    engine: EngineOptions,
    files: Files = None,
    output: Output = None,
    format: OutputFormat = "jsonl",
    include_text: IncludeText = False,
    quiet: Quiet = False,
) -> int:
    """Summarise articles and translate the summaries: one JSON record an article, in order.

    Several files, or JSONL, behave like a batch: an article that fails becomes an error record, and the exit code is
    8. A single file that fails prints nothing on standard output.
    """
    return _process(setting.settings(), reading, engine, files, output, format, include_text, quiet)


@takes(ModelOptions, ReadingOptions, EngineOptions)
def translate(
    model: ModelOptions,
    reading: ReadingOptions,
    engine: EngineOptions,
    files: Files = None,
    output: Output = None,
    format: OutputFormat = "jsonl",
    include_text: IncludeText = False,
    quiet: Quiet = False,
) -> int:
    """Translate whole articles, sentence by sentence: the same record, without a summary."""
    settings = model.settings(abstract=False, extract_method="all")
    return _process(settings, reading, engine, files, output, format, include_text, quiet)


def machine(engine: EngineOptions, *, quiet: bool) -> "Machine":
    """The `Machine` that the options describe."""
    from ringkas.assembly import Machine, silent
    from ringkas.registry import Registry
    from ringkas.store import Store

    return Machine(
        registry=Registry.load(engine.user_models_file()),
        store=Store(engine.cache_root()),
        threads=engine.thread_count(),
        say=silent if quiet else say,
    )


def _process(
    settings: "Settings",
    reading: ReadingOptions,
    engine: EngineOptions,
    files: list[str] | None,
    output: Path | None,
    format: str,
    include_text: bool,
    quiet: bool,
) -> int:
    """Read, run and print article by article; the exit code."""
    from ringkas.assembly import assemble
    from ringkas.report import FORMATS, record
    from ringkas.types import Article, Failure

    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is not one of {', '.join(FORMATS)}.", param_hint="--format")
    if not files:
        if sys.stdin is None or sys.stdin.isatty():
            raise typer.BadParameter("name a file, or pipe an article in.", param_hint="FILE...")
        files = ["-"]
    pipeline = assemble(settings, machine(engine, quiet=quiet))
    options = reading.read_options()
    render = FORMATS[format]
    failed = 0
    with results(output) as out:
        articles = read_each(files, options) if len(files) > 1 else read_one(files[0], options)
        for article in articles:
            outcome = pipeline.run([article])[0]
            if isinstance(outcome, Failure):
                alone = len(files) == 1 and isinstance(article, Article) and article.source.format != "jsonl"
                if alone:
                    raise _end_with(outcome)
                failed += 1
            out.write(render(record(outcome, include_text=include_text)))
    if failed and not quiet:
        say(f"ringkas: {failed} article{'s' if failed > 1 else ''} failed; the error records say why.")
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


def read_one(file: str, options: "ReadOptions") -> "Iterator[Article | Failure]":
    """The articles of one input; errors are raised."""
    from ringkas.sources import read

    return read(None, stdin=standard_input(), options=options) if file == "-" else read(file, options=options)


def standard_input() -> BinaryIO:
    """The bytes of standard input.

    Raises:
        InputUnreadable: it is closed.
    """
    if sys.stdin is None:
        raise InputUnreadable("Standard input cannot be read: it is closed.")
    return sys.stdin.buffer


def read_each(files: Iterable[str], options: "ReadOptions") -> "Iterator[Article | Failure]":
    """The articles of several inputs; an input that cannot be read becomes a failure."""
    from ringkas.sources import printable
    from ringkas.types import Failure

    for file in files:
        try:
            yield from read_one(file, options)
        except RingkasError as error:
            yield Failure.of(error, id=printable(file), source=getattr(error, "source", None))


def _end_with(failure: "Failure") -> typer.Exit:
    """Print a failure as an error; the end of the program with its exit code.

    Raised rather than returned, so that an output file is left as it was.
    """
    from ringkas.cli import complain

    complain(failure.message, failure.hint)
    return typer.Exit(failure.exit_code)
