"""PyTorch through transformers: any architecture that it knows, on a GPU or CPU, in the weights' own precision.

The reference that conversions are compared with, and the engine for what CTranslate2 does not run. Decoding is set by
the options alone: what a model's generation_config adds (n-gram blocks, penalties) is left out, as CTranslate2 leaves
it out. Only safetensors are read, `.bin` where the row says `allow_bin` and then without unpickling code; code that
comes with a model is never run, and nothing is fetched.

Floats are added in another order in another batch, so neighbours may change the last digit of a score and, rarely, a
word; byte-identical output is promised by the int8 engine only.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ringkas.backends.base import equal_length_batches, output_limit
from ringkas.errors import EngineNotInstalled, GenerationFailed, ModelNotInstalled, PromptTooLong, StoreDamaged
from ringkas.types import Generation, GenerationOptions, WeightsSpec

SPECIAL_TOKENS = ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id")


class TorchGenerator:
    """A `TextGenerator` on a transformers model."""

    def __init__(self, spec: WeightsSpec, model: Any, tokenizer: Any, batch_tokens: int) -> None:  # noqa: ANN401
        self.spec = spec
        self._model = model
        self._tokenizer = tokenizer
        self._batch_tokens = batch_tokens
        self._causal = not model.config.is_encoder_decoder
        end = model.generation_config.eos_token_id
        self._ends = set(end if isinstance(end, list) else [end])

    def count_tokens(self, prompt: str) -> int:
        """Tokens that `prompt` takes of the context, special tokens included."""
        return len(self._framed(prompt))

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """`options.candidates` hypotheses for each prompt, best first; see `TextGenerator.generate`."""
        framed = [self._framed(prompt) for prompt in prompts]
        limits = [self._limit(len(ids), options) for ids in framed]
        results: list[list[Generation]] = [[] for _ in prompts]
        try:
            for batch in equal_length_batches([len(ids) for ids in framed], self._batch_tokens):
                generations = self._run([framed[index] for index in batch], options, limits[batch[0]])
                for position, index in enumerate(batch):
                    start = position * options.candidates
                    results[index] = generations[start : start + options.candidates]
        except (RuntimeError, ValueError, MemoryError) as exc:  # torch's OutOfMemoryError is a RuntimeError
            raise GenerationFailed(f"{self.spec.name}: PyTorch failed: {str(exc) or 'out of memory'}.") from exc
        return results

    def score(self, prompt: str, answer: str) -> float:
        """The mean log-probability a token of `answer`, its end included, after `prompt`."""
        import torch

        source = self._framed(prompt)
        target = [*self._answer_ids(answer), min(self._ends)]
        with torch.inference_mode():
            if self._causal:
                logits = self._model(torch.tensor([source + target], device=self._model.device)).logits[0]
                logits = logits[len(source) - 1 : -1]
            else:
                labels = torch.tensor([self._decoder_start() + target], device=self._model.device)
                inputs = torch.tensor([source], device=self._model.device)
                logits = self._model(inputs, decoder_input_ids=labels[:, :-1]).logits[0][-len(target) :]
            chosen = torch.log_softmax(logits.float(), dim=-1)[range(len(target)), target]
        return float(chosen.mean())

    def close(self) -> None:
        """Give the memory back."""
        del self._model

    def _framed(self, prompt: str) -> list[int]:
        """Token ids as the tokenizer frames them, the row's source code in the place of the tokenizer's."""
        try:
            ids: list[int] = self._tokenizer(prompt, split_special_tokens=True).input_ids
        except (ValueError, TypeError, RuntimeError) as exc:  # lone surrogates, which no encoding holds
            raise GenerationFailed(f"{self.spec.name}: a prompt cannot be encoded: {exc}.") from exc
        if self.spec.source_code is not None:
            ids[0] = self._tokenizer.convert_tokens_to_ids(self.spec.source_code)
        return ids

    def _answer_ids(self, answer: str) -> list[int]:
        ids: list[int] = self._tokenizer(text_target=answer, add_special_tokens=False).input_ids
        return ids

    def _decoder_start(self) -> list[int]:
        start = self._model.generation_config.decoder_start_token_id
        forced = [] if self.spec.target_code is None else [self.spec.target_code]
        return [start, *self._tokenizer.convert_tokens_to_ids(forced)]

    def _limit(self, length: int, options: GenerationOptions) -> int:
        context = self.spec.context
        limit = output_limit(options, length, context - length if self._causal else context)
        if limit < 1 or length > context:
            raise PromptTooLong(f"{self.spec.name}: a prompt of {length} tokens does not fit the context of {context}.")
        return limit

    def _run(self, batch: list[list[int]], options: GenerationOptions, limit: int) -> list[Generation]:
        import torch
        from transformers import GenerationConfig

        inputs = torch.tensor(batch, device=self._model.device)
        start = inputs.shape[1] if self._causal else len(self._decoder_start())
        pad = self._model.generation_config.pad_token_id
        config = GenerationConfig(  # type: ignore[no-untyped-call]
            num_beams=options.beam_size,
            num_return_sequences=options.candidates,
            length_penalty=options.length_penalty,
            early_stopping=options.beam_size > 1,
            do_sample=False,
            max_new_tokens=limit,
            eos_token_id=sorted(self._ends),
            pad_token_id=min(self._ends) if pad is None else pad,
            output_scores=True,
            return_dict_in_generate=True,
        )
        arguments: dict[str, Any] = {"attention_mask": torch.ones_like(inputs), "generation_config": config}
        if not self._causal:
            arguments["decoder_input_ids"] = torch.tensor(
                [self._decoder_start()] * len(batch), device=self._model.device
            )
        with torch.inference_mode():
            output = self._model.generate(inputs, **arguments)
            steps = self._model.compute_transition_scores(
                output.sequences, output.scores, getattr(output, "beam_indices", None), normalize_logits=True
            )
        generations = []
        for row, scores in zip(output.sequences[:, start:].tolist(), steps.tolist(), strict=True):
            length = next((at + 1 for at, token in enumerate(row) if token in self._ends), len(row))
            generations.append(
                Generation(
                    text=self._tokenizer.decode(row[:length], skip_special_tokens=True).strip(),
                    score=sum(scores[:length]) / length,
                    input_tokens=inputs.shape[1],
                    output_tokens=length,
                    truncated=row[length - 1] not in self._ends,
                )
            )
        return generations


def open_generator(spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int) -> TorchGenerator:
    """Load a transformers folder.

    Raises:
        EngineNotInstalled: torch or transformers cannot be imported.
        ModelNotInstalled: the folder has no safetensors, and the row does not allow `.bin`.
        StoreDamaged: the folder cannot be loaded.
    """
    try:
        import torch
        from transformers import (
            AutoConfig,
            AutoModelForCausalLM,
            AutoModelForSeq2SeqLM,
            AutoTokenizer,
            GenerationConfig,
        )
        from transformers.utils.logging import disable_progress_bar
    except ImportError as exc:
        raise EngineNotInstalled(f"The torch engine cannot be imported: {exc}.") from exc
    disable_progress_bar()  # type: ignore[no-untyped-call]
    safe = any(folder.glob("*.safetensors"))
    if not safe and not spec.allow_bin:
        raise ModelNotInstalled(
            f"{folder} holds no safetensors, the only weights that are read.",
            hint=f"If you trust where {spec.name} comes from, set `allow_bin = true` in its row of models.toml.",
        )
    local = {"local_files_only": True, "trust_remote_code": False}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(max(1, threads))
    try:
        config = AutoConfig.from_pretrained(folder, **local)
        kind: Any = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
        model = kind.from_pretrained(
            folder,
            dtype="auto" if device == "cuda" else torch.float32,
            use_safetensors=safe,
            weights_only=True,
            **local,
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, **local)
        # generate() fills what its options leave open from the model's own, so that keeps only the special tokens.
        tokens = {name: getattr(model.generation_config, name) for name in SPECIAL_TOKENS}
        model.generation_config = GenerationConfig(**tokens)  # type: ignore[no-untyped-call]
    except Exception as exc:  # transformers raises whatever the broken file provokes
        raise StoreDamaged(f"{folder} cannot be loaded: {exc}.") from exc
    return TorchGenerator(spec, model.to(device).eval(), tokenizer, batch_tokens)
