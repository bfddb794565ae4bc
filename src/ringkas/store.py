"""The model store: prepared and pulled models, each folder complete, named by what it was made from, and summed.

    ROOT/NAME--RECIPE/manifest.json     what it was made from, and the sha256 of each file beside it
    ROOT/NAME--RECIPE/...               what the engine reads
    ROOT/.building-NAME--RECIPE/        work in progress, or left by a process that was killed
    ROOT/.lock-NAME--RECIPE             held while building and removing

A folder gets its name by one rename, after its manifest was written, so a folder with that name is complete; its sums
are checked whenever it is opened all the same. What a killed process left is deleted by the next one that builds.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from ringkas.errors import DownloadFailed, ModelNotInstalled, StoreDamaged, StoreUnwritable
from ringkas.types import WeightsSpec

PREPARATION = 1
"""Counts changes to how models are prepared; a change makes every model be prepared anew."""

MANIFEST = "manifest.json"
SCHEMA = "ringkas.manifest/1"


WEIGHT_FILES = ("model.bin", "*.safetensors", "pytorch_model*.bin")
"""Where an engine's folder keeps its weights, by preference."""


class Store:
    """The models under `root`, which need not exist."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, spec: WeightsSpec) -> Path:
        """The folder of the weights, whether it exists or not; a local folder ready for its engine is used in place."""
        return Path(spec.path or "") if _in_place(spec) else self.root / f"{spec.name}--{recipe(spec)}"

    def is_prepared(self, spec: WeightsSpec) -> bool:
        """Whether the folder is there; says nothing of its soundness."""
        return spec.source == "none" or (_in_place(spec) and self.path(spec).is_dir()) or self._manifest(spec).is_file()

    def open(self, spec: WeightsSpec) -> Path:
        """The folder, verified.

        Raises:
            ModelNotInstalled: it is not there.
            StoreDamaged: its files do not have their sums.
        """
        self.verify(spec)
        return self.path(spec)

    def verify(self, spec: WeightsSpec) -> None:
        """Compare every file's sha256 with the manifest (0.1 s for the embedded model).

        A local folder used in place has no manifest; its weights are compared with the row's `sha256`, if it has one.

        Raises:
            ModelNotInstalled: the folder is not there.
            StoreDamaged: a file is missing, unknown or has another sum.
        """
        if not self.is_prepared(spec):
            raise not_installed(spec)
        if spec.source == "none":
            return
        if _in_place(spec):
            check_pin(spec, self.path(spec))
            return
        folder, expected = self.path(spec), self._read_manifest(spec)
        found = {file.name for file in folder.iterdir() if not file.name.startswith(".")} - {MANIFEST}
        for name in sorted(found | set(expected)):
            try:
                digest = sha256(folder / name) if name in found else "missing"
            except OSError as exc:
                raise damaged(spec, f"{folder / name} cannot be read: {exc.strerror}.") from exc
            if digest != expected.get(name):
                raise damaged(
                    spec,
                    f"{folder / name} has sha256 {digest}; the manifest says {expected.get(name, 'no such file')}.",
                )

    @contextmanager
    def building(self, spec: WeightsSpec, say: Callable[[str], None]) -> Iterator[Path | None]:
        """An empty folder to prepare the weights in; when the block ends it is summed and renamed into place.

        Holds the lock of these weights; a second process waits for it and says so. Yields None where there is nothing
        left to do, because another process has done it. An exception in the block deletes the folder.

        Args:
            spec: the weights row.
            say: is told, in a sentence, that another process is being waited for.

        Raises:
            StoreUnwritable: the store, or the disk it is on, cannot be written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with self._locked(self.path(spec).name, say):
                if self.is_prepared(spec):
                    yield None
                    return
                self._sweep(self.path(spec).name)
                folder = self._building(self.path(spec).name)
                folder.mkdir()
                try:
                    yield folder
                    self._write_manifest(spec, folder)
                    folder.rename(self.path(spec))
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
        except (OSError, NotImplementedError) as exc:  # the latter where the file system has no locks
            reason = getattr(exc, "strerror", None) or exc
            raise StoreUnwritable(f"The model store {self.root} cannot be written: {reason}.") from exc

    def remove(self, spec: WeightsSpec) -> list[Path]:
        """Delete every folder of these weights, of older recipes too; returns those deleted.

        Raises:
            StoreUnwritable: a folder cannot be deleted.
        """
        removed = []
        try:
            for folder in sorted(self.root.glob(f"{spec.name}--*")):
                with self._locked(folder.name, lambda _: None):
                    doomed = self._building(folder.name)
                    shutil.rmtree(doomed, ignore_errors=True)
                    folder.rename(doomed)  # so that a killed removal leaves no half folder under a trusted name
                    shutil.rmtree(doomed)
                removed.append(folder)
        except OSError as exc:
            raise StoreUnwritable(f"{exc.filename or self.root} cannot be deleted: {exc.strerror}.") from exc
        return removed

    def _manifest(self, spec: WeightsSpec) -> Path:
        return self.path(spec) / MANIFEST

    def _building(self, name: str) -> Path:
        return self.root / f".building-{name}"

    @contextmanager
    def _locked(self, name: str, say: Callable[[str], None]) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / f".lock-{name}")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            say(f"Another process is preparing {name.partition('--')[0]}; waiting for it.")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _sweep(self, held: str) -> None:
        """Delete what killed processes left: everything in progress whose lock is free, or `held` by us."""
        from filelock import FileLock, Timeout

        for folder in self.root.glob(".building-*"):
            name = folder.name.removeprefix(".building-")
            if name == held:
                shutil.rmtree(folder)
                continue
            try:
                with FileLock(self.root / f".lock-{name}", blocking=False):
                    shutil.rmtree(folder)
            except Timeout:
                continue

    def _read_manifest(self, spec: WeightsSpec) -> dict[str, str]:
        path = self._manifest(spec)
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            sound = manifest["schema"] == SCHEMA and manifest["identity"] == identity(spec)
            files = manifest["files"].items()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
            raise damaged(spec, f"{path} cannot be read: {exc}.") from exc
        if not sound:
            raise damaged(spec, f"{path} is not the manifest of {self.path(spec).name}.")
        return dict(files)

    def _write_manifest(self, spec: WeightsSpec, folder: Path) -> None:
        manifest = {
            "schema": SCHEMA,
            "weights": spec.name,
            "identity": identity(spec),
            "made_from": ingredients(spec),
            "files": {file.name: sha256(file) for file in sorted(folder.iterdir())},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def ingredients(spec: WeightsSpec) -> dict[str, str]:
    """What the prepared weights depend on, by name; equal on every machine unless a local folder is not pinned."""
    made_from = {"engine": spec.engine, "source": spec.source}
    if spec.source == "hub":
        made_from |= {"repo": spec.repo or "", "weights": spec.revision or ""}
    elif spec.source == "path":
        made_from["weights"] = spec.sha256 or _listing(Path(spec.path or ""))
    else:
        made_from["weights"] = spec.sha256 or spec.source
    if spec.adapter is not None:
        made_from["adapter"] = spec.adapter_sha256 or ""
    if spec.vocabulary is not None:
        made_from["vocabulary"] = sha256(data_file(spec.vocabulary))
    if spec.engine in ("openvino", "ctranslate2"):
        made_from["quantization"] = spec.quantization
    return made_from | {"preparation": str(PREPARATION)}


def identity(spec: WeightsSpec) -> str:
    """The sha256 over `ingredients`: which model it is, for records and signatures, known before it is prepared."""
    return hashlib.sha256(json.dumps(ingredients(spec), sort_keys=True).encode()).hexdigest()


def recipe(spec: WeightsSpec) -> str:
    """The ingredients in short, for the folder's name: hashes to eight digits."""
    made_from = ingredients(spec)
    hashes = [made_from[key][:8] for key in ("weights", "adapter", "vocabulary") if key in made_from]
    return "-".join([*hashes, made_from["engine"], *filter(None, [made_from.get("quantization")]), f"p{PREPARATION}"])


def sha256(file: Path) -> str:
    """The file's sha256 in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def data_file(name: str) -> Path:
    """A file of the package's own data."""
    return Path(str(files("ringkas") / "data" / name))


def download(spec: WeightsSpec, folder: Path) -> None:
    """Fetch a hub repository's model and tokenizer files at the pinned commit into `folder`, and check a pinned sum.

    Raises:
        DownloadFailed: they cannot be fetched, or are not what was pinned.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if sys.stderr is None or not sys.stderr.isatty():
        disable_progress_bars()
    weights = ["*.safetensors", "*.safetensors.index.json"]
    if spec.allow_bin:
        weights += ["pytorch_model*.bin", "pytorch_model*.bin.index.json"]
    tokenizer = ["*.json", "*.txt", "*.model", "*.spm"]
    try:
        snapshot_download(
            spec.repo or "",
            revision=spec.revision,
            local_dir=folder,
            allow_patterns=[*weights, *tokenizer],
            ignore_patterns=["*/*"],  # a pattern's `*` crosses folders
        )
    except Exception as exc:  # errors of requests, of the hub and of the file system
        reason = " ".join(str(exc).split()).rstrip(".") or type(exc).__name__  # the hub's go over several lines
        raise DownloadFailed(
            f"{spec.name}: {spec.repo} at {spec.revision} cannot be fetched: {reason}.",
            hint=f"Check the connection and try `ringkas models pull {spec.name}` again.",
        ) from exc
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the hub's own bookkeeping
    try:
        check_pin(spec, folder)
    except StoreDamaged as exc:
        raise DownloadFailed(exc.message, hint="Compare `sha256` in models.toml with the repository.") from exc


def check_pin(spec: WeightsSpec, folder: Path) -> None:
    """Compare a local folder's weights with the row's `sha256`; a row without one is not checked.

    Raises:
        StoreDamaged: they have another sum.
    """
    if spec.sha256 is None:
        return
    for pattern in WEIGHT_FILES:
        for file in sorted(folder.glob(pattern)):
            if (digest := sha256(file)) != spec.sha256:
                raise damaged(spec, f"{file} has sha256 {digest}; the row of {spec.name} says {spec.sha256}.")
            return
    raise damaged(spec, f"{folder} holds no weights.")


def not_installed(spec: WeightsSpec) -> ModelNotInstalled:
    """The error for weights that are not in the store, its hint the command that brings them there."""
    if spec.source == "path":
        return ModelNotInstalled(f"{spec.name}: there is no folder {spec.path}.", hint="Correct `path` in models.toml.")
    command = "pull" if spec.source == "hub" else "prepare"
    return ModelNotInstalled(
        f"The model {spec.name} is not in the store.",
        hint=f"Bring it there with `ringkas models {command} {spec.name}`.",
    )


def damaged(spec: WeightsSpec, message: str) -> StoreDamaged:
    """The error for a folder that is not what it was, its hint the commands that make it anew."""
    if _in_place(spec):
        return StoreDamaged(message, hint="Restore the folder, or correct `sha256` in models.toml.")
    command = "pull" if spec.source == "hub" else "prepare"
    return StoreDamaged(
        message,
        hint=f"Make it anew: `ringkas models remove {spec.name} && ringkas models {command} {spec.name}`.",
    )


def _in_place(spec: WeightsSpec) -> bool:
    """Whether a local folder is read as it is; only CTranslate2 needs some converted."""
    return spec.source == "path" and (spec.engine != "ctranslate2" or (Path(spec.path or "") / "model.bin").is_file())


def _listing(folder: Path) -> str:
    """A digest of names, sizes and times of a local folder's files: another one as soon as a file changes."""
    stats = [(file.name, file.stat()) for file in sorted(folder.glob("*"))]
    listing = [[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats]
    return hashlib.sha256(json.dumps(listing).encode()).hexdigest()
