"""Weights in OpenVINO's format: Gemma 3 as one graph of a decoding step, its keys and values kept between steps.

The graph is written directly, without a torch model to trace. `ringkas.backends.openvino` says what it takes and gives.
Around attention it has the shape that OpenVINO's CPU plugin fuses into one operation with the cache in it
(`StatefulSDPAFusion`); without that a step of 64 rows takes 227 ms on two threads, with it 70.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringkas.backends.openvino import GROUP
from ringkas.prepare.gguf import EMBEDDINGS

if TYPE_CHECKING:
    import numpy as np

    from ringkas.prepare.gguf import Array

GLOBAL_EVERY = 6
"""In Gemma 3 every sixth block attends to the whole context, the others to a sliding window, which no prompt passes."""

LOCAL_ROPE_BASE = 10_000.0


def convert_gemma(weights: Mapping[str, "Array"], metadata: Mapping[str, Any], folder: Path, quantization: str) -> None:
    """Write Gemma 3 weights into `folder` as `model.xml` and `model.bin`.

    Args:
        weights: the tensors under transformers' names, float32.
        metadata: the GGUF's `block_count`, `attention.head_count` and the like.
        folder: where the files go.
        quantization: `int8`, each `GROUP` of a row of a matrix with a scale of its own, or `float32`.
    """
    import openvino

    model = _Graph(weights, metadata, quantization).model()
    openvino.save_model(model, folder / "model.xml", compress_to_fp16=False)


class _Graph:
    """Builds the graph, block by block; `x` and the like are nodes of it."""

    def __init__(self, weights: Mapping[str, "Array"], metadata: Mapping[str, Any], quantization: str) -> None:
        from openvino import opset15

        self.ops = opset15
        self.weights = weights
        self.blocks: int = metadata["block_count"]
        self.heads: int = metadata["attention.head_count"]
        self.heads_kv: int = metadata["attention.head_count_kv"]
        self.head: int = metadata["attention.key_length"]
        self.epsilon: float = metadata["attention.layer_norm_rms_epsilon"]
        self.global_rope_base: float = metadata["rope.freq_base"]
        self.quantized = quantization == "int8"
        self.sinks: list[Any] = []

    def model(self) -> Any:  # noqa: ANN401 - OpenVINO's nodes have no useful types
        """The whole graph: inputs to results."""
        import numpy as np
        from openvino import Model

        ops = self.ops
        tokens = ops.parameter([-1, -1], np.int64, name="tokens")
        positions = ops.parameter([-1, -1], np.int64, name="positions")
        parents = ops.parameter([-1], np.int32, name="parents")
        mask = ops.parameter([-1, 1, -1, -1], np.float32, name="mask")
        places = ops.parameter([-1], np.int64, name="places")
        wanted = ops.parameter([-1, -1], np.int64, name="wanted")
        count = ops.parameter([], np.int64, name="count")

        self.rows = ops.gather(ops.shape_of(tokens), self._ints([0]), self._ints(0))
        self.parents, self.mask = parents, mask
        embeddings = self._matrix([EMBEDDINGS])
        width = self.weights[EMBEDDINGS].shape[1]
        x = ops.multiply(ops.gather(embeddings, tokens, self._ints(0)), self._floats(width**0.5))
        turns = {base: self._turns(positions, base) for base in (LOCAL_ROPE_BASE, self.global_rope_base)}
        for index in range(self.blocks):
            everywhere = (index + 1) % GLOBAL_EVERY == 0
            x = self._block(x, f"model.layers.{index}", turns[self.global_rope_base if everywhere else LOCAL_ROPE_BASE])
        x = self._norm(ops.gather(x, places, self._ints(1)), "model.norm")
        logits = ops.matmul(x, embeddings, False, True)
        peak = ops.reduce_max(logits, self._ints([-1]), True)
        total = ops.reduce_sum(ops.exp(ops.subtract(logits, peak)), self._ints([-1]), True)
        norm = ops.add(peak, ops.log(total))
        best = ops.topk(logits, count, -1, "max", "value", index_element_type="i32")
        chosen = ops.gather_elements(logits, ops.unsqueeze(wanted, self._ints(2)), 2)
        results = [ops.subtract(best.output(0), norm), best.output(1), ops.subtract(chosen, norm)]
        named = zip(results, ("scores", "best", "chosen"), strict=True)
        return Model(
            [ops.result(node, name=name) for node, name in named],
            self.sinks,
            [tokens, positions, parents, mask, places, wanted, count],
            "gemma3",
        )

    def _block(self, x: Any, name: str, turns: tuple[Any, Any]) -> Any:  # noqa: ANN401
        """One transformer block: attention and a gated linear unit, each between two norms."""
        ops, heads, head = self.ops, self.heads, self.head
        attended = self._attention(self._norm(x, f"{name}.input_layernorm"), f"{name}.self_attn", turns)
        merged = ops.reshape(ops.transpose(attended, self._ints([0, 2, 1, 3])), self._ints([0, 0, heads * head]), True)
        out = ops.matmul(merged, self._matrix([f"{name}.self_attn.o_proj.weight"]), False, True)
        x = ops.add(x, self._norm(out, f"{name}.post_attention_layernorm"))
        inner = self._norm(x, f"{name}.pre_feedforward_layernorm")
        both = ops.matmul(
            inner, self._matrix([f"{name}.mlp.gate_proj.weight", f"{name}.mlp.up_proj.weight"]), False, True
        )
        gate, up = ops.split(both, self._ints(-1), 2).outputs()
        out = ops.matmul(
            ops.multiply(ops.gelu(gate, "tanh"), up), self._matrix([f"{name}.mlp.down_proj.weight"]), False, True
        )
        return ops.add(x, self._norm(out, f"{name}.post_feedforward_layernorm"))

    def _attention(self, x: Any, name: str, turns: tuple[Any, Any]) -> Any:  # noqa: ANN401
        """Attention of the new tokens to all so far, whose keys and values are kept."""
        ops, heads, heads_kv, head = self.ops, self.heads, self.heads_kv, self.head
        fused = ops.matmul(x, self._matrix([f"{name}.{part}_proj.weight" for part in "qkv"]), False, True)
        split = ops.variadic_split(fused, self._ints(-1), self._ints([heads * head, heads_kv * head, heads_kv * head]))
        q, k, v = (
            ops.transpose(ops.reshape(part, self._ints([0, 0, count, head]), True), self._ints([0, 2, 1, 3]))
            for part, count in zip(split.outputs(), (heads, heads_kv, heads_kv), strict=True)
        )
        q = self._turned(self._norm(q, f"{name}.q_norm"), turns)
        k = self._turned(self._norm(k, f"{name}.k_norm"), turns)
        keys, values = self._shared(self._kept(k, f"{name}.k")), self._shared(self._kept(v, f"{name}.v"))
        scale = self._floats(self.head**-0.5)
        return ops.scaled_dot_product_attention(q, keys, values, self.mask, scale, causal=False)

    def _kept(self, new: Any, name: str) -> Any:  # noqa: ANN401
        """Keys or values of all tokens so far, those of each row its parent's and its new ones."""
        from openvino import PartialShape, Type
        from openvino.op.util import Variable, VariableInfo

        ops, info = self.ops, VariableInfo()
        info.data_shape = PartialShape([-1, self.heads_kv, -1, self.head])
        info.data_type, info.variable_id = Type.f32, name
        variable = Variable(info)
        none = ops.broadcast(self._floats(0.0), ops.concat([self.rows, self._ints([self.heads_kv, 0, self.head])], 0))
        past = ops.gather(ops.read_value(none, variable), self.parents, self._ints(0))
        everything = ops.concat([past, new], 2)
        self.sinks.append(ops.assign(everything, variable))
        return everything

    def _shared(self, x: Any) -> Any:  # noqa: ANN401
        """Keys or values once for each head of queries; the plugin makes no copies of it."""
        ops, heads, heads_kv = self.ops, self.heads, self.heads_kv
        repeated = ops.broadcast(
            ops.unsqueeze(x, self._ints(2)),
            self._ints([1, 1, heads // heads_kv, 1, 1]),
            broadcast_spec="BIDIRECTIONAL",
        )
        return ops.reshape(repeated, self._ints([0, heads, -1, self.head]), True)

    def _turns(self, positions: Any, base: float) -> tuple[Any, Any]:  # noqa: ANN401
        """Cosines and sines of rotary position embedding (Su et al. 2021, arXiv:2104.09864)."""
        import numpy as np

        ops = self.ops
        speeds = self._floats(np.power(base, -np.arange(0, self.head, 2, dtype=np.float32)[None] / self.head))
        angles = ops.multiply(ops.unsqueeze(ops.convert(positions, "f32"), self._ints([1, 3])), speeds)
        both = ops.concat([angles, angles], -1)
        return ops.cos(both), ops.sin(both)

    def _turned(self, x: Any, turns: tuple[Any, Any]) -> Any:  # noqa: ANN401
        ops, (cosines, sines) = self.ops, turns
        left, right = ops.split(x, self._ints(-1), 2).outputs()
        crossed = ops.concat([ops.multiply(right, self._floats(-1.0)), left], -1)
        return ops.add(ops.multiply(x, cosines), ops.multiply(crossed, sines))

    def _norm(self, x: Any, name: str) -> Any:  # noqa: ANN401
        """Root mean square normalisation; the stored weight is the factor's distance from 1."""
        ops = self.ops
        square = ops.reduce_mean(ops.power(x, self._floats(2.0)), self._ints([-1]), True)
        root = ops.sqrt(ops.add(square, self._floats(self.epsilon)))
        return ops.multiply(ops.divide(x, root), self._floats(1 + self.weights[f"{name}.weight"]))

    def _matrix(self, names: list[str]) -> Any:  # noqa: ANN401
        """Matrices one below the other, in int8 each group of a row times its scale."""
        import numpy as np

        ops = self.ops
        matrix = np.concatenate([self.weights[name] for name in names])
        if not self.quantized:
            return self._floats(matrix)
        grouped = matrix.reshape(len(matrix), -1, GROUP)
        scales = np.maximum(np.abs(grouped).max(2, keepdims=True), np.finfo(np.float32).tiny) / 127
        rounded = ops.convert(ops.constant(np.rint(grouped / scales).astype(np.int8), np.int8), "f32")
        return ops.reshape(ops.multiply(rounded, self._floats(scales)), self._ints(list(matrix.shape)), False)

    def _floats(self, value: "float | Array") -> Any:  # noqa: ANN401
        import numpy as np

        return self.ops.constant(np.asarray(value, np.float32))

    def _ints(self, value: "int | list[int] | np.ndarray[Any, Any]") -> Any:  # noqa: ANN401
        import numpy as np

        return self.ops.constant(np.asarray(value, np.int64))
