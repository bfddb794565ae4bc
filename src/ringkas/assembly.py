"""Puts a pipeline together: settings, the registry's rows and the store's models in, a ready `Pipeline` out."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from ringkas.abstract import Abstractor
from ringkas.backends import open_generator
from ringkas.backends.base import TextGenerator
from ringkas.errors import LicenceRefused, StoreUnwritable
from ringkas.pipeline import Pipeline
from ringkas.prepare import prepare
from ringkas.registry import Registry
from ringkas.settings import Settings
from ringkas.store import Store, identity
from ringkas.translate import Translator
from ringkas.types import ModelUse, TaskSpec, WeightsSpec

BATCH_TOKENS = 640
"""Prompt tokens in one batch: sixteen sentences, 64 rows at beam 4. A row of a step takes as long in larger batches."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where models are and how they run; never changes the output.

    Attributes:
        registry: the known models.
        store: where prepared models lie.
        threads: CPU threads in all.
        say: told what is being prepared, a line at a time.
        isolated: engines run in processes of their own, as long runs over many articles want.
    """

    registry: Registry
    store: Store
    threads: int
    say: Callable[[str], None]
    isolated: bool = False


def silent(_message: str) -> None:
    """Say nothing."""


def open_pipeline(
    *,
    cache: Path | None = None,
    models_file: Path | None = None,
    threads: int = 1,
    say: Callable[[str], None] = silent,
    **settings: Any,  # noqa: ANN401 - the fields of Settings, which checks them
) -> Pipeline:
    """A ready pipeline for use as a library; keyword arguments beside these are the fields of `Settings`.

    Args:
        cache: the folder of prepared models; the platform's cache folder otherwise.
        models_file: a models.toml that adds to the built-in one.
        threads: CPU threads; changes speed, never output.
        say: told what is being prepared, a line at a time; nothing is printed.
        **settings: for example `sentences=2`, `translate=False`.

    Raises:
        RingkasError: as `assemble` and `Settings` say.
    """
    machine = Machine(Registry.load(models_file), Store(cache or default_cache()), threads, say)
    return assemble(Settings(**settings), machine)


def default_cache() -> Path:
    """The platform's cache folder for ringkas.

    Raises:
        StoreUnwritable: the platform names none, as for a user without a home directory.
    """
    try:
        return user_cache_path("ringkas")
    except RuntimeError as error:
        raise StoreUnwritable("No cache folder: this user has no home directory.") from error


def assemble(settings: Settings, machine: Machine) -> Pipeline:
    """A pipeline whose models are loaded, and on first use prepared, when the first article needs them.

    Two tasks on the same weights share one generator.

    Raises:
        UnknownModel: no profile of that name.
        LicenceRefused: `settings.commercial`, and the terms of a model in use forbid it.
    """
    tasks = _tasks(settings, machine.registry)
    generators: dict[str, TextGenerator] = {}

    def generator(task: TaskSpec) -> TextGenerator:
        if task.weights not in generators:
            spec = machine.registry.weights_named(task.weights)
            folder = prepare(spec, machine.store, machine.say)
            generators[task.weights] = open_generator(
                spec, folder, threads=machine.threads, batch_tokens=BATCH_TOKENS, isolated=machine.isolated
            )
        return generators[task.weights]

    def open_abstractor() -> Abstractor:
        return Abstractor(generator(tasks["abstract"]), tasks["abstract"])

    def open_translator() -> Translator:
        return Translator(generator(tasks["translate"]), tasks["translate"])

    specs = {kind: machine.registry.weights_named(task.weights) for kind, task in tasks.items()}
    return Pipeline(
        settings,
        open_abstractor=open_abstractor,
        open_translator=open_translator,
        models={kind: _use(task, specs[kind], settings, machine.say) for kind, task in tasks.items()},
        versions=_versions(specs.values()),
        signature=signature(settings, machine.registry),
    )


def signature(settings: Settings, registry: Registry) -> str:
    """What identifies settings and models: equal signatures on equal input give equal output on one machine.

    For example `ringkas:0.1.0|profile:mini|abstract:summarise-gemma-270m@1f2e3d4c|translate:…|sentences:2`; the
    digits after `@` are of the hash of the task's row and its weights.
    """
    parts = [f"ringkas:{version('ringkas')}", f"profile:{settings.profile}"]
    for kind, task in _tasks(settings, registry).items():
        row = json.dumps([asdict(task), identity(registry.weights_named(task.weights))], sort_keys=True)
        parts.append(f"{kind}:{task.name}@{hashlib.sha256(row.encode()).hexdigest()[:8]}")
    return "|".join(parts + [part for part in [settings.signature()] if part])


def _tasks(settings: Settings, registry: Registry) -> dict[str, TaskSpec]:
    """The tasks in use by kind, decoding options overridden as the settings say."""
    profile = registry.profile(settings.profile)
    wanted = {"abstract": settings.abstract, "translate": settings.translate}
    names = {"abstract": profile.abstract, "translate": profile.translate}
    tasks = {kind: registry.task(names[kind]) for kind, use in wanted.items() if use}
    if settings.beam_size is None:
        return tasks
    return {
        kind: replace(task, options=replace(task.options, beam_size=settings.beam_size, candidates=settings.beam_size))
        for kind, task in tasks.items()
    }


def _use(task: TaskSpec, spec: WeightsSpec, settings: Settings, say: Callable[[str], None]) -> ModelUse:
    if settings.commercial:
        if spec.commercial == "forbidden":
            raise LicenceRefused(
                f"{spec.name} may not be used commercially: licence {spec.licence}; data: {spec.data_terms}."
            )
        if spec.commercial == "unstated":
            say(f"ringkas: {spec.name} does not state whether commercial use is allowed; data: {spec.data_terms}.")
    return ModelUse(
        task=task.name,
        weights=spec.name,
        revision=spec.revision or spec.version or "",
        sha256=identity(spec),
        engine=spec.engine,
        licence=spec.licence,
        data_terms=spec.data_terms,
    )


def _versions(specs: Iterable[WeightsSpec]) -> dict[str, str]:
    """Versions of what shapes the output."""
    libraries = {"ringkas", "trafilatura"} | {spec.engine for spec in specs if spec.engine != "fake"}
    found = {}
    for name in sorted(libraries):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
