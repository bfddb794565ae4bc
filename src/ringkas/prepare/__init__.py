"""Brings weights into the store in the form that their engine reads: once, complete, checked."""

from collections.abc import Callable
from pathlib import Path

from ringkas.errors import PreparationFailed, RingkasError
from ringkas.store import Store, not_installed
from ringkas.types import WeightsSpec


def prepare(spec: WeightsSpec, store: Store, say: Callable[[str], None]) -> Path:
    """The verified folder of the weights, prepared first where that needs no download.

    A second process waits for the first.

    Args:
        spec: the weights row.
        store: where prepared models lie.
        say: is told in a sentence what is being prepared and how long it takes.

    Raises:
        ModelNotInstalled: the weights are neither in the store nor installed.
        PackageDamaged: the installed weights, or the adapter, are not what was pinned.
        PreparationFailed: they cannot be prepared, or what came of it fails the self-test.
        StoreDamaged: the prepared folder is not what it was.
        StoreUnwritable: the store cannot be written.
    """
    if not store.is_prepared(spec):
        if not is_available(spec) and spec.source != "package":
            raise not_installed(spec)
        with store.building(spec, say) as folder:
            if folder is not None:
                _build(spec, folder, say)
    return store.open(spec)


def is_available(spec: WeightsSpec) -> bool:
    """Whether the weights could be prepared now, without a download."""
    from ringkas.prepare import gguf

    match spec.source:
        case "package":
            return bool(gguf.chunks(spec.package or ""))
        case "path":
            return Path(spec.path or "").is_dir()
        case _:
            return spec.source == "none"


def _build(spec: WeightsSpec, folder: Path, say: Callable[[str], None]) -> None:
    from ringkas.prepare import embedded

    try:
        embedded.build(spec, folder, say)
    except (RingkasError, OSError):
        raise
    except Exception as exc:
        raise PreparationFailed(
            f"Preparing {spec.name} failed: {type(exc).__name__}: {exc}.",
            hint=f"Try `ringkas models prepare {spec.name}` again; `ringkas doctor` shows versions and space.",
        ) from exc
