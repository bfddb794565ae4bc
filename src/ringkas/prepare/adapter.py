"""The trained adapter: low-rank updates of the linear layers (LoRA, Hu et al. 2022, arXiv:2106.09685), merged once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ringkas.errors import PackageDamaged, PreparationFailed
from ringkas.store import data_file, sha256
from ringkas.types import WeightsSpec

if TYPE_CHECKING:
    from ringkas.prepare.gguf import Array


def checked(spec: WeightsSpec) -> Path:
    """The adapter of `spec` in the package's data, its sha256 compared with the pinned one.

    Raises:
        PackageDamaged: the file is missing or not what was pinned.
    """
    path = data_file(spec.adapter or "")
    digest = sha256(path) if path.is_file() else "missing"
    if digest != spec.adapter_sha256:
        raise PackageDamaged(
            f"The adapter {path} is damaged: its sha256 is {digest}, not {spec.adapter_sha256}.",
            hint="Install ringkas again: `pip install --force-reinstall --no-deps ringkas`.",
        )
    return path


def merge(weights: Iterable[tuple[str, "Array"]], adapter: Path) -> Iterator[tuple[str, "Array"]]:
    """`W + alpha / r * B @ A` for each tensor that the adapter updates; the others as they are.

    Raises:
        PreparationFailed: the adapter updates a tensor that does not come.
    """
    updates, metadata = read(adapter)
    scale = float(metadata["alpha"]) / float(metadata["r"])
    for name, weight in weights:
        module = name.removesuffix(".weight")
        down, up = updates.pop(f"{module}.lora_A.weight", None), updates.pop(f"{module}.lora_B.weight", None)
        yield name, weight if down is None or up is None else weight + scale * (up @ down)
    if updates:
        raise PreparationFailed(f"The adapter {adapter} is for another model: {min(updates)} has no tensor to update.")


def read(adapter: Path) -> tuple[dict[str, "Array"], dict[str, str]]:
    """The adapter's weights in float32, int8 times the scales of its rows, and its metadata (`r`, `alpha`)."""
    from safetensors import safe_open

    with safe_open(adapter, "np") as file:
        held = {name: file.get_tensor(name).astype("f4") for name in file.keys()}  # noqa: SIM118 - no mapping
        metadata = file.metadata()
    weights = {
        name: value * held.get(f"{name.removesuffix('.weight')}.scale", 1.0)
        for name, value in held.items()
        if name.endswith(".weight")
    }
    return weights, metadata
