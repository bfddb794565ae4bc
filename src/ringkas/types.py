"""What the stages of ringkas hand to each other: frozen dataclasses, no behaviour beyond slicing and joining.

Offsets are character offsets into the decoded source text (`Article.text`), half-open: `text[start:end]`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ringkas.errors import RingkasError

Format = Literal["text", "markdown", "html", "jsonl"]
Origin = Literal["abstractive", "extractive"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from.

    Attributes:
        path: the path as given, or None for standard input.
        format: how the text was read.
        encoding: the encoding that decoded it, as Python names it.
        bytes: the length of the article's own bytes (a JSONL line counts for itself), decompressed.
        sha256: of those bytes.
    """

    path: str | None
    format: Format
    encoding: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What an article says of itself; None where it says nothing."""

    title: str | None = None
    reporter: str | None = None
    editor: str | None = None
    publisher: str | None = None
    place: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read: the decoded text, never changed afterwards, and what its container says of it."""

    id: str
    text: str
    source: Source
    fields: Fields = Fields()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RemovedSpan:
    """A stretch that is not the article's prose, and which kind of boilerplate it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """The spans to keep, in order, none touching another; what was removed; the fields found."""

    kept: tuple[Span, ...]
    removed: tuple[RemovedSpan, ...]
    fields: Fields


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its position among the kept sentences and `text == article.text[start:end]`."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-3 code (`und` where undecided), its confidence in 0..1, and the runner-up's code."""

    code: str
    confidence: float
    runner_up: str


@dataclass(frozen=True, slots=True)
class ExtractSentence:
    """A chosen sentence with its score in 0..1."""

    index: int
    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The chosen sentences in article order, and the method that rated them."""

    method: str
    sentences: tuple[ExtractSentence, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """What a check found: its kind (`number`, `name`, `negation`, ...) and the words it concerns."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary.

    Attributes:
        text: the sentence.
        origin: `abstractive` where the model wrote it, `extractive` where it is an extracted sentence.
        sources: indices (`Sentence.index`) of the one or two extracted sentences that it rests on.
        support: share of its content words found in those sentences, 0..1.
        issues: what the checks found in it.
    """

    text: str
    origin: Origin
    sources: tuple[int, ...]
    support: float
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary's sentences; `text` joins them with spaces."""

    sentences: tuple[SummarySentence, ...]

    @property
    def text(self) -> str:
        """The summary as running text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """An Indonesian sentence, its English, and what the checks found."""

    source: str
    text: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """English sentence for sentence; `title` where the article has one."""

    title: TranslatedSentence | None
    sentences: tuple[TranslatedSentence, ...]

    @property
    def text(self) -> str:
        """The translation as running text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of the record should know: its kind and a sentence."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How an engine decodes.

    Attributes:
        beam_size: 1 is greedy.
        candidates: hypotheses returned for each prompt, at most `beam_size`.
        length_penalty: exponent on the length in the beam score; 1 is the mean log-probability.
        max_output_tokens: the most tokens to write.
        max_output_ratio: if set, at most this many times the prompt's tokens, plus 16.
    """

    beam_size: int = 1
    candidates: int = 1
    length_penalty: float = 1.0
    max_output_tokens: int = 256
    max_output_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One hypothesis: its text, mean log-probability a token, token counts, and whether it was cut off."""

    text: str
    score: float
    input_tokens: int
    output_tokens: int
    truncated: bool


@dataclass(frozen=True, slots=True)
class WeightsSpec:
    """A `[weights.NAME]` row of models.toml; docs/models.md describes each key."""

    name: str
    engine: str
    architecture: str
    source: Literal["package", "hub", "path", "none"]
    licence: str
    data_terms: str
    commercial: Literal["allowed", "forbidden", "unstated"]
    context: int
    size_mb: int = 0
    package: str | None = None
    version: str | None = None
    repo: str | None = None
    revision: str | None = None
    path: str | None = None
    sha256: str | None = None
    adapter: str | None = None
    adapter_sha256: str | None = None
    vocabulary: str | None = None
    quantization: str = "int8"
    allow_bin: bool = False
    source_code: str | None = None
    target_code: str | None = None


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A `[tasks.NAME]` row: what is asked of which weights, and how.

    Attributes:
        name: the row's.
        kind: `abstract` or `translate`.
        weights: the name of a `[weights.NAME]` row.
        prompt: a format string with `{text}` and, for summaries, optionally `{count}`, the number of sentences.
        options: how to decode.
        unit: what a prompt to summarise holds: the `extract`, or one `sentence` of it; a translation is always of one.
    """

    name: str
    kind: Literal["abstract", "translate"]
    weights: str
    prompt: str = "{text}"
    options: GenerationOptions = GenerationOptions()
    unit: Literal["extract", "sentence"] = "extract"


@dataclass(frozen=True, slots=True)
class ProfileSpec:
    """A `[profiles.NAME]` row: a task to summarise and one to translate."""

    name: str
    abstract: str
    translate: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """Which model did a task in a record."""

    task: str
    weights: str
    revision: str
    sha256: str
    engine: str
    licence: str
    data_terms: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that came of one article."""

    article: Article
    fields: Fields
    language: Language
    sentences: int
    words: int
    extract: Extract
    summary: Summary | None
    translation: Translation | None
    models: Mapping[str, ModelUse]
    notices: tuple[Notice, ...]
    signature: str
    versions: Mapping[str, str]
    timing: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that came to nothing, and why: the error's class, code, exit code, message and hint.

    `signature` is the pipeline's, as in a `Result`; empty until the failure has passed through one.
    """

    id: str
    source: Source | None
    error_class: str
    code: str
    exit_code: int
    message: str
    hint: str
    signature: str = ""

    @classmethod
    def of(cls, error: RingkasError, *, id: str, source: Source | None, signature: str = "") -> "Failure":
        """The failure of the article `id` by `error`."""
        code = int(error.exit_code)
        return cls(id, source, type(error).__name__, error.code, code, error.message, error.hint, signature)
