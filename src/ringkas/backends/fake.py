"""The fake engine: deterministic, instant, no weights. For tests, documentation and trying the command line.

What it answers is told from the prompt's last line, which is all that it knows of a task:

- `...Ringkasan:` - a summary: the first three sentences of the text. The next candidates are the first two and the
  first one, the last again where more are asked for.
- anything else - a translation: the text marked with `[en]`, with Indonesian numbers written the English way
  (`Rp2.375.000` becomes `Rp2,375,000`) and the words of a small glossary replaced, so that numbers, names, dates and
  negations hold; the checks find nothing in it but that words are copied. Every candidate is the same.

A token is a word or a punctuation mark, and one more for the start of the prompt.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from ringkas.backends.base import output_limit
from ringkas.errors import PromptTooLong
from ringkas.types import Generation, GenerationOptions, WeightsSpec

TOKEN = re.compile(r"\d[\d.,:/]*\d|\w+|[^\w\s]")
SENTENCE_END = re.compile(r"(?<=[.!?][\"”])\s+|(?<=[.!?])\s+(?=[A-Z\"“])")
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+")
CLOCK = re.compile(r"(?<=pukul )(\d{1,2})\.(\d{2})\b")
GLOSSARY = {
    "yang": "that", "dan": "and", "di": "in", "ke": "to", "dari": "from", "untuk": "for", "dengan": "with",
    "pada": "on", "dalam": "within", "oleh": "by", "atau": "or", "ini": "this", "itu": "the", "adalah": "is",
    "akan": "will", "telah": "has", "sudah": "already", "para": "the", "kata": "said", "sebagai": "as",
    "agar": "so that", "bahwa": "that", "bisa": "can", "dapat": "can", "hingga": "until", "kami": "we", "kita": "we",
    "lebih": "more", "menjadi": "to", "namun": "but", "saya": "I", "sehingga": "so that", "seperti": "like",
    "tersebut": "the", "juga": "also", "karena": "because", "saat": "when", "setelah": "after", "mereka": "they",
    "ia": "he", "tidak": "not", "bukan": "not", "belum": "not yet", "tanpa": "without", "jangan": "do not",
    "tak": "not", "ribu": "thousand", "juta": "million", "miliar": "billion", "triliun": "trillion",
    "persen": "percent", "pukul": "at", "Senin": "Monday", "Selasa": "Tuesday", "Rabu": "Wednesday",
    "Kamis": "Thursday", "Jumat": "Friday", "Sabtu": "Saturday", "Minggu": "Sunday", "Januari": "January",
    "Februari": "February", "Maret": "March", "Mei": "May", "Juni": "June", "Juli": "July", "Agustus": "August",
    "Oktober": "October", "Desember": "December",
}  # fmt: skip
WORD = re.compile(r"\w+")
SWAP = str.maketrans(".,", ",.")


class FakeGenerator:
    """A `TextGenerator` without a model."""

    def __init__(self, spec: WeightsSpec) -> None:
        self.spec = spec

    def count_tokens(self, prompt: str) -> int:
        """Words and punctuation marks of `prompt`, and one for its start."""
        return 1 + len(TOKEN.findall(prompt))

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        """The answers described above, cut off where the options say.

        Raises:
            PromptTooLong: a prompt leaves no room for an answer in the context.
        """
        return [self._answer(prompt, options) for prompt in prompts]

    def close(self) -> None:
        """Nothing to give back."""

    def _answer(self, prompt: str, options: GenerationOptions) -> list[Generation]:
        length = self.count_tokens(prompt)
        limit = output_limit(options, length, self.spec.context - length)
        if limit < 1:
            raise PromptTooLong(
                f"{self.spec.name}: a prompt of {length} tokens fills the context of {self.spec.context}."
            )
        body, _, cue = prompt.rpartition("\n")
        text = body.partition(": ")[2] or body or cue
        answers = _leads(text) if cue.startswith("Ringkasan") else [_translate(text)]
        answers += answers[-1:] * (options.candidates - len(answers))
        generations = []
        for rank, answer in enumerate(answers[: options.candidates], start=1):
            ends = [match.end() for match in TOKEN.finditer(answer)]
            cut = answer[: ends[limit - 1]] if len(ends) > limit else answer
            generations.append(Generation(cut, -0.1 * rank, length, min(len(ends), limit), truncated=len(ends) > limit))
        return generations


def open_generator(spec: WeightsSpec, folder: Path, *, threads: int, batch_tokens: int) -> FakeGenerator:  # noqa: ARG001
    """The fake engine; the folder is not read, threads and batches change nothing."""
    return FakeGenerator(spec)


def _leads(text: str) -> list[str]:
    sentences = SENTENCE_END.split(text)
    return [" ".join(sentences[:count]) for count in range(min(3, len(sentences)), 0, -1)]


def _translate(text: str) -> str:
    text = CLOCK.sub(r"\1:\2", text)
    text = NUMBER.sub(lambda match: match[0].translate(SWAP), text)
    return "[en] " + WORD.sub(lambda match: GLOSSARY.get(match[0], match[0]), text)
