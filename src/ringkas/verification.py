"""Checks a record against the source that it names: schema, hash, offsets.

An editor can so prove, long afterwards, that what a record calls a sentence of the article is one.
"""

import json
from pathlib import Path
from typing import Any

from ringkas.errors import RingkasError
from ringkas.report import ERROR_SCHEMA, schema_problems
from ringkas.sources import ReadOptions, read
from ringkas.types import Article


def check_line(line: bytes, root: Path) -> tuple[str, list[str]]:
    """The id of a record and what does not hold in it; nothing wrong is an empty list.

    Args:
        line: one line of JSONL.
        root: the folder that `source.path` starts from; a record whose text is neither included nor found there is
            unsound, since nothing can be proved of it.
    """
    try:
        made = json.loads(line)
    except ValueError as error:
        return "", [f"not JSON: {error}"]
    problems = schema_problems(made)
    if problems:
        return str(made.get("id", "")) if isinstance(made, dict) else "", problems
    if made["schema"] == ERROR_SCHEMA:
        return made["id"], []
    text, problem = _source_text(made, root)
    if text is None:
        return made["id"], [problem]
    return made["id"], [
        f"sentence {sentence['index']}: the source holds other text at {sentence['start']}:{sentence['end']}"
        for sentence in made["extract"]["sentences"]
        if text[sentence["start"] : sentence["end"]] != sentence["text"]
    ]


def _source_text(made: dict[str, Any], root: Path) -> tuple[str | None, str]:
    """The decoded text that the offsets index, or None and why it is not to be had."""
    if "text" in made:
        return made["text"], ""
    source = made["source"]
    if source["path"] is None:
        return None, "read from standard input without --include-text: nothing to check against"
    options = ReadOptions(encoding=source["encoding"], format=source["format"])
    try:
        for article in read(str(root / source["path"]), options=options):
            if isinstance(article, Article) and article.source.sha256 == source["sha256"]:
                return article.text, ""
    except RingkasError as error:
        return None, error.message
    return None, f"{source['path']} holds no article with the sha256 {source['sha256']}: it has changed"
