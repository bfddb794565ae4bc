"""Which language a text is in: Indonesian, its neighbours, English, or undecided.

Libraries that know many languages call Javanese and Sundanese Indonesian. Function words tell them apart: the table
`data/function-words.txt` gives each a weight for the languages that it speaks for, and the language with the largest
sum wins.
"""

import math
import re
from collections import Counter
from functools import cache
from importlib.resources import files

from ringkas.types import Language

LANGUAGES = ("ind", "msa", "jav", "sun", "min", "ban", "mad", "ace", "bjn", "eng")
"""ISO 639-3: Indonesian, Malay, Javanese, Sundanese, Minangkabau, Balinese, Madurese, Acehnese, Banjarese, English."""
UNDECIDED = "und"
LONGEST = 100_000
"""Characters that are looked at."""
LEAST_SHARE = 0.07
"""Share of a text's words that the table must know: 0.3 to 0.4 in its languages, 0.06 in lists of names and figures."""
SCALE = 2.0
"""How many points of weight make the odds e to one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_SHORTEST_WITH_ENDING = 7


def detect(text: str) -> Language:
    """The language of a text.

    Args:
        text: a text of any length; a sentence is little, sixty words are plenty.

    Returns:
        The code with the largest sum of weights, `und` where fewer than two words or `LEAST_SHARE` of them are known;
        its confidence, the odds against the runner-up as a probability; the runner-up's code.
    """
    words = Counter(word.replace("’", "'").replace("`", "'") for word in _WORD.findall(text[:LONGEST].lower()))
    sums = dict.fromkeys(LANGUAGES, 0.0)
    known = 0
    for word, count in words.items():
        weights = _weights_of(word)
        if weights:
            known += count
        for code, weight in weights.items():
            sums[code] += weight * count
    best, second = sorted(sums, key=lambda code: -sums[code])[:2]
    if known < 2 or known < LEAST_SHARE * words.total():
        return Language(UNDECIDED, 0.0, best if known else UNDECIDED)
    return Language(best, 1 / (1 + math.exp((sums[second] - sums[best]) / SCALE)), second)


def _weights_of(word: str) -> dict[str, float]:
    """What a word in lower case speaks for."""
    words, endings = _table()
    weights = words.get(word)
    if weights is None and len(word) >= _SHORTEST_WITH_ENDING:
        weights = next((endings[ending] for ending in endings if word.endswith(ending)), None)
    return weights or {}


@cache
def _table() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The weights by word, and by ending."""
    words: dict[str, dict[str, float]] = {}
    for line in (files("ringkas") / "data" / "function-words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, weight, *entries = line.split()
            for word in entries:
                for code in codes.split("+"):
                    weights = words.setdefault(word, {})
                    weights[code] = weights.get(code, 0.0) + float(weight)
    endings = {word[1:]: weights for word, weights in words.items() if word.startswith("*")}
    return words, endings
