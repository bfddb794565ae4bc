"""Brings weights into the store in the form that their engine reads: once, complete, checked."""

import shutil
from collections.abc import Callable
from pathlib import Path

from ringkas.errors import PreparationFailed, RingkasError
from ringkas.store import Store, download, not_installed
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


def pull(spec: WeightsSpec, store: Store, say: Callable[[str], None]) -> Path:
    """Like `prepare`, but weights of the hub are downloaded at their pinned revision: the only use of the network.

    Raises:
        DownloadFailed: they cannot be fetched.
    """
    if spec.source == "hub" and not store.is_prepared(spec):
        with store.building(spec, say) as folder:
            if folder is not None:
                say(f"Downloading {spec.name} from {spec.repo} at {spec.revision}.")
                _build(spec, folder, say)
    return prepare(spec, store, say)


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
    from ringkas.prepare import embedded, transformers

    try:
        if spec.source == "package":
            embedded.build(spec, folder, say)
        elif spec.source == "path":
            say(f"Converting {spec.name}, once.")
            transformers.build(spec, Path(spec.path or ""), folder)
        elif spec.engine != "ctranslate2":
            download(spec, folder)
            transformers.require_safetensors(spec, folder)
        else:
            source = folder / "source"
            download(spec, source)
            say(f"Converting {spec.name}, once.")
            transformers.build(spec, source, folder)
            shutil.rmtree(source)
    except (RingkasError, OSError):
        raise
    except Exception as exc:  # what a broken model provokes in the libraries
        raise PreparationFailed(
            f"Preparing {spec.name} failed: {type(exc).__name__}: {exc}.",
            hint=f"Try `ringkas models prepare {spec.name}` again; `ringkas doctor` shows versions and space.",
        ) from exc
