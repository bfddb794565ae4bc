"""CTranslate2: the engine for encoder-decoders on CPUs, int8, no torch and no transformers.

A prepared folder holds CTranslate2's own files and a tokenizer: `tokenizer.json`, or `source.spm` with an optional
`target.spm`. One thread is as fast as two on one batch of a small model (17 ms a step either way), so the threads go
to as many batches at a time, and a batch's numbers do not depend on how many there are.
"""

import ctypes
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ringkas.backends.base import equal_length_batches, output_limit
from ringkas.backends.tokenizers import Tokenizer, open_tokenizer
from ringkas.errors import EngineNotInstalled, GenerationFailed, PromptTooLong, StoreDamaged, UnknownModel
from ringkas.types import Generation, GenerationOptions, WeightsSpec

POLL_SECONDS = 0.005
"""Between looks at a running batch: waiting inside the library would hold back Ctrl-C until the batch is done."""


M_ARENA_MAX = -8
"""The number in glibc's malloc.h for the limit on heaps."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The tokens around a prompt; `{source}` and `{target}` are the row's language codes, left out where it has none.

    Attributes:
        end: the token that ends an answer.
        before: tokens before the prompt.
        after: tokens after the prompt.
        target: tokens that an answer begins with.
    """

    end: str = "</s>"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ("</s>",)
    target: tuple[str, ...] = ()


MULTILINGUAL = Frame(before=("{source}",), target=("{target}",))
FRAMES = {
    "marian": Frame(),
    "t5": Frame(before=("{target}",)),  # `<2en>` of MADLAD-400
    "m2m100": MULTILINGUAL,
    "nllb": MULTILINGUAL,
    "mbart": MULTILINGUAL,
    "bart": Frame(before=("<s>",)),
}
"""Architecture -> frame. What is not here is refused."""


class CTranslate2Generator:
    """A `TextGenerator` on a CTranslate2 model."""

    def __init__(self, spec: WeightsSpec, model: Any, tokenizer: Tokenizer, batch_tokens: int) -> None:  # noqa: ANN401
        self.spec = spec
        self._model = model
        self._tokenizer = tokenizer
        self._batch_tokens = batch_tokens
        self._frame = FRAMES[spec.architecture]

    def count_tokens(self, prompt: str) -> int:
        """Tokens that `prompt` takes of the context, special tokens included."""
        return len(self._framed(prompt))

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """`options.candidates` hypotheses for each prompt, best first; see `TextGenerator.generate`."""
        framed = [self._framed(prompt) for prompt in prompts]
        limits = [self._limit(tokens, options) for tokens in framed]
        pending: dict[int, Any] = {}
        results: list[list[Generation]] = [[] for _ in prompts]
        try:
            for batch in equal_length_batches([len(tokens) for tokens in framed], self._batch_tokens):
                submitted = self._submit([framed[index] for index in batch], options, limits[batch[0]])
                pending |= dict(zip(batch, submitted, strict=True))
            for index, result in pending.items():
                while not result.done():
                    time.sleep(POLL_SECONDS)
                results[index] = self._generations(result.result(), len(framed[index]), options)
        except (RuntimeError, ValueError, MemoryError) as exc:
            raise GenerationFailed(f"{self.spec.name}: CTranslate2 failed: {str(exc) or 'out of memory'}.") from exc
        return results

    def score(self, prompt: str, answer: str) -> float:
        """The mean log-probability a token of `answer`, its end included, after `prompt`."""
        source = self._framed(prompt)
        target = [*self._tokenizer.encode_answer(answer), self._frame.end]
        (result,) = self._model.score_batch([source], [self._codes(self._frame.target) + target[:-1]])
        return float(sum(result.log_probs[-len(target) :]) / len(target))

    def close(self) -> None:
        """Give the memory back."""
        self._model.unload_model()

    def _framed(self, prompt: str) -> list[str]:
        try:
            pieces = self._tokenizer.encode(prompt)
        except (ValueError, TypeError, RuntimeError) as exc:  # lone surrogates, which no encoding holds
            raise GenerationFailed(f"{self.spec.name}: a prompt cannot be encoded: {exc}.") from exc
        return [*self._codes(self._frame.before), *pieces, *self._codes(self._frame.after)]

    def _codes(self, templates: Sequence[str]) -> list[str]:
        codes = {"source": self.spec.source_code or "", "target": self.spec.target_code or ""}
        return [token for template in templates if (token := template.format_map(codes))]

    def _limit(self, tokens: Sequence[str], options: GenerationOptions) -> int:
        context, length = self.spec.context, len(tokens)
        limit = output_limit(options, length, context)
        if limit < 1 or length > context:
            raise PromptTooLong(f"{self.spec.name}: a prompt of {length} tokens does not fit the context of {context}.")
        return limit

    def _submit(self, batch: list[list[str]], options: GenerationOptions, limit: int) -> list[Any]:
        prefix = self._codes(self._frame.target)
        return list(
            self._model.translate_batch(
                batch,
                target_prefix=[prefix] * len(batch) if prefix else None,
                max_input_length=0,  # 0: never cut in silence; `_limit` has refused what does not fit
                max_decoding_length=limit + len(prefix),
                beam_size=options.beam_size,
                num_hypotheses=options.candidates,
                length_penalty=options.length_penalty,
                return_scores=True,
                return_end_token=True,
                asynchronous=True,
            )
        )

    def _generations(self, result: Any, input_tokens: int, options: GenerationOptions) -> list[Generation]:  # noqa: ANN401
        prefix = self._codes(self._frame.target)
        if not result.hypotheses:
            raise GenerationFailed(f"{self.spec.name}: CTranslate2 returned nothing.")
        generations = []
        for pieces, score in zip(result.hypotheses, result.scores, strict=True):
            answer = pieces[len(prefix) :]
            total = score * max(1, len(pieces)) ** options.length_penalty  # the penalty counts the prefix too
            generations.append(
                Generation(
                    text=self._tokenizer.decode(answer).strip(),
                    score=total / max(1, len(answer)),
                    input_tokens=input_tokens,
                    output_tokens=len(answer),
                    truncated=not answer or answer[-1] != self._frame.end,
                )
            )
        return generations


def open_generator(spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int) -> CTranslate2Generator:
    """Load a prepared folder.

    Raises:
        UnknownModel: the architecture is not one of `FRAMES`.
        EngineNotInstalled: the library cannot be imported.
        StoreDamaged: the folder cannot be loaded.
    """
    if spec.architecture not in FRAMES:
        raise UnknownModel(
            f"{spec.name}: the ctranslate2 engine does not run {spec.architecture!r}; it runs {', '.join(FRAMES)}."
        )
    try:
        import ctranslate2
    except ImportError as exc:
        raise EngineNotInstalled(f"The library ctranslate2 cannot be imported: {exc}.") from exc
    _share_one_heap()
    try:
        model = ctranslate2.Translator(str(folder), device="cpu", inter_threads=max(1, threads), intra_threads=1)
        return CTranslate2Generator(spec, model, open_tokenizer(folder), batch_tokens)
    except Exception as exc:  # both libraries raise bare RuntimeError and Exception
        raise StoreDamaged(f"{folder} cannot be loaded: {exc}.") from exc


def _share_one_heap() -> None:
    """Let all threads take memory from one heap, where the C library is glibc.

    Its heaps, one a thread, each keep what a batch once took: 907 MB at the peak of an article on two threads, 767 MB
    with one heap, in the same time.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
