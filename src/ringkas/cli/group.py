"""`ringkas FILE...` is `ringkas run FILE...`."""

import difflib
import sys
from pathlib import Path

import typer
from typer.core import TyperGroup

OWN_OPTIONS = ("--version", "--help", "-h", "--install-completion", "--show-completion")


class DefaultRun(TyperGroup):
    """A group that puts `run` before arguments that begin with no subcommand."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Insert `run`; a word near a subcommand's name that is no file is taken for a slip.

        Completion parses resiliently and must keep seeing the subcommands, so it is left alone.
        """
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if not args and sys.stdin is not None and sys.stdin.isatty():
            typer.echo(ctx.get_help(), err=True)
            raise typer.Exit(2)
        if not args:
            args = ["run"]
        elif args[0] not in self.commands and args[0] not in OWN_OPTIONS:
            self._refuse_slip(args[0])
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def _refuse_slip(self, word: str) -> None:
        near = difflib.get_close_matches(word, self.commands, n=1, cutoff=0.75)
        if near and not Path(word).exists():
            raise typer.BadParameter(f"no file or command {word!r}. Did you mean `ringkas {near[0]}`?")
