"""The command line: the only place that prints, reads the environment and exits.

Each command is a function that returns an exit code; `main` turns errors into messages and codes, in this one place.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from ringkas.cli import batch, evaluate, inspection, models, run
from ringkas.cli.group import DefaultRun
from ringkas.cli.signals import Stopped, stoppable
from ringkas.cli.streams import OutputClosed, answer, reserve_standard_descriptors, say
from ringkas.errors import ExitCode, RingkasError

HELP = """Summarise Indonesian news, translate the summary into English, check both against the source.

\b
  ringkas article.txt                  one JSON record
  ringkas article.txt --format text    to read
  cat article.txt | ringkas            from a pipe
  ringkas batch articles/ -o out.jsonl a directory of thousands

Exit codes: 0 done, 2 usage, 3 input, 4 configuration, 5 model, 6 inference, 7 output, 8 some articles failed,
130 interrupted, 143 terminated.
"""

app = typer.Typer(
    cls=DefaultRun,
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="FILE... | COMMAND",
)
app.command("run")(run.run)
app.command("translate")(run.translate)
app.command("batch")(batch.batch)
app.command("merge")(batch.merge)
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="eval")
app.command("schema")(inspection.schema)
app.command("verify")(inspection.verify)
app.command("doctor")(inspection.doctor)


def _version(show: bool) -> None:
    if show:
        from importlib.metadata import version

        answer(f"ringkas {version('ringkas')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options of the program itself; those of a run belong to its command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with one of `ExitCode`; a bug shows its traceback and exits 1."""
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    reserve_standard_descriptors()
    try:
        with stoppable():
            outcome: Any = app(args=arguments, prog_name="ringkas", standalone_mode=False)
            return int(outcome or 0)
    except RingkasError as error:
        complain(error.message, error.hint)
        return error.exit_code
    except OutputClosed:
        return ExitCode.DONE
    except Stopped as stop:
        say("ringkas: stopped.")
        os._exit(stop.code)  # Python's own end waits for all batches that an engine has queued, a minute and more
    except typer.Exit as end:
        return end.exit_code
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # a usage error of Typer's
            error.show()
            return int(error.exit_code)
        raise


def complain(message: str, hint: str) -> None:
    """An error as users see it: what is wrong, then what to do."""
    say(f"ringkas: {message}")
    if hint:
        say(f"  {hint}")
