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
    from safetensors import safe_open

    with safe_open(adapter, "np") as file:
        metadata = file.metadata()
    scale = float(metadata["alpha"]) / float(metadata["r"])
    updates = _tensors(adapter)
    for name, weight in weights:
        module = name.removesuffix(".weight")
        down, up = updates.pop(f"{module}.lora_A.weight", None), updates.pop(f"{module}.lora_B.weight", None)
        yield name, weight if down is None or up is None else weight + scale * (up @ down)
    if updates:
        raise PreparationFailed(f"The adapter {adapter} is for another model: {min(updates)} has no tensor to update.")


def _tensors(adapter: Path) -> dict[str, "Array"]:
    """The adapter's tensors in float32; numpy has no bfloat16, whose bits are the upper half of a float32's."""
    import numpy as np
    from safetensors import deserialize

    tensors = {}
    for name, tensor in deserialize(adapter.read_bytes()):  # type: ignore[no-untyped-call]
        if tensor["dtype"] == "BF16":
            flat = (np.frombuffer(tensor["data"], "<u2").astype("<u4") << 16).view("<f4")
        else:
            flat = np.frombuffer(tensor["data"], {"F16": "<f2", "F32": "<f4"}[tensor["dtype"]]).astype("<f4")
        tensors[name] = flat.reshape(tensor["shape"])
    return tensors
