"""The settings of a run: one frozen object, passed whole."""

from dataclasses import dataclass, fields

from ringkas.errors import SettingInvalid

EXTRACT_METHODS = ("ranker", "lead", "textrank", "all")
"""How sentences are rated; `all` keeps every sentence, as `ringkas translate` does."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What changes the output of a run; threads, batch sizes and paths are not among it.

    Attributes:
        profile: the `[profiles.NAME]` row that names both tasks.
        abstract: rewrite the extract into a summary.
        translate: translate the summary, or without one the extract, and the title.
        sentences: sentences in the summary, or without one in the extract; 1 or more.
        max_words: the most words in them; None is no limit.
        extract_method: one of `EXTRACT_METHODS`.
        extract_words: words of the extract, from which a summary is written; None is 40 for each sentence asked for,
            and no fewer than 120. The extract has `sentences` sentences at least, where the article has them.
        beam_size: overrides the beam and the number of candidates of both tasks; 1 is greedy.
        any_language: take articles that are not Indonesian too.
        commercial: refuse models whose terms forbid commercial use.
    """

    profile: str = "mini"
    abstract: bool = True
    translate: bool = True
    sentences: int = 3
    max_words: int | None = None
    extract_method: str = "ranker"
    extract_words: int | None = None
    beam_size: int | None = None
    any_language: bool = False
    commercial: bool = False

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingInvalid: a value is out of its range.
        """
        for name, low, high in (
            ("sentences", 1, 50),
            ("max_words", 1, 10_000),
            ("extract_words", 20, 10_000),
            ("beam_size", 1, 16),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise SettingInvalid(f"{name} is {value}; it must lie between {low} and {high}.")
        if self.extract_method not in EXTRACT_METHODS:
            raise SettingInvalid(
                f"extract_method is {self.extract_method!r}; it must be one of {', '.join(EXTRACT_METHODS)}."
            )

    @property
    def extract_limit(self) -> int:
        """The budget of the extract: words where a summary is written from it, sentences where it is the result."""
        if not self.abstract:
            return self.sentences
        return self.extract_words or max(120, 40 * self.sentences)

    def signature(self) -> str:
        """The settings as `name:value` pairs joined by `|`, those at their default left out."""
        return "|".join(
            f"{field.name}:{getattr(self, field.name)}"
            for field in fields(self)
            if field.name not in ("profile", "commercial") and getattr(self, field.name) != field.default
        )
