"""The options that several commands share, each written once, and how they become settings.

`takes(Group, ...)` gives a command the options of dataclasses whose fields are annotated for Typer; the command
receives one object for each group.
"""

import inspect
import os
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from ringkas.settings import Settings
    from ringkas.sources import ReadOptions

INPUT, MODEL, OUTPUT = "Input", "Models", "Output"


def takes(*groups: type[Any]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Replace parameters typed with one of `groups` by the group's own fields, as options."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        hints = get_type_hints(command, include_extras=True)
        slots = {name: hint for name, hint in hints.items() if hint in groups}
        parameters = [
            parameter.replace(annotation=hints[name])
            for name, parameter in inspect.signature(command).parameters.items()
            if name not in slots
        ]
        for group in slots.values():
            group_hints = get_type_hints(group, include_extras=True)
            for field in fields(group):
                default = inspect.Parameter.empty if field.default is MISSING else field.default
                parameters.append(
                    inspect.Parameter(
                        field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=group_hints[field.name]
                    )
                )

        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> int:  # noqa: ANN401  # the command's own
            made = {
                name: group(**{field.name: kwargs.pop(field.name) for field in fields(group)})
                for name, group in slots.items()
            }
            return command(*args, **made, **kwargs)

        ordered = sorted(parameters, key=lambda parameter: parameter.kind)
        run.__signature__ = inspect.Signature(ordered, return_annotation=int)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in ordered}
        return run

    return decorate


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Which models do the work and on what; becomes `ringkas.settings.Settings`."""

    profile: Annotated[
        str, typer.Option(envvar="RINGKAS_PROFILE", help="Models to use; see `ringkas models list`.")
    ] = "mini"
    beam: Annotated[
        int | None, typer.Option(min=1, max=16, help="Beams and candidates of each task; 1 is greedy and quicker.")
    ] = None
    any_language: Annotated[bool, typer.Option("--any-language", help="Take other languages too.")] = False
    commercial: Annotated[
        bool, typer.Option("--commercial", help="Refuse models whose terms forbid commercial use.")
    ] = False

    def settings(self, **values: bool | int | str | None) -> "Settings":
        """The `Settings` that these options and `values` say."""
        from ringkas.settings import Settings

        stated: dict[str, Any] = {
            "profile": self.profile,
            "beam_size": self.beam,
            "any_language": self.any_language,
            "commercial": self.commercial,
        }
        return Settings(**stated | values)


@dataclass(frozen=True, slots=True)
class SettingOptions(ModelOptions):
    """The same, and what a summary is like."""

    no_abstract: Annotated[bool, typer.Option("--no-abstract", help="Keep the extracted sentences as they are.")] = (
        False
    )
    no_translate: Annotated[bool, typer.Option("--no-translate", help="Indonesian only.")] = False
    sentences: Annotated[int, typer.Option("--sentences", "-n", min=1, max=50, help="Sentences in the summary.")] = 3
    max_words: Annotated[int | None, typer.Option(min=1, max=10_000, help="The most words in the summary.")] = None
    extract: Annotated[str, typer.Option(help="How sentences are rated: ranker, lead or textrank.")] = "ranker"
    extract_words: Annotated[
        int | None,
        typer.Option(min=20, max=10_000, help="Words to write the summary from; 40 a sentence, 120 or more."),
    ] = None

    def settings(self, **values: bool | int | str | None) -> "Settings":
        """The `Settings` that these options and `values` say."""
        stated: dict[str, Any] = {
            "abstract": not self.no_abstract,
            "translate": not self.no_translate,
            "sentences": self.sentences,
            "max_words": self.max_words,
            "extract_method": self.extract,
            "extract_words": self.extract_words,
        }
        return ModelOptions.settings(self, **stated | values)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How input is read; becomes `ringkas.sources.ReadOptions`."""

    encoding: Annotated[str | None, typer.Option(help="The input's encoding; detected otherwise.")] = None
    input_format: Annotated[
        str | None, typer.Option(help="text, markdown, html or jsonl; by the file's name otherwise.")
    ] = None
    max_bytes: Annotated[int, typer.Option(min=1, help="The most bytes of one article, decompressed.")] = 20_000_000
    text_field: Annotated[str, typer.Option(help="JSONL: the key of the text.")] = "text"
    title_field: Annotated[str, typer.Option(help="JSONL: the key of the title.")] = "title"
    id_field: Annotated[str, typer.Option(help="JSONL: the key of the id.")] = "id"

    def read_options(self) -> "ReadOptions":
        """The `ReadOptions` that these options say."""
        from ringkas.sources import ReadOptions

        return ReadOptions(
            encoding=self.encoding,
            format=self.input_format,  # type: ignore[arg-type]  # checked there
            max_bytes=self.max_bytes,
            text_field=self.text_field,
            title_field=self.title_field,
            id_field=self.id_field,
        )


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Where models are and how fast they run; never changes the output."""

    threads: Annotated[
        int, typer.Option(envvar="RINGKAS_THREADS", min=0, max=256, help="CPU threads; 0 takes all cores.")
    ] = 0
    cache: Annotated[Path | None, typer.Option(envvar="RINGKAS_CACHE", help="The folder of prepared models.")] = None
    models_file: Annotated[
        Path | None, typer.Option(envvar="RINGKAS_MODELS", help="A models.toml that adds to the built-in one.")
    ] = None

    def cache_root(self) -> Path:
        """The store's folder: `--cache`, RINGKAS_CACHE or the platform's cache folder.

        Raises:
            StoreUnwritable: the platform names none.
        """
        from ringkas.assembly import default_cache

        return self.cache or default_cache()

    def user_models_file(self) -> Path | None:
        """The user's models.toml: `--models-file`, RINGKAS_MODELS, or the configuration folder's, if there."""
        if self.models_file is not None:
            return self.models_file
        from platformdirs import user_config_path

        file = user_config_path("ringkas") / "models.toml"
        return file if file.is_file() else None

    def thread_count(self) -> int:
        """Threads to use: what was asked for, else the cores that this process may use."""
        if self.threads:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
