"""`ringkas batch` and `ringkas merge`."""

import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringkas.cli.options import EngineOptions, ReadingOptions, SettingOptions, takes
from ringkas.cli.progress import progress, summary
from ringkas.cli.run import IncludeText, Quiet, machine, standard_input
from ringkas.cli.streams import OutputClosed, guarded_stdout, not_writable, results, say
from ringkas.errors import ExitCode, InputNotFound, InputUnreadable, OutputConflict

if TYPE_CHECKING:
    from ringkas.batch.output import Journal, Tree

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        help="Directories, files, globs, JSONL with an article a line; `-` is standard input.", metavar="INPUT"
    ),
]
BatchOutput = Annotated[
    str,
    typer.Option(
        "--output", "-o", help="OUT.jsonl, OUTDIR/ for a file a record, or `-`. The same command continues it."
    ),
]
FilesFrom = Annotated[
    str | None, typer.Option(help="A file of names to read, one a line or NUL-separated; `-` is standard input.")
]
Root = Annotated[
    Path | None, typer.Option(help="Name articles by their path below this; by default below the directory given.")
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Only the I-th of N parts, told by content.")
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Try again what failed in earlier runs.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="End at the first article that fails.")]


@takes(SettingOptions, ReadingOptions, EngineOptions)
def batch(
    setting: SettingOptions,
    reading: ReadingOptions,
    engine: EngineOptions,
    output: BatchOutput,
    inputs: Inputs = None,
    files_from: FilesFrom = None,
    root: Root = None,
    shard: ShardOption = None,
    retry_failed: RetryFailed = False,
    fail_fast: FailFast = False,
    include_text: IncludeText = False,
    quiet: Quiet = False,
) -> int:
    """Run over many articles: one record each, nothing lost.

    The output is the journal: stopped or killed, the same command goes on where it was. An article that fails becomes
    an error record, and the exit code is 8.
    """
    from ringkas.assembly import assemble
    from ringkas.batch.identity import WHOLE, Shard
    from ringkas.batch.inputs import Input, count_articles, list_inputs
    from ringkas.batch.output import Output, Stream
    from ringkas.batch.work import Batch, Reading

    if not inputs and files_from is None:
        raise typer.BadParameter("name a directory, files or JSONL.", param_hint="INPUT...")
    if files_from == "-" and "-" in (inputs or ()):
        raise typer.BadParameter("standard input cannot be both a list and an article.", param_hint="--files-from")
    part = WHOLE if shard is None else Shard.parse(shard)
    pipeline = assemble(setting.settings(), replace(machine(engine, quiet=quiet), isolated=True))
    with ExitStack() as held:
        kept = _kept(output, pipeline.signature, include_text=include_text, retry_failed=retry_failed)
        if kept is None and retry_failed:
            raise typer.BadParameter("a stream keeps nothing to try again.", param_hint="--retry-failed")
        items = list_inputs(
            inputs or (), listed=_listed(files_from), root=root, leave_out=kept.own_paths if kept else ()
        )
        target: Output
        if kept is None:
            target = Stream(held.enter_context(results(Path(output))).write)
        else:
            held.enter_context(guarded_stdout())
            target = kept
        work = Batch(
            pipeline,
            items,
            target,
            reading=Reading(reading.read_options(), standard_input() if Input(None) in items else None),
            shard=part,
            fail_fast=fail_fast,
            include_text=include_text,
        )
        if kept is not None:
            held.enter_context(kept)
        started = time.monotonic()
        try:
            with progress(lambda: count_articles(items), quiet=quiet) as show:
                counts = work.run(show)
        finally:
            if not quiet and not isinstance(sys.exc_info()[1], OutputClosed):
                say(f"ringkas: {summary(work.counts, time.monotonic() - started)}.")
    if counts.any_failed and not quiet:
        say("  The error records say why; `--retry-failed` tries those articles again.")
    return ExitCode.SOME_FAILED if counts.any_failed else ExitCode.DONE


def merge(
    outputs: Annotated[
        list[Path], typer.Argument(help="Outputs of `ringkas batch`, files or folders.", metavar="OUTPUTS")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where all records go; `-` is standard output.")],
    quiet: Quiet = False,
) -> int:
    """Put the outputs of several batches together, such as all shards of one, once it is proved that none is missing.

    Checks that each output still holds what it held when its batch came to its end, that all shards are there and met
    the same inputs, and that no article is there twice. Records keep their order, one output after the other.
    """
    from ringkas.batch.merge import lines, prove

    for path in outputs:
        if not path.exists():
            raise InputNotFound(f"{path} does not exist.")
        if output.resolve() == path.resolve():
            raise OutputConflict(f"{path} is both read and written.", hint="Choose another output with `-o`.")
    proof = prove(outputs)
    with results(output) as out:
        for line in lines(outputs):
            out.write(line)
    if not quiet:
        departed = f"; {proof.departed:,} of articles that were no longer there at the end" if proof.departed else ""
        say(f"ringkas: complete: {proof.articles:,} records, {proof.failed:,} of them errors{departed}.")
    return ExitCode.DONE


def _kept(output: str, signature: str, *, include_text: bool, retry_failed: bool) -> "Journal | Tree | None":
    """The journal or the tree that `-o` names; None for a stream: `-`, a pipe or a device."""
    from ringkas.batch.output import Journal, Tree

    path = Path(output)
    if not output:
        raise typer.BadParameter("name a file, a folder or `-`.", param_hint="--output")
    try:
        if output == "-" or (path.exists() and not path.is_file() and not path.is_dir()):
            return None
        kind = Tree if output.endswith("/") or path.is_dir() else Journal
    except OSError as error:
        raise not_writable(output, error) from error
    return kind(path, signature=signature, include_text=include_text, retry_failed=retry_failed)


def _listed(files_from: str | None) -> list[str]:
    """The names in the list that `--files-from` names."""
    from ringkas.batch.inputs import read_list

    if files_from is None:
        return []
    try:
        data = standard_input().read() if files_from == "-" else Path(files_from).read_bytes()
    except OSError as error:
        raise InputUnreadable(f"{files_from} cannot be read: {error.strerror}.") from error
    return read_list(data)
