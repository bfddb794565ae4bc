"""The way of an article through ringkas, one statement a stage.

    sources -> clean -> sentences -> extract -> abstract -> check -> translate -> check -> report

`sources` comes before (articles stream in) and `report` after (records stream out); `abstract` and `translate` check
what they return. A pipeline takes a window of articles at once, so that the prompts of many fill equal-length
batches; an article that fails becomes a `Failure` and the others go on.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from ringkas.abstract import Abstractor
from ringkas.errors import InferenceError, NothingLeft, NotIndonesian, RingkasError
from ringkas.extract import choose, rate
from ringkas.settings import Settings
from ringkas.text.clean import clean
from ringkas.text.language import detect
from ringkas.text.sentences import split
from ringkas.text.spacing import glued_words, spaced
from ringkas.text.words import count_words
from ringkas.translate import Translator
from ringkas.types import (
    Article,
    Extract,
    ExtractSentence,
    Failure,
    Fields,
    Language,
    ModelUse,
    Notice,
    Result,
    Summary,
    Translation,
)

SHORT_ARTICLE_WORDS = 20
"""Articles under this many words get a notice: too little for the language to be sure or a summary to be worth it."""

LONGEST_SENTENCE = 5_000
"""Characters; what is longer is a table, data or a bomb, no sentence. The longest in 2,987 news articles has 1,503."""

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way, each stage adding its own.

    Attributes:
        glued: words of the article that are several in one, and how models are given them (`ringkas.text.spacing`).
    """

    article: Article
    fields: Fields
    language: Language
    sentences: int
    words: int
    extract: Extract
    glued: Mapping[str, str] = field(default_factory=dict)
    summary: Summary | None = None
    translation: Translation | None = None
    notices: tuple[Notice, ...] = ()
    timing: Mapping[str, float] = field(default_factory=dict)


class Pipeline:
    """Runs articles through all stages with fixed settings and models.

    Args:
        settings: what to do.
        open_abstractor: loads the summariser; called once, on first need, and not at all without `settings.abstract`.
        open_translator: the same for the translator.
        models: what records say of the models in use, by task kind.
        versions: library versions for the records.
        signature: identifies settings and models; the same signature and input give the same output on one machine.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        open_abstractor: Callable[[], Abstractor],
        open_translator: Callable[[], Translator],
        models: Mapping[str, ModelUse],
        versions: Mapping[str, str],
        signature: str,
    ) -> None:
        self.settings = settings
        self.models = models
        self.versions = versions
        self.signature = signature
        self._open_abstractor = open_abstractor
        self._open_translator = open_translator

    @cached_property
    def abstractor(self) -> Abstractor:
        """The summariser, loaded on first use."""
        return self._open_abstractor()

    @cached_property
    def translator(self) -> Translator:
        """The translator, loaded on first use."""
        return self._open_translator()

    def run(self, articles: Sequence[Article | Failure]) -> list[Result | Failure]:
        """One outcome for each article, in order; what failed to be read keeps its place and gets the signature.

        Raises:
            ModelError: a model cannot be loaded; that concerns every article, so no outcome would be true.
        """
        outcomes = iter(self._run([article for article in articles if isinstance(article, Article)]))
        return [
            next(outcomes) if isinstance(article, Article) else replace(article, signature=self.signature)
            for article in articles
        ]

    def _run(self, articles: Sequence[Article]) -> list[Result | Failure]:
        drafts = [_attempt(self.select, article) for article in articles]
        if self.settings.abstract:
            drafts = _each(drafts, self.summarise)
        if self.settings.translate:
            drafts = _each(drafts, self.translate)
        return [
            Failure.of(draft, id=article.id, source=article.source, signature=self.signature)
            if isinstance(draft, RingkasError)
            else self.result(draft)
            for article, draft in zip(articles, drafts, strict=True)
        ]

    def select(self, article: Article) -> Draft:
        """Clean -> sentences -> extract: what the model will be given, no model needed.

        Raises:
            NothingLeft: cleaning left no sentence.
            NotIndonesian: the article is in another language and `any_language` is off.
        """
        settings = self.settings
        started = time.perf_counter()
        cleaned = clean(article.text, article.fields)
        title = cleaned.fields.title
        fields = replace(cleaned.fields, title=None) if title and len(title) > LONGEST_SENTENCE else cleaned.fields
        sentences = [s for s in split(article.text, cleaned.kept) if s.end - s.start <= LONGEST_SENTENCE]
        if not sentences:
            raise NothingLeft(f"{_name(article)} holds no sentence after cleaning.")
        prose = " ".join(sentence.text for sentence in sentences)
        words = count_words(prose)
        language = detect(prose)
        notices = _language_notices(article, language, words, any_language=settings.any_language)
        if settings.extract_method == "all":
            extract = Extract("all", tuple(ExtractSentence(s.index, s.start, s.end, 1.0, s.text) for s in sentences))
        else:
            scores = rate(sentences, title=fields.title, method=settings.extract_method)
            cost: Callable[[str], int] = count_words if settings.abstract else _one
            extract = choose(
                sentences,
                scores,
                limit=settings.extract_limit,
                cost=cost,
                least=settings.sentences,
                method=settings.extract_method,
            )
            if not settings.abstract and settings.max_words is not None:
                extract = _within(extract, settings.max_words)
        return Draft(
            article=article,
            fields=fields,
            language=language,
            sentences=len(sentences),
            words=words,
            extract=extract,
            glued=glued_words(f"{fields.title or ''} {prose}"),
            notices=notices,
            timing={"select": time.perf_counter() - started},
        )

    def summarise(self, drafts: Sequence[Draft]) -> list[Draft | RingkasError]:
        """Abstract -> check, for many articles at once."""
        started = time.perf_counter()
        outcomes = self.abstractor.summarise(
            [_spaced(draft.extract, draft.glued) for draft in drafts],
            sentences=self.settings.sentences,
            max_words=self.settings.max_words,
        )
        timing = {"abstract": (time.perf_counter() - started) / len(drafts)}
        return [
            outcome
            if isinstance(outcome, RingkasError)
            else replace(draft, summary=outcome, timing={**draft.timing, **timing})
            for draft, outcome in zip(drafts, outcomes, strict=True)
        ]

    def translate(self, drafts: Sequence[Draft]) -> list[Draft | RingkasError]:
        """Translate -> check, for many articles at once: every sentence a unit of its own, and the titles."""
        started = time.perf_counter()
        said: list[str] = []
        given: list[str] = []
        for draft in drafts:
            texts = [draft.fields.title] if draft.fields.title else []
            texts += [sentence.text for sentence in (draft.summary or draft.extract).sentences]
            said += texts
            given += [spaced(text, draft.glued) for text in texts]
        translations = self.translator.translate(given)
        translated = iter([replace(made, source=text) for made, text in zip(translations, said, strict=True)])
        timing = {"translate": (time.perf_counter() - started) / len(drafts)}
        return [
            replace(
                draft,
                translation=Translation(
                    title=next(translated) if draft.fields.title else None,
                    sentences=tuple(next(translated) for _ in (draft.summary or draft.extract).sentences),
                ),
                timing={**draft.timing, **timing},
            )
            for draft in drafts
        ]

    def result(self, draft: Draft) -> Result:
        """The outcome of an article that went all the way."""
        return Result(
            article=draft.article,
            fields=draft.fields,
            language=draft.language,
            sentences=draft.sentences,
            words=draft.words,
            extract=draft.extract,
            summary=draft.summary,
            translation=draft.translation,
            models=self.models,
            notices=draft.notices,
            signature=self.signature,
            versions=self.versions,
            timing=draft.timing,
        )


def _attempt(function: Callable[[T], U], item: T) -> U | RingkasError:
    """`function(item)`, or the error it raised."""
    try:
        return function(item)
    except RingkasError as error:
        return error


def _each(
    drafts: Sequence[Draft | RingkasError], stage: Callable[[Sequence[Draft]], list[Draft | RingkasError]]
) -> list[Draft | RingkasError]:
    """Pass the sound drafts through a stage together; where the engine fails on all, one by one.

    So one article that the engine cannot bear costs one record, not its window.
    """
    sound = [draft for draft in drafts if isinstance(draft, Draft)]
    if not sound:
        return list(drafts)
    try:
        outcomes = stage(sound)
    except InferenceError as error:
        outcomes = [error] if len(sound) == 1 else [_flat(_attempt(stage, [draft])) for draft in sound]
    advanced = iter(outcomes)
    return [next(advanced) if isinstance(draft, Draft) else draft for draft in drafts]


def _flat(outcome: list[Draft | RingkasError] | RingkasError) -> Draft | RingkasError:
    if isinstance(outcome, InferenceError):
        return outcome
    if isinstance(outcome, RingkasError):
        raise outcome
    return outcome[0]


def _language_notices(article: Article, language: Language, words: int, *, any_language: bool) -> tuple[Notice, ...]:
    """Notices on the language of an article.

    Raises:
        NotIndonesian: it is neither Indonesian nor near enough, nor too short to tell, and `any_language` is off.
    """
    notices = []
    if words < SHORT_ARTICLE_WORDS:
        notices.append(Notice("short", f"The article has {words} words; its language cannot be told with certainty."))
    elif language.code == "msa":
        notices.append(Notice("language", f"The article looks Malay (confidence {language.confidence:.2f})."))
    if language.code in ("ind", "msa"):
        return tuple(notices)
    if language.code == "und" and words < SHORT_ARTICLE_WORDS:
        return tuple(notices)
    if not any_language:
        raise NotIndonesian(
            f"{_name(article)} is not Indonesian: it looks like {language.code} (confidence {language.confidence:.2f})."
        )
    return (*notices, Notice("language", f"The article is not Indonesian: it looks like {language.code}."))


def _within(extract: Extract, max_words: int) -> Extract:
    """The best sentences of an extract that fit in `max_words`, at least one."""
    kept: list[Any] = []
    words = 0
    for sentence in sorted(extract.sentences, key=lambda s: -s.score):
        cost = count_words(sentence.text)
        if kept and words + cost > max_words:
            continue
        kept.append(sentence)
        words += cost
    return replace(extract, sentences=tuple(sorted(kept, key=lambda s: s.index)))


def _spaced(extract: Extract, glued: Mapping[str, str]) -> Extract:
    """An extract as models are given it: with the blanks that its text has lost. Offsets are the article's."""
    return replace(extract, sentences=tuple(replace(s, text=spaced(s.text, glued)) for s in extract.sentences))


def _one(_text: str) -> int:
    """The cost of a sentence where sentences are counted."""
    return 1


def _name(article: Article) -> str:
    return article.source.path or "Standard input"
