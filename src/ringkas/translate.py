"""Indonesian -> English, one sentence a unit: fed several at once, models drop one in 12 to 17 of 100 cases.

Of the n best candidates for a sentence the one with the fewest and mildest issues wins, then the likeliest. A sentence
that is still wrong is translated again clause by clause, and that is kept if less is wrong with it: what a small model
loses or loops on in forty words it often says right in twenty. What issues are left stay on the sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from ringkas.backends.base import TextGenerator
from ringkas.check import check_translation, is_common, restore_names, severity
from ringkas.text.numbers import find_quantities
from ringkas.text.words import plain_quotes
from ringkas.types import Generation, Issue, TaskSpec, TranslatedSentence

# Where a sentence is cut, best places first.
_CLAUSE_ENDS = [
    re.compile(pattern)
    for pattern in (
        r"(?<=[;:])\s+",
        r"(?<=,)\s+(?=(?:namun|tetapi|tapi|sedangkan|sementara|sehingga|karena|meski|meskipun|padahal|lalu)\b)",
        r"(?<=,)\s+(?=(?:dan|serta|atau|yang|termasuk|seperti)\b)",
        r"(?<=,)\s+",
        r"\s+(?=(?:dan|yang|karena|untuk|dengan|sehingga|bahwa)\b)",
    )
]
HEADLINE_CAPITALS = 0.6
"""The share of words with a capital that makes a headline: news writes but prepositions small."""

WRONG = 2
"""The `severity` from which a sentence is tried again: more than one name or quotation mark in doubt."""

_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"(?P<mark>[.!?…;:,])[\"”’')]*$")
_HAS_LETTERS = re.compile(r"[^\W\d_]{2}")


class Translator:
    """Translates sentences with one task on one loaded model.

    Args:
        generator: the loaded weights.
        task: its prompt and how to decode.
    """

    def __init__(self, generator: TextGenerator, task: TaskSpec) -> None:
        self.generator = generator
        self.task = task

    def translate(self, texts: Sequence[str]) -> list[TranslatedSentence]:
        """The English of each text, in order; the same text is translated once.

        Args:
            texts: sentences, or titles.

        Raises:
            GenerationFailed: the engine failed.
        """
        made = self._translate({text: self._pieces(" ".join(text.split())) for text in texts})
        wrong = [text for text, one in made.items() if severity(one.issues) >= WRONG]
        clauses = {text: parts for text in wrong if (parts := _clauses(" ".join(text.split())))}
        for text, one in self._translate(clauses).items():
            if severity(one.issues) < severity(made[text].issues):
                made[text] = one
        return [made[text] for text in texts]

    def _translate(self, pieces: Mapping[str, tuple[str, ...]]) -> dict[str, TranslatedSentence]:
        """The English of texts by their pieces, every piece a unit of its own."""
        units = list(dict.fromkeys(piece for parts in pieces.values() for piece in parts if _HAS_LETTERS.search(piece)))
        prompts = [self._prompt(unit) for unit in units]
        found = self.generator.generate(prompts, self.task.options) if prompts else []
        candidates = dict(zip(units, found, strict=True))
        return {text: _joined(text, parts, candidates) for text, parts in pieces.items()}

    def _prompt(self, text: str) -> str:
        """The task's prompt; only here are quotation marks and the capitals of headlines made plain."""
        return self.task.prompt.format(text=in_sentence_case(plain_quotes(text)))

    def _pieces(self, text: str) -> tuple[str, ...]:
        """The text whole where the context holds it with as many tokens again for the answer, else cut at clauses."""
        tokens = self.generator.count_tokens(self._prompt(text))
        if tokens <= min(self.task.options.max_output_tokens, self.generator.spec.context // 2):
            return (text,)
        halves = _halves(text)
        return (text,) if halves is None else tuple(piece for half in halves for piece in self._pieces(half))


def in_sentence_case(text: str) -> str:
    """A headline with the common words small: models take `Mau Naikkan Tarif Parkir` for a name and leave it alone."""
    found = list(_WORD.finditer(text))
    heads = [word for word in found if not text[: word.start()].rstrip() or text[: word.start()].rstrip()[-1] in ".!?"]
    capitals = [word for word in found if word[0][0].isupper() and word not in heads]
    capital_share = len(capitals) / max(1, len(found) - len(heads))
    is_headline = not text.rstrip().endswith(".") and capital_share >= HEADLINE_CAPITALS
    for word in found:
        shouted = len(word[0]) > 3 and word[0].isupper()
        if is_common(word[0]) and (shouted or (is_headline and word in capitals)):
            plain = word[0].capitalize() if word in heads else word[0].lower()
            text = text[: word.start()] + plain + text[word.end() :]
    return text


def _halves(text: str) -> tuple[str, str] | None:
    """A text cut at the best kind of clause end in its middle half, or at a blank; None for a single word."""
    return _clauses(text) or _cut(text, list(re.finditer(r"\s+", text)))


def _clauses(text: str) -> tuple[str, str] | None:
    """A text cut at the best kind of clause end in its middle half, nearest to the middle; None without one."""
    middle = len(text) / 2
    for pattern in _CLAUSE_ENDS:
        cuts = [match for match in pattern.finditer(text) if abs(match.start() - middle) <= middle / 2]
        if cuts:
            return _cut(text, cuts)
    return None


def _cut(text: str, cuts: Sequence[re.Match[str]]) -> tuple[str, str] | None:
    """A text without that of the cuts that is nearest to its middle: the parts before and after."""
    if not cuts:
        return None
    cut = min(cuts, key=lambda match: abs(match.start() - len(text) / 2))
    return text[: cut.start()], text[cut.end() :]


def _joined(text: str, pieces: Sequence[str], candidates: dict[str, list[Generation]]) -> TranslatedSentence:
    """The translation of a text from the best candidates of its pieces, checked as a whole."""
    if candidates.keys().isdisjoint(pieces):  # figures and punctuation alone
        return TranslatedSentence(text, " ".join(pieces))
    parts = [_best(piece, candidates[piece]) if piece in candidates else (piece, ()) for piece in pieces]
    english = " ".join(part for part, _ in parts)
    repairs = dict.fromkeys(issue for _, issues in parts for issue in issues)
    return TranslatedSentence(text, english, (*check_translation(text, english), *repairs))


def _best(source: str, candidates: Sequence[Generation]) -> tuple[str, tuple[Issue, ...]]:
    """The text of the candidate with the mildest issues, then the likeliest, and what the checks do not see in it."""
    finished = []
    for candidate in candidates:
        text, restored = restore_names(source, _normalised(source, candidate.text))
        known = (*restored, *_truncation(candidate.truncated))
        rank = severity((*check_translation(source, text), *known)), -candidate.score
        finished.append((rank, text, known))
    _, text, known = min(finished, key=itemgetter(0))
    return text, known


def _truncation(truncated: bool) -> Iterator[Issue]:
    if truncated:
        yield Issue("truncated", "the answer was cut off")


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LOST_APOSTROPHE = re.compile(r"(?<=\w)\?(?=s\b)")
"""`Saturn?s`, as 187 lines of the training data have it."""

_DAY_MONTH = re.compile(r"\d{1,2}[/.-]\d{1,2}")


def _with_named_months(source: str, english: str) -> str:
    """English in which no date of the source is left in figures: `7/6/2023` is the 6th of July to half its readers.

    The model writes it either way about.
    """
    for quantity in find_quantities(source, "ind"):
        said = source[quantity.start : quantity.end]
        if quantity.kind == "date" and _DAY_MONTH.fullmatch(said):
            month, day = divmod(int(quantity.value), 100)
            named = f"{day} {_MONTHS[month - 1]}"
            turned = "" if (other := "/".join(re.split(r"[/.-]", said)[::-1])) in source else f"|{other}"
            left = rf"(?<![\d/.-])(?:{re.escape(said)}{turned})"
            english = re.sub(rf"{left}[/.-](?=\d{{4}}\b)", f"{named} ", english)
            english = re.sub(rf"{left}(?![\d/-])", named, english)
    return english


def _normalised(source: str, english: str) -> str:
    """English on one line, its dates named, that begins and ends as its source: capital or not, full stop or none."""
    english = _with_named_months(source, _LOST_APOSTROPHE.sub("'", " ".join(english.split())))
    end = _END.search(source)
    if end is None or end["mark"] in ",;:":  # a headline, a sentence that was cut
        english = english.rstrip(".,;:")
    if end is not None and not _END.search(english):
        english += end["mark"]
    first, original = _WORD.search(english), _WORD.search(source)
    if first is None or original is None:
        return english
    word = first[0]
    if original[0][0].isupper():
        word = word[0].upper() + word[1:]
    elif word != "I" and word[1:].islower() and word not in _WORD.findall(source):
        word = word[0].lower() + word[1:]
    return english[: first.start()] + word + english[first.end() :]
