"""OpenVINO: the engine for causal models on CPUs. int8 weights, keys and values kept in place, no torch.

A prepared folder holds `tokenizer.json` and the graph that `ringkas.prepare.conversion` writes, one decoding step:

    in   tokens and their positions [rows, new], parents [rows] whose keys and values each row goes on from,
         mask [rows, 1, new, all], places [n] in new to predict after, wanted [rows, n] tokens, count of best
    out  the best tokens' log-probabilities and the tokens [rows, n, count], the wanted tokens' [rows, n]

Prompts are padded in front to a multiple of `PADDED` tokens, and those of one padded length make a batch. How much
depends on the prompt alone, and so does the answer: what is padded is masked, and rows do not see each other.

Where a batch is computed by several threads, an odd number of rows is divided differently from an even one and the last
digits of a row depend on its neighbours (*measured*: rows of 1, 3 and 5 differ from the same among 64 on two threads,
none of any number on one). So a batch runs on one thread, and the threads go to as many batches at a time.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from ringkas.backends.base import equal_length_batches, output_limit
from ringkas.backends.search import Hypothesis, beam_search
from ringkas.backends.tokenizers import JsonTokenizer
from ringkas.errors import EngineNotInstalled, GenerationFailed, PromptTooLong, StoreDamaged, UnknownModel
from ringkas.types import Generation, GenerationOptions, WeightsSpec

if TYPE_CHECKING:
    from ringkas.backends.search import Floats, Ints

ARCHITECTURES = ("gemma3",)
BEGIN, END = "<bos>", "<eos>"

GROUP = 128
"""Values that share a scale in int8, of weights and of activations. The embedded model's loss a token on 200 lines of
FLORES dev is 1.2614 in float32; with weights in int8 by groups of 128 1.2613, by rows 1.2647; with activations in
int8 too 1.2623, 1.2629 and 1.2626 by groups of 32, 64 and 128. Processors without instructions for it (AVX2 without
VNNI) leave activations in float32."""

MASKED = -1e9
"""Added to the attention to a token that comes later, or that is padding."""

PADDED = 8
"""Batches are three times as full as with prompts of exactly one length, and answers as good."""


def padded_length(length: int) -> int:
    """The tokens that a prompt of `length` takes with its padding."""
    return -(-length // PADDED) * PADDED


class StepDecoder:
    """A `search.Decoder` on a compiled model, whose state is the keys and values of its rows."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - OpenVINO has no useful types
        import numpy as np

        self._model = model
        self._request: Any = None
        self._length = 0
        self._padding: Ints = np.zeros(0, np.int64)

    def start(self, prompts: Sequence[Sequence[int]], count: int) -> "tuple[Floats, Ints]":
        """See `search.Decoder.start`."""
        import numpy as np

        length = padded_length(max(map(len, prompts)))
        padding = np.array([length - len(prompt) for prompt in prompts])
        self._reset(padding)
        tokens = np.array([[0] * pad + list(prompt) for pad, prompt in zip(padding, prompts, strict=True)])
        places = [length - 1] * (2 if len(prompts) == 1 else 1)  # see `advance`
        scores, best, _ = self._step(tokens, np.arange(len(prompts)), places, count=count)
        return scores[:, 0], best[:, 0]

    def advance(self, tokens: "Ints", parents: "Ints", count: int) -> "tuple[Floats, Ints]":
        """See `search.Decoder.advance`."""
        import numpy as np

        rows = len(tokens)
        if rows == 1:  # where activations are not in int8, one row is computed otherwise than many: so it goes twice
            tokens, parents = np.repeat(tokens, 2), np.repeat(parents, 2)
        scores, best, _ = self._step(tokens[:, None], parents, [0], count=count)
        return scores[:rows, 0], best[:rows, 0]

    def score(self, prompt: Sequence[int], answer: Sequence[int]) -> "Floats":
        """The log-probability of each token of `answer` after `prompt`."""
        import numpy as np

        self._reset(np.zeros(1, np.int64))
        given = np.array([[*prompt, *answer[:-1]]])
        places = range(len(prompt) - 1, given.shape[1])
        _, _, chosen = self._step(given, np.zeros(1, np.int64), places, wanted=np.array([answer]))
        return chosen[0, :, 0]

    def _reset(self, padding: "Ints") -> None:
        # Not `reset_state`: it keeps the memory, and where more rows than before fit into that, the library (2026.4)
        # mixes up the scales of their keys and values: https://github.com/openvinotoolkit/openvino/pull/37381. So rows
        # may only become more where the memory must grow: after the prompts, by the width of the beam. Takes 0.5 ms.
        self._request = self._model.create_infer_request()
        self._length, self._padding = 0, padding

    def _step(
        self,
        tokens: "Ints",
        parents: "Ints",
        places: Sequence[int],
        *,
        wanted: "Ints | None" = None,
        count: int = 1,
    ) -> "tuple[Floats, Ints, Floats]":
        import numpy as np

        rows, new = tokens.shape
        begin, self._length = self._length, self._length + new
        self._padding = self._padding[parents]
        everything, places_of_new = np.arange(self._length), np.arange(begin, self._length)
        padding = self._padding[:, None, None]
        hidden = (everything > places_of_new[:, None]) | (everything < padding)
        mask = np.where(hidden, np.float32(MASKED), np.float32(0))[:, None]
        outputs = self._request.infer(
            {
                "tokens": tokens,
                "positions": np.maximum(places_of_new - self._padding[:, None], 0),
                "parents": parents.astype(np.int32),
                "mask": mask,
                "places": np.array(places, np.int64),
                "wanted": np.zeros((rows, len(places)), np.int64) if wanted is None else wanted,
                "count": np.int64(count),
            },
            share_outputs=True,
        )
        scores, best, chosen = (outputs[index] for index in range(3))
        return scores, best, chosen


class OpenVinoGenerator:
    """A `TextGenerator` on an OpenVINO model."""

    def __init__(
        self, spec: WeightsSpec, decoders: Sequence[StepDecoder], tokenizer: JsonTokenizer, batch_tokens: int
    ) -> None:
        self.spec = spec
        self._tokenizer = tokenizer
        self._batch_tokens = batch_tokens
        self._begin, self._end = tokenizer.id(BEGIN), tokenizer.id(END)
        self._free: SimpleQueue[StepDecoder] = SimpleQueue()
        for decoder in decoders:
            self._free.put(decoder)
        self._threads = ThreadPoolExecutor(len(decoders))

    def count_tokens(self, prompt: str) -> int:
        """Tokens that `prompt` takes of the context, special tokens included."""
        return len(self._framed(prompt))

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """`options.candidates` hypotheses for each prompt, best first; see `TextGenerator.generate`."""
        framed = [self._framed(prompt) for prompt in prompts]
        limits = [self._limit(len(ids), options) for ids in framed]
        pending: list[tuple[list[int], Future[list[list[Hypothesis]]]]] = []
        results: list[list[Generation]] = [[] for _ in prompts]
        try:
            for batch in equal_length_batches([padded_length(len(ids)) for ids in framed], self._batch_tokens):
                arguments = [framed[index] for index in batch], options, [limits[index] for index in batch]
                pending.append((batch, self._threads.submit(self._search, *arguments)))
            for batch, future in pending:
                for index, hypotheses in zip(batch, future.result(), strict=True):
                    results[index] = [self._generation(one, len(framed[index])) for one in hypotheses]
        except (RuntimeError, ValueError, MemoryError) as exc:
            raise GenerationFailed(f"{self.spec.name}: OpenVINO failed: {str(exc) or 'out of memory'}.") from exc
        finally:
            for _, future in pending:
                future.cancel()  # what a signal or an error leaves to do
        return results

    def score(self, prompt: str, answer: str) -> float:
        """The mean log-probability a token of `answer`, its end included, after `prompt`."""
        decoder = self._free.get()
        try:
            found = decoder.score(self._framed(prompt), [*self._tokenizer.ids(answer), self._end])
        finally:
            self._free.put(decoder)
        return float(found.mean())

    def close(self) -> None:
        """Give the memory back."""
        self._threads.shutdown()
        while not self._free.empty():
            self._free.get()

    def _framed(self, prompt: str) -> list[int]:
        try:
            return [self._begin, *self._tokenizer.ids(prompt)]
        except (ValueError, TypeError, RuntimeError) as exc:  # lone surrogates, which no encoding holds
            raise GenerationFailed(f"{self.spec.name}: a prompt cannot be encoded: {exc}.") from exc

    def _limit(self, length: int, options: GenerationOptions) -> int:
        context = self.spec.context
        limit = output_limit(options, length, context - length)
        if limit < 1:
            raise PromptTooLong(f"{self.spec.name}: a prompt of {length} tokens does not fit the context of {context}.")
        return limit

    def _search(
        self, batch: Sequence[Sequence[int]], options: GenerationOptions, limits: Sequence[int]
    ) -> list[list[Hypothesis]]:
        decoder = self._free.get()
        try:
            return beam_search(decoder, batch, options, limits=limits, end=self._end)
        finally:
            self._free.put(decoder)

    def _generation(self, hypothesis: Hypothesis, input_tokens: int) -> Generation:
        return Generation(
            text=self._tokenizer.text(hypothesis.tokens).strip(),
            score=hypothesis.score(1.0),
            input_tokens=input_tokens,
            output_tokens=len(hypothesis.tokens),
            truncated=not hypothesis.finished,
        )


def open_generator(spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int) -> OpenVinoGenerator:
    """Load a prepared folder.

    Raises:
        UnknownModel: the architecture is not one of `ARCHITECTURES`.
        EngineNotInstalled: the library cannot be imported.
        StoreDamaged: the folder cannot be loaded.
    """
    if spec.architecture not in ARCHITECTURES:
        raise UnknownModel(
            f"{spec.name}: the openvino engine does not run {spec.architecture!r}; it runs {', '.join(ARCHITECTURES)}."
        )
    try:
        import openvino
    except ImportError as exc:
        raise EngineNotInstalled(f"The library openvino cannot be imported: {exc}.") from exc
    streams = max(1, threads)
    settings = {
        "NUM_STREAMS": streams,
        "INFERENCE_NUM_THREADS": streams,
        "INFERENCE_PRECISION_HINT": "f32",
        "KV_CACHE_PRECISION": "u8",  # the loss is the same as in f32, and 64 rows take 440 MB less
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP,
        "ENABLE_CPU_PINNING": False,  # processes side by side would be pinned to the same cores
    }
    try:
        model = openvino.Core().compile_model(folder / "model.xml", "CPU", settings)
        decoders = [StepDecoder(model) for _ in range(streams)]
        generator = OpenVinoGenerator(spec, decoders, JsonTokenizer(folder / "tokenizer.json"), batch_tokens)
        # The library's bindings set themselves up in the first call, and lock each other out if two threads make it.
        generator.score("", "")
    except Exception as exc:  # both libraries raise bare RuntimeError and Exception
        raise StoreDamaged(f"{folder} cannot be loaded: {exc}.") from exc
    return generator
