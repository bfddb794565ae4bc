"""Where a headline ends that runs into the next sentence, as in `Baca juga: Harga cabai turun Wali kota mengatakan …`.

Portals lose the line break after the headlines that they link to. Every word that could begin a sentence is rated by a
linear model over what a reader goes by: a headline has a usual length and does not end in `di`; a sentence opens with
a common word in a capital, or with a name that the article knows. `WEIGHTS` come from training/headlines.py.
"""

import re
from collections import Counter
from functools import cached_property
from typing import NamedTuple

LONGEST = 130
"""Characters in which a headline ends: of 838 that ANTARA linked in 2023 the longest has 126, 98 in 100 up to 89."""

WEIGHTS = {
    # how long the headline is, in characters, by eights
    "length-0": -0.44,
    "length-8": -2.47,
    "length-16": -2.42,
    "length-24": -2.28,
    "length-32": -0.44,
    "length-40": 0.41,
    "length-48": 1.32,
    "length-56": 2.22,
    "length-64": 3.22,
    "length-72": -0.12,
    "length-80": -1.15,
    "length-88": -0.01,
    "length-96": -2.50,
    # how the sentence opens
    "opening-word": 2.87,
    "quote": 2.21,
    "role": 2.04,
    "small-elsewhere": 1.25,
    "name-begins": 0.99,
    "list-number": -0.08,
    "capital-elsewhere": -0.37,
    "all-capitals": -1.01,
    "number": -1.97,
    # how the two meet
    "glued": 1.62,
    "after-question": 1.18,
    "title-case-ends": 0.93,
    "after-number": 0.87,
    "capitals-end": 0.46,
    "title-case-goes-on": -0.24,
    "comma-in-headline": -0.53,
    "capitals-begin": -0.64,
    "capitals-go-on": -0.78,
    "meng-in-headline": -1.22,
    "formal-in-headline": -1.26,
    "after-comma": -2.50,
    "glued-elsewhere": -2.61,
    "after-inner-word": -2.70,
    "pair-elsewhere": -3.65,
}

_INNER = frozenset(
    "di ke dari dan yang untuk pada dengan oleh dalam bagi atau serta tentang soal jadi saat agar demi usai atas "
    "akan tak tidak belum bisa harus para si sang hingga sampai lewat via jelang sebagai antara tanpa bukan vs".split()
)
"""Words that no headline ends with, and that keep their small letter in a headline with capitals."""
_OPENING = frozenset(
    "adapun akibatnya artinya bahkan bagi begitu berdasarkan berikut dalam dari demikian dengan di dia dikutip "
    "dilansir dirinya hal hasil ia ini itu jika juga kami karena kata kemudian kendati ketika lalu lebih maka "
    "mereka menurut menurutnya meski meskipun nantinya namun oleh pada padahal para pasalnya pihaknya saat saya "
    "sebab sebagai sebanyak sebelumnya sedangkan sehingga sejak sejumlah sekarang selain selama selanjutnya seluruh "
    "sementara seperti serta sesuai setelah tapi terkait terlebih tetapi untuk usai walau".split()
)
"""Words that open sentences rather than headlines."""
_ROLES = frozenset(
    "aktor aktris anggota atlet bek bupati camat dekan deputi direktur dirjen dokter dubes gelandang gubernur hakim "
    "jaksa jenderal kabid kapolda kapolres kapten kepala ketua kiper klub komandan komisaris legislator mantan "
    "manajer menteri pelatih pemain pemerintah pemkab pemkot pemprov pengacara pengamat penyanyi penyerang petenis "
    "polisi presiden rektor sekretaris staf tim timnas ustaz wakil wali wapres warga".split()
)
"""Words that stand before a name where a sentence, or a headline, opens."""
_FORMAL = frozenset("itu tersebut juga adalah yang telah merupakan akan pada mengatakan menurut kata".split())
"""Words that a sentence soon has and a headline rarely."""

_TOKEN = re.compile(r"\S+")
_GLUE = re.compile(r"(?<=[a-z0-9?!)\"”])(?=[A-Z“])")
_WORD = re.compile(r"[\w'’-]+")
_STOP = re.compile(r"[.!?]\s+")
_EDGES = "\"'“”‘’.,:;!?()[]…"


class _Token(NamedTuple):
    """A word as it stands, its offset, and the token it is a part of (`PasarWali` -> `Pasar`, `Wali`)."""

    text: str
    start: int
    glued_in: str | None


class Headlines:
    """Finds the ends of headlines in one text, whose words are evidence for each."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def all_words(self) -> list[str]:
        """The words of the text in order."""
        return _WORD.findall(self.text)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word occurs, case kept."""
        return Counter(self.all_words)

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often two words stand side by side."""
        return Counter(zip(self.all_words, self.all_words[1:], strict=False))

    def end(self, start: int, limit: int) -> int:
        """Where the next sentence begins.

        Args:
            start: where the headline begins.
            limit: where it has ended at the latest: the end of its line, or the next piece of boilerplate.

        Returns:
            An offset up to `limit`: where no sentence seems to begin before it, `limit`, the end of the first sentence
            or that of the last word within `LONGEST`.
        """
        candidates = self.candidates(start, limit)
        if not candidates and limit - start <= LONGEST:
            return limit
        if not candidates:
            stop = _STOP.search(self.text, start, start + LONGEST)
            space = self.text.rfind(" ", start, start + LONGEST)
            return stop.end() if stop else space + 1 if space > start else start + LONGEST
        return max(candidates, key=lambda c: sum(WEIGHTS.get(name, 0.0) * value for name, value in c[1].items()))[0]

    def candidates(self, start: int, limit: int) -> list[tuple[int, dict[str, float]]]:
        """Each offset where the next sentence could begin, with its features."""
        tokens = self._tokens(start, min(limit, start + LONGEST + 100))
        found = []
        for index, token in enumerate(tokens):
            if token.start - start > LONGEST:
                break
            if index >= 2 and _may_open(token.text):
                found.append((token.start, self._features(tokens, index)))
            if index >= 2 and token.text[-1] == "." and len(token.text) > 3 and not token.text[:-1].isdigit():
                break  # a headline has no final stop: this one ends the next sentence
        return found

    def _tokens(self, start: int, end: int) -> list[_Token]:
        """The words from `start` to `end`, those that are glued together apart."""
        tokens = []
        for match in _TOKEN.finditer(self.text, start, end):
            offset = match.start()
            parts = _GLUE.split(match[0])
            for part in parts:
                tokens.append(_Token(part, offset, match[0] if part is not parts[0] else None))
                offset += len(part)
        return tokens

    def _features(self, tokens: list[_Token], index: int) -> dict[str, float]:
        """What speaks for and against a sentence that begins at `tokens[index]`."""
        token = tokens[index]
        first = token.text[0]
        word = token.text.strip(_EDGES)
        lowered = word.lower()
        last = tokens[index - 1].text
        before = last.strip(_EDGES)
        after = tokens[index + 1].text.strip(_EDGES) if index + 1 < len(tokens) else ""
        headline = [t.text.strip(_EDGES).lower() for t in tokens[:index]]
        outer = [t.text for t in tokens[:index] if t.text.lower() not in _INNER]
        title_case = sum(not t[0].islower() for t in outer) > 0.8 * len(outer)
        capital_soon = any(t.text[0].isupper() for t in tokens[index + 1 : index + 3] if t.text.lower() not in _INNER)
        capital_before, capital_after = before[:1].isupper(), after[:1].isupper()
        features = {
            f"length-{min((token.start - tokens[0].start) // 8 * 8, 96)}": 1,
            "opening-word": lowered in _OPENING,
            "role": lowered in _ROLES,
            "quote": first in "\"“‘'",
            "number": first.isdigit() and token.text[-1] != ".",
            "list-number": first.isdigit() and token.text[-1] == ".",
            "all-capitals": word.isupper() and len(word) > 1,
            "small-elsewhere": lowered != word and self.words[lowered] > 0,
            "capital-elsewhere": self.words[word] > 1,
            "name-begins": capital_after and self.pairs[word, after] > 1,
            "capitals-begin": capital_after and not capital_before,
            "capitals-go-on": capital_after and capital_before,
            "capitals-end": capital_before and not capital_after,
            "title-case-ends": title_case and not capital_soon and index > 3,
            "title-case-goes-on": title_case and capital_soon,
            "glued": token.glued_in is not None,
            "glued-elsewhere": token.glued_in is not None and self.words[token.glued_in.strip(_EDGES)] > 1,
            "after-inner-word": before in _INNER,
            "after-number": before[:1].isdigit(),
            "after-question": last[-1] in "?!",
            "after-comma": last[-1] in ",:-–—(",
            "pair-elsewhere": self.pairs[before, word] > 1,
            "formal-in-headline": sum(w in _FORMAL for w in headline),
            "meng-in-headline": sum(w.startswith(("mem", "men", "meng")) and len(w) > 6 for w in headline),
            "comma-in-headline": sum(t.text[-1] == "," for t in tokens[:index]),
        }
        return {name: float(value) for name, value in features.items() if value}


def _may_open(token: str) -> bool:
    """Whether a sentence can begin with this token."""
    return token[0].isupper() or token[0].isdigit() or (token[0] in "\"“‘'" and len(token) > 1)
