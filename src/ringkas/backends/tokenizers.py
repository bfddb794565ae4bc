"""Text to tokens and back, from the files of a prepared folder."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

TARGET_CODE = re.compile(r"(>>\w+<<)\s*")


class Tokenizer(Protocol):
    """Text to pieces and back, no special tokens added and none read out of a text."""

    def encode(self, text: str) -> list[str]:
        """The pieces of `text`."""

    def encode_answer(self, text: str) -> list[str]:
        """The pieces of `text` as the model writes it: some read and write different ones."""

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of `pieces`, without special tokens."""


class JsonTokenizer:
    """A `tokenizer.json`."""

    def __init__(self, file: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.encode_special_tokens = True  # `<eos>` in a text is five characters, not the end
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, text: str) -> list[str]:
        """The pieces of `text`."""
        return self._tokenizer.encode(text, add_special_tokens=False).tokens

    def encode_answer(self, text: str) -> list[str]:
        """The pieces of `text`."""
        return self.encode(text)

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of `pieces`, without special tokens."""
        return self.text([index for piece in pieces if (index := self._tokenizer.token_to_id(piece)) is not None])

    def ids(self, text: str) -> list[int]:
        """The ids of the pieces of `text`."""
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def id(self, piece: str) -> int:
        """The id of a piece.

        Raises:
            KeyError: there is no such piece.
        """
        index = self._tokenizer.token_to_id(piece)
        if index is None:
            raise KeyError(piece)
        return index

    def text(self, ids: Sequence[int]) -> str:
        """The text of pieces by their ids, without special tokens."""
        return self._tokenizer.decode(list(ids))


class SentencePieceTokenizer:
    """A SentencePiece model, and another for the answers where they have their own."""

    def __init__(self, source: Path, target: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._source = SentencePieceProcessor(model_file=str(source))
        self._target = SentencePieceProcessor(model_file=str(target)) if target.is_file() else self._source

    def encode(self, text: str) -> list[str]:
        """The pieces of `text`, a leading `>>code<<` whole: so Marian models are told the language to write."""
        code = TARGET_CODE.match(text)
        start = code.end() if code else 0
        pieces: list[str] = self._source.encode(text[start:], out_type=str)
        return [code[1], *pieces] if code else pieces

    def encode_answer(self, text: str) -> list[str]:
        """The pieces of `text` as the model writes it."""
        pieces: list[str] = self._target.encode(text, out_type=str)
        return pieces

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of `pieces`, without special tokens."""
        known = [index for piece in pieces if not self._target.is_control(index := self._target.piece_to_id(piece))]
        text: str = self._target.decode(known)
        return text


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a prepared folder: `tokenizer.json`, or `source.spm` with an optional `target.spm`."""
    if (folder / "tokenizer.json").is_file():
        return JsonTokenizer(folder / "tokenizer.json")
    return SentencePieceTokenizer(folder / "source.spm", folder / "target.spm")
