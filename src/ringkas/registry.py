"""The models that ringkas knows: `models.toml` parsed and checked, strictly, before anything uses it."""

import difflib
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from importlib.resources import files
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from ringkas.errors import ModelsFileInvalid, UnknownModel
from ringkas.types import GenerationOptions, ProfileSpec, TaskSpec, WeightsSpec

Spec = WeightsSpec | TaskSpec | ProfileSpec
Row = TypeVar("Row", WeightsSpec, TaskSpec, ProfileSpec, GenerationOptions)

KINDS = {"weights": WeightsSpec, "tasks": TaskSpec, "profiles": ProfileSpec}
NEEDED = {"package": ("package", "version", "sha256"), "hub": ("repo", "revision"), "path": ("path",), "none": ()}
"""What a weights row must say beside the keys that all rows need, by its `source`."""
HEX = {"sha256": 64, "adapter_sha256": 64, "revision": 40}
"""Keys that hold a hash: its full length in hexadecimal digits. A short commit or a branch is no pin."""

NAME = re.compile(r"[A-Za-z0-9._]+(-[A-Za-z0-9._]+)*")
"""What a row may be called: it names a folder of the store too, up to a `--`."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The weights, tasks and profiles by name, references between them checked."""

    weights: Mapping[str, WeightsSpec]
    tasks: Mapping[str, TaskSpec]
    profiles: Mapping[str, ProfileSpec]

    @classmethod
    def load(cls, user_file: Path | None = None) -> "Registry":
        """Read the package's models.toml, then `user_file`, whose rows are added and replace rows of the same name.

        Raises:
            ModelsFileInvalid: a file cannot be read or parsed, or a row breaks a rule; names file, row and key.
        """
        builtin = Path(str(files("ringkas") / "data" / "models.toml"))
        rows: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        places: dict[tuple[str, str], str] = {}
        for file in [builtin] if user_file is None else [builtin, user_file]:
            for kind, name, spec in _read(file):
                rows[kind][name] = spec
                places[kind, name] = f"{file}: [{kind}.{name}]"
        registry = cls(**rows)
        registry._check_references(places)
        return registry

    def profile(self, name: str) -> ProfileSpec:
        """The profile of that name, or UnknownModel."""
        return _look_up(self.profiles, "profile", name)

    def task(self, name: str) -> TaskSpec:
        """The task of that name, or UnknownModel."""
        return _look_up(self.tasks, "task", name)

    def weights_named(self, name: str) -> WeightsSpec:
        """The weights of that name, or UnknownModel."""
        return _look_up(self.weights, "weights", name)

    def _check_references(self, places: Mapping[tuple[str, str], str]) -> None:
        for task in self.tasks.values():
            if task.weights not in self.weights:
                place = places["tasks", task.name]
                raise ModelsFileInvalid(
                    f"{place}: no weights named {task.weights!r}{_near(task.weights, self.weights)}."
                )
        for profile in self.profiles.values():
            place = places["profiles", profile.name]
            for kind, name in (("abstract", profile.abstract), ("translate", profile.translate)):
                if name not in self.tasks:
                    raise ModelsFileInvalid(f"{place}: {kind}: no task named {name!r}{_near(name, self.tasks)}.")
                if self.tasks[name].kind != kind:
                    raise ModelsFileInvalid(f"{place}: {kind}: the task {name!r} is of kind {self.tasks[name].kind!r}.")


def _look_up(rows: Mapping[str, Row], kind: str, name: str) -> Row:
    if name not in rows:
        raise UnknownModel(f"No {kind} named {name!r}{_near(name, rows)}.")
    return rows[name]


def _near(name: str, known: Mapping[str, object]) -> str:
    matches = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {matches[0]!r}?" if matches else f"; known: {', '.join(sorted(known)) or 'none'}"


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ModelsFileInvalid(f"{file}: cannot be read: {exc.strerror}.") from exc
    except ValueError as exc:  # TOMLDecodeError and UnicodeDecodeError
        raise ModelsFileInvalid(f"{file}: is not TOML: {exc}.") from exc


def _read(file: Path) -> Iterator[tuple[str, str, Spec]]:
    """The rows of a file as (kind, name, spec)."""
    for kind, table in _parse(file).items():
        if kind not in KINDS or not isinstance(table, dict):
            raise ModelsFileInvalid(
                f"{file}: unknown table [{kind}]; a row is [weights.NAME], [tasks.NAME] or [profiles.NAME]."
            )
        for name, row in table.items():
            place = f"{file}: [{kind}.{name}]"
            if not isinstance(row, dict):
                raise ModelsFileInvalid(f"{place}: is not a table of keys and values.")
            if not NAME.fullmatch(name):
                raise ModelsFileInvalid(
                    f"{place}: name: may hold letters, digits, `.`, `_` and single `-`, not {name!r}."
                )
            if "name" in row:
                raise ModelsFileInvalid(f"{place}: name: the row's own heading names it.")
            spec = _build(KINDS[kind], row | {"name": name}, place)
            match spec:
                case WeightsSpec():
                    spec = _check_weights(spec, file, place)
                case TaskSpec():
                    _check_task(spec, place)
            yield kind, name, spec


def _build(kind: type[Row], row: Mapping[str, object], place: str) -> Row:
    """An instance of the dataclass `kind`, its values checked against the types of its fields."""
    types = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in known:
            raise ModelsFileInvalid(f"{place}: unknown key {key!r}{_near(key, known)}.")
        if types[key] is GenerationOptions:
            if not isinstance(value, dict):
                raise ModelsFileInvalid(f"{place}: {key}: must be a table, not {value!r}.")
            values[key] = _build(GenerationOptions, value, f"{place}: {key}")
            _check_options(values[key], f"{place}: {key}")
        else:
            values[key] = _checked(types[key], value, f"{place}: {key}")
    for key, field in known.items():
        if key not in values and field.default is MISSING:
            raise ModelsFileInvalid(f"{place}: the key {key!r} is missing.")
    return kind(**values)


def _checked(kind: type, value: object, place: str) -> object:
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ModelsFileInvalid(f"{place}: must be one of {', '.join(get_args(kind))}, not {value!r}.")
        return value
    allowed: list[type] = [choice for choice in get_args(kind) or [kind] if choice is not NoneType]
    if float in allowed and type(value) is int:
        return float(value)
    if type(value) not in allowed:  # not isinstance: a bool is an int
        raise ModelsFileInvalid(f"{place}: must be of type {allowed[0].__name__}, not {value!r}.")
    return value


def _check_weights(spec: WeightsSpec, file: Path, place: str) -> WeightsSpec:
    if spec.source == "none" and spec.engine != "fake":
        raise ModelsFileInvalid(f"{place}: source: only the fake engine has weights from nowhere.")
    if spec.source == "hub" and spec.engine == "openvino":
        raise ModelsFileInvalid(
            f"{place}: source: the openvino engine reads what is prepared from a package; "
            "what comes from a hub runs on ctranslate2 or torch."
        )
    for key in NEEDED[spec.source]:
        if getattr(spec, key) is None:
            raise ModelsFileInvalid(f"{place}: the key {key!r} is missing; source = {spec.source!r} needs it.")
    if spec.adapter is not None and spec.adapter_sha256 is None:
        raise ModelsFileInvalid(f"{place}: the key 'adapter_sha256' is missing; an adapter needs it.")
    for key, digits in HEX.items():
        value = getattr(spec, key)
        if value is not None and not re.fullmatch(f"[0-9a-f]{{{digits}}}", value):
            raise ModelsFileInvalid(f"{place}: {key}: must be {digits} hexadecimal digits, not {value!r}.")
    if spec.context < 1:
        raise ModelsFileInvalid(f"{place}: context: must be at least 1, not {spec.context}.")
    return spec if spec.path is None else replace(spec, path=str(file.absolute().parent / Path(spec.path).expanduser()))


def _check_task(spec: TaskSpec, place: str) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(spec.prompt) if name is not None]
    except ValueError as exc:
        raise ModelsFileInvalid(f"{place}: prompt: {exc}.") from exc
    if "text" not in names or not set(names) <= {"text", "count"}:
        raise ModelsFileInvalid(
            f"{place}: prompt: must hold {{text}}, may hold {{count}} and no other field: {spec.prompt!r}."
        )
    if spec.kind == "translate" and spec.unit != "extract":
        raise ModelsFileInvalid(f"{place}: unit: is for tasks that summarise; a translation is of a sentence, always.")


def _check_options(options: GenerationOptions, place: str) -> None:
    for key, holds, rule in (
        ("beam_size", options.beam_size >= 1, "at least 1"),
        ("candidates", 1 <= options.candidates <= options.beam_size, f"1 to beam_size ({options.beam_size})"),
        ("length_penalty", options.length_penalty >= 0, "0 or more"),
        ("max_output_tokens", options.max_output_tokens >= 1, "at least 1"),
        ("max_output_ratio", options.max_output_ratio is None or options.max_output_ratio > 0, "more than 0"),
    ):
        if not holds:
            raise ModelsFileInvalid(f"{place}: {key}: must be {rule}, not {getattr(options, key)!r}.")
