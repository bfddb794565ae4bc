"""Records: what ringkas prints for an article, as JSON, text or Markdown, and the schema of the JSON.

A record is versioned (`ringkas.record/1`, `ringkas.error/1`); `timing` is the one part that differs between two runs
of the same input, settings and machine.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from ringkas.types import Extract, Failure, ModelUse, Notice, Result, Source, SummarySentence, TranslatedSentence

if TYPE_CHECKING:
    from pydantic import TypeAdapter

RECORD_SCHEMA: Literal["ringkas.record/1"] = "ringkas.record/1"
ERROR_SCHEMA: Literal["ringkas.error/1"] = "ringkas.error/1"


def _key(name: str) -> str:
    """The record's key for a field: `class_` is `class` there."""
    return name.rstrip("_")


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What the article says of itself, and what was counted in its prose."""

    title: str | None
    reporter: str | None
    editor: str | None
    publisher: str | None
    place: str | None
    date: str | None
    language: str
    language_confidence: float
    sentences: int
    words: int


@dataclass(frozen=True, slots=True)
class SummaryRecord:
    """The Indonesian summary: running text and its sentences."""

    text: str
    sentences: tuple[SummarySentence, ...]


@dataclass(frozen=True, slots=True)
class TranslationRecord:
    """The English: title, running text and sentences, one for each Indonesian sentence."""

    title: str | None
    text: str
    sentences: tuple[TranslatedSentence, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A `ringkas.record/1`."""

    schema: Literal["ringkas.record/1"]
    id: str
    source: Source
    article: ArticleRecord
    extract: Extract
    summary: SummaryRecord | None
    translation: TranslationRecord | None
    models: Mapping[str, ModelUse]
    notices: tuple[Notice, ...]
    versions: Mapping[str, str]
    signature: str
    timing: Mapping[str, float] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """The error of an article: class and code are stable names, the rest is for people."""

    class_: str
    code: str
    exit_code: int
    message: str
    hint: str

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"alias_generator": _key}


@dataclass(frozen=True, slots=True)
class ErrorRecord:
    """A `ringkas.error/1`."""

    schema: Literal["ringkas.error/1"]
    id: str
    source: Source | None
    error: ErrorDetail
    signature: str


def record(outcome: Result | Failure, *, include_text: bool = False) -> dict[str, Any]:
    """The outcome as a JSON-ready dict in the order of the schema; `text` only with `include_text`."""
    if isinstance(outcome, Failure):
        error = ErrorDetail(outcome.error_class, outcome.code, outcome.exit_code, outcome.message, outcome.hint)
        return _plain(ErrorRecord(ERROR_SCHEMA, outcome.id, outcome.source, error, outcome.signature))
    made = Record(
        schema=RECORD_SCHEMA,
        id=outcome.article.id,
        source=outcome.article.source,
        article=ArticleRecord(
            **asdict(outcome.fields),
            language=outcome.language.code,
            language_confidence=outcome.language.confidence,
            sentences=outcome.sentences,
            words=outcome.words,
        ),
        extract=outcome.extract,
        summary=SummaryRecord(outcome.summary.text, outcome.summary.sentences) if outcome.summary else None,
        translation=_translation(outcome),
        models=outcome.models,
        notices=outcome.notices + _title_notices(outcome),
        versions=outcome.versions,
        signature=outcome.signature,
        timing={name: round(seconds, 4) for name, seconds in outcome.timing.items()},
        text=outcome.article.text if include_text else None,
    )
    plain = _plain(made)
    if not include_text:
        del plain["text"]
    return plain


def _translation(outcome: Result) -> TranslationRecord | None:
    translation = outcome.translation
    if translation is None:
        return None
    title = translation.title.text if translation.title else None
    return TranslationRecord(title, translation.text, translation.sentences)


def _title_notices(outcome: Result) -> tuple[Notice, ...]:
    """The title's translation is a string in the record, so what its checks found becomes notices."""
    if outcome.translation is None or outcome.translation.title is None:
        return ()
    return tuple(
        Notice("title-translation", f"{issue.kind}: {issue.detail}") for issue in outcome.translation.title.issues
    )


def _plain(made: Record | ErrorRecord) -> dict[str, Any]:
    """Nested dicts under the schema's names; scores and shares to four places, which is more than they mean."""
    return asdict(
        made,
        dict_factory=lambda pairs: {
            _key(name): round(value, 4) if isinstance(value, float) else value for name, value in pairs
        },
    )


def jsonl(made: Mapping[str, Any]) -> str:
    """One compact line, newline included."""
    return _escaped(json.dumps(made, ensure_ascii=False, separators=(",", ":"))) + "\n"


def indented(made: Mapping[str, Any]) -> str:
    """The indented form, newline included."""
    return _escaped(json.dumps(made, ensure_ascii=False, indent=2)) + "\n"


def _escaped(text: str) -> str:
    r"""JSON that is always valid UTF-8: the lone surrogates of undecodable file names become `\udcXX` escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def plain_text(made: Mapping[str, Any]) -> str:
    """For reading in a terminal: title, Indonesian, English; what the checks found in brackets."""
    if made["schema"] == ERROR_SCHEMA:
        error = made["error"]
        return f"{made['id']}\n\n{error['class']}: {error['message']}\n{error['hint']}\n\n"
    parts = [_heading(made)]
    parts.append("\n".join(_marked(sentence) for sentence in _indonesian(made)))
    if made["translation"]:
        english = "\n".join(_marked(sentence) for sentence in made["translation"]["sentences"])
        parts.append(f"{made['translation']['title']}\n{english}" if made["translation"]["title"] else english)
    parts += [f"[{notice['kind']}] {notice['message']}" for notice in made["notices"]]
    return "\n\n".join(parts) + "\n\n"


def markdown(made: Mapping[str, Any]) -> str:
    """For notes and pages: a heading, the summary and the English as lists, the provenance in one line."""
    if made["schema"] == ERROR_SCHEMA:
        error = made["error"]
        return f"## {made['id']}\n\n**{error['class']}**: {error['message']} {error['hint']}\n\n"
    parts = [f"## {_heading(made)}", "\n".join(f"- {_marked(sentence)}" for sentence in _indonesian(made))]
    if made["translation"]:
        if made["translation"]["title"]:
            parts.append(f"### {made['translation']['title']}")
        parts.append("\n".join(f"- {_marked(sentence)}" for sentence in made["translation"]["sentences"]))
    parts += [f"> {notice['message']}" for notice in made["notices"]]
    parts.append(f"`{made['signature']}`")
    return "\n\n".join(parts) + "\n\n"


FORMATS = {"jsonl": jsonl, "json": indented, "text": plain_text, "markdown": markdown}
"""Output format -> function from a record (as `record` makes it) to text that ends in a newline."""


def _heading(made: Mapping[str, Any]) -> str:
    return str(made["article"]["title"] or made["id"])


def _indonesian(made: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list((made["summary"] or made["extract"])["sentences"])


def _marked(sentence: Mapping[str, Any]) -> str:
    issues = ", ".join(f"{issue['kind']}: {issue['detail']}" for issue in sentence.get("issues", ()))
    return f"{sentence['text']} [{issues}]" if issues else str(sentence["text"])


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line: a record or an error record."""
    made = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ringkas record", **made}


def schema_problems(made: object) -> list[str]:
    """What in a parsed line breaks the schema, a line each; empty where it holds."""
    from pydantic import ValidationError

    try:
        _adapter().validate_json(json.dumps(made), strict=True)
    except ValidationError as error:
        return [": ".join(filter(None, (".".join(map(str, p["loc"][1:])), p["msg"]))) for p in error.errors()]
    return []


@cache
def _adapter() -> "TypeAdapter[Record | ErrorRecord]":
    from pydantic import Field, TypeAdapter

    return TypeAdapter(Annotated[Record | ErrorRecord, Field(discriminator="schema")])
