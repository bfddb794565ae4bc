"""Checks records against the sources that they name: schema, hashes, offsets, and which sentence rests on which.

An editor can so prove, long afterwards, that what a record calls a sentence of the article is one.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ringkas.errors import RingkasError
from ringkas.report import ERROR_SCHEMA, schema_problems
from ringkas.sources import ReadOptions, read
from ringkas.types import Article, Failure


class Verifier:
    """Checks records one after another.

    A source of many articles is read on from where the last one was found, so that records in their source's order
    cost one reading of it.

    Args:
        root: the folder that `source.path` starts from; a record whose text is neither included nor found there is
            unsound, since nothing can be proved of it.
        options: how the sources were read, but for encoding and format, which the records say.
    """

    def __init__(self, root: Path, options: ReadOptions) -> None:
        self._root = root
        self._options = options
        self._opened: tuple[str, ...] = ()
        self._articles: Iterator[Article | Failure] = iter(())

    def check(self, line: bytes) -> tuple[str, list[str]]:
        """The id of a record, a line of JSONL, and what does not hold in it; nothing wrong is an empty list."""
        try:
            made = json.loads(line)
        except ValueError as error:
            return "", [f"not JSON: {error}"]
        problems = schema_problems(made)
        if problems:
            return str(made.get("id", "")) if isinstance(made, dict) else "", problems
        if made["schema"] == ERROR_SCHEMA:
            return made["id"], []
        return made["id"], [*self._source_problems(made), *_sentence_problems(made)]

    def _source_problems(self, made: dict[str, Any]) -> list[str]:
        """Where the source does not hold what the record says."""
        if "text" in made:
            text: str | None = made["text"]
        elif made["source"]["path"] is None:
            return ["read from standard input without --include-text: nothing to check against"]
        else:
            try:
                text = self._text(made["source"])
            except RingkasError as error:
                return [error.message]
        if text is None:
            return [f"{made['source']['path']} holds no article with the sha256 of the record: it has changed"]
        return [
            f"sentence {sentence['index']}: the source holds other text at {sentence['start']}:{sentence['end']}"
            for sentence in made["extract"]["sentences"]
            if text[sentence["start"] : sentence["end"]] != sentence["text"]
        ]

    def _text(self, source: dict[str, Any]) -> str | None:
        """The decoded text with the source's sha256, or None where the source has changed."""
        key = (source["path"], source["encoding"], source["format"])
        if key == self._opened and (text := self._read_on(source["sha256"])) is not None:
            return text
        self._opened = key
        options = replace(self._options, encoding=source["encoding"], format=source["format"])
        self._articles = read(str(self._root / source["path"]), options=options)
        return self._read_on(source["sha256"])

    def _read_on(self, sha256: str) -> str | None:
        for article in self._articles:
            if isinstance(article, Article) and article.source.sha256 == sha256:
                return article.text
        return None


def _sentence_problems(made: dict[str, Any]) -> Iterator[str]:
    """Where summary, extract and translation do not fit together."""
    extract, summary, translation = made["extract"], made["summary"], made["translation"]
    known = {sentence["index"] for sentence in extract["sentences"]}
    for number, sentence in enumerate(summary["sentences"] if summary else (), start=1):
        for index in sorted(set(sentence["sources"]) - known):
            yield f"summary sentence {number} rests on sentence {index}, which is not in the extract"
    if translation:
        indonesian = [sentence["text"] for sentence in (summary or extract)["sentences"]]
        if [sentence["source"] for sentence in translation["sentences"]] != indonesian:
            yield "the translation is not sentence for sentence that of the Indonesian"
