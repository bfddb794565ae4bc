"""Prepare the translation mix: filter, align, deduplicate, repair punctuation, weight by source.

Writes JSON lines for `train.py`, shuffled; the counts go to stderr.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ringkas.translate import in_sentence_case

# Copies of each pair, by the start of its source's name; of pairs that repeat each other the source named first stays.
# Absent sources are left out: TED for its licence (CC BY-NC-ND), odb because it is devotional.
WEIGHTS = {
    "news-silver": 1.0,
    "written-silver": 1.0,
    "panl-bppt": 1.0,
    "desmond86/ausaid": 1.0,
    "desmond86/bbc": 2.0,
    "desmond86/smeru": 0.4,
    "guntara-mt/news": 2.0,
    "guntara-mt/general": 0.4,
    "tico19": 1.7,
    "ud-csui-silver": 2.0,
    "tatoeba": 0.15,
    "talpco": 0.2,
    "nusax": 0.4,
}
INDONESIAN = set(re.findall(r"\w+", "yang dan di ke dari untuk dengan ini itu tidak pada adalah akan dalam"))
ENGLISH = set(re.findall(r"\w+", "the and of to in is that for was with it on are this not from by"))
SPEECH = "kata|ujar|tutur|ucap|jelas|tegas|ungkap|tambah"
SPEECH_ID = re.compile(rf"^([^\"“”]{{12,}}), (?=(?:{SPEECH})(?:nya)? )")
SPEECH_EN = re.compile(r"^([^\"“”]{12,}), (?=(?:he|she|[A-Z][^,]{2,70}?) said\b|said [A-Z])")
FIRST_PERSON = re.compile(r"\b(?:saya|kami|kita|aku)\b", re.IGNORECASE)
LOST_APOSTROPHE = re.compile(r"(?<=\w)\?(?=[a-z])")
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(slots=True)
class Pair:
    """An Indonesian sentence, its English translation and where both came from."""

    source: str
    indonesian: str
    english: str


def read_pairs(text: Path, sources: Path) -> Iterable[Pair]:
    """Yield the pairs of a TSV file with white space normalised."""
    with text.open(encoding="utf-8") as pairs, sources.open(encoding="utf-8") as names:
        for line, name in zip(pairs, names, strict=True):
            left, right = line.rstrip("\n").split("\t")
            yield Pair(name.strip(), " ".join(left.split()), " ".join(right.split()))


def words(text: str) -> list[str]:
    """Split into lower-case words."""
    return WORD.findall(text.lower())


def numbers(text: str) -> set[str]:
    """Numbers of two digits or more, without separators (1.500,5 and 1,500.5 are both 15005)."""
    found = {re.sub(r"\D", "", n) for n in NUMBER.findall(text)}
    return {n for n in found if len(n) > 1}


def fault(pair: Pair) -> str | None:
    """Name the reason to drop a pair, or return None."""
    left, right = words(pair.indonesian), words(pair.english)
    if not (2 <= len(left) <= 90 and 2 <= len(right) <= 90):
        return "length"
    if not 0.55 <= len(pair.english) / len(pair.indonesian) <= 1.6:
        return "length ratio"
    if left == right:
        return "identical"
    if sum(w in ENGLISH for w in left) > sum(w in INDONESIAN for w in left):
        return "language"
    if sum(w in INDONESIAN for w in right) > sum(w in ENGLISH for w in right):
        return "language"
    have, want = numbers(pair.english), numbers(pair.indonesian)
    if have - want or len(want - have) > 1:
        return "numbers"
    return None


def alignment_scores(pairs: list[Pair], rounds: int = 4) -> np.ndarray:
    """Score how well each pair's words explain one another.

    IBM model 1 (Brown et al. 1993) in both directions without a null word; the score is the mean
    over words of log p(word | other sentence), the lower of the two directions.
    """
    vocabulary: dict[str, int] = {}
    sides = [
        [np.array(sorted({vocabulary.setdefault(tag + w[:7], len(vocabulary)) for w in words(s)})) for s in texts]
        for tag, texts in (
            ("i", [p.indonesian for p in pairs]),
            ("e", [p.english for p in pairs]),
        )
    ]
    lengths = [np.array([len(s) for s in side]) for side in sides]
    left = np.concatenate([np.repeat(a, len(b)) for a, b in zip(*sides, strict=True)])
    right = np.concatenate([np.tile(b, len(a)) for a, b in zip(*sides, strict=True)])
    pair = np.repeat(np.arange(len(pairs)), lengths[0] * lengths[1])
    _, link = np.unique(left.astype(np.int64) * len(vocabulary) + right, return_inverse=True)
    scores = []
    for given, word, count in ((left, right, lengths[1]), (right, left, lengths[0])):
        slots = np.unique(pair.astype(np.int64) * len(vocabulary) + word, return_inverse=True)[1]
        table = np.ones(link.max() + 1)
        owner = np.zeros_like(table, dtype=np.int64)
        owner[link] = given
        for _ in range(rounds):
            mass = table[link]
            share = mass / np.bincount(slots, mass)[slots]
            table = np.bincount(link, share)
            table /= np.bincount(owner, table, len(vocabulary))[owner]
        probability = np.bincount(slots, table[link])
        first = np.zeros(slots.max() + 1, dtype=np.int64)
        first[slots] = pair
        total = np.bincount(first, np.log(probability + 1e-9), len(pairs))
        other = lengths[0] if count is lengths[1] else lengths[1]
        scores.append(total / np.maximum(count, 1) - np.log(np.maximum(other, 1)))
    return np.minimum(*scores)


def grams(text: str, size: int) -> set[int]:
    """Hash the word n-grams of a text with digits masked (the whole text if it is shorter)."""
    tokens = re.sub(r"\d+", "0", text.lower()).split()
    return {hash(tuple(tokens[i : i + size])) for i in range(max(1, len(tokens) - size + 1))}


def deduplicate(pairs: list[Pair], held_out: list[Pair]) -> list[Pair]:
    """Drop pairs that repeat an earlier one (60 % of its 4-grams) or touch a development set.

    A shared run of eight words on either side counts as touching.
    """
    taken = [
        set().union(*(grams(text, 8) for text in side))
        for side in ([p.indonesian for p in held_out], [p.english for p in held_out])
    ]
    seen: set[int] = set()
    kept = []
    for pair in pairs:
        mine = grams(pair.indonesian, 4)
        if grams(pair.indonesian, 8) & taken[0] or grams(pair.english, 8) & taken[1]:
            continue
        if len(mine & seen) >= 0.6 * len(mine):
            continue
        seen |= mine
        kept.append(pair)
    return kept


def repair(pair: Pair, rng: random.Random) -> Pair:
    """Give back the punctuation that a source lost, on both sides alike.

    PANL has no quotation marks: reported speech with its attribution behind is quoted again, where
    somebody speaks of himself always, else one time in four. SMERU has no final stops: two
    of three sentences get theirs. An apostrophe that became a question mark (`world?s`) is one again.
    """
    left, right = pair.indonesian, LOST_APOSTROPHE.sub("'", pair.english)
    if pair.source.startswith("panl"):
        a, b = SPEECH_ID.search(left), SPEECH_EN.search(right)
        if a and b and rng.random() < (0.9 if FIRST_PERSON.search(a[1]) else 0.25):
            left = f'"{a[1]}," {left[a.end() :]}'
            right = f'"{b[1]}," {right[b.end() :]}'
        if left[-1] == "." and right[-1].isalnum():
            right += "."
    elif pair.source.endswith("smeru"):
        whole = left[0].isupper() and left[-1].isalnum() and len(left) > 40
        if whole and rng.random() < 0.67:
            left, right = left + ".", right.rstrip(".") + "."
    if left.count('"') == 2 and rng.random() < 0.3:
        left = left.replace('"', "“", 1).replace('"', "”", 1)
    return Pair(pair.source, left, right)


def weight(source: str) -> float:
    """Look up how many copies of a source's pairs to train on."""
    return next((w for name, w in WEIGHTS.items() if source.startswith(name)), 0.0)


def preference(source: str) -> int:
    """The place of a source in `WEIGHTS`."""
    return next(place for place, name in enumerate(WEIGHTS) if source.startswith(name))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True, help="Indonesian TAB English")
    parser.add_argument("--sources", type=Path, required=True, help="the origin of each line")
    parser.add_argument("--dev", type=Path, nargs="*", default=[], help="sets to keep clear of")
    parser.add_argument("--worst", type=float, default=0.06, help="share dropped by alignment")
    parser.add_argument("--only", nargs="*", help="use only sources that start so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    dropped: Counter[str] = Counter()
    pairs = []
    for pair in read_pairs(args.pairs, args.sources):
        if not weight(pair.source) or (args.only and not pair.source.startswith(tuple(args.only))):
            dropped["source"] += 1
        elif reason := fault(pair):
            dropped[reason] += 1
        else:
            pairs.append(pair)
    scores = alignment_scores(pairs)
    good = scores >= np.quantile(scores, args.worst)
    dropped["alignment"] = int((~good).sum())
    aligned = [p for p, ok in zip(pairs, good, strict=True) if ok]
    rng.shuffle(aligned)
    aligned.sort(key=lambda pair: preference(pair.source))
    held_out = [
        Pair(path.name, *line.rstrip("\n").split("\t")[:2]) for path in args.dev for line in path.open(encoding="utf-8")
    ]
    clean = deduplicate(aligned, held_out)
    dropped["duplicate or development"] = len(aligned) - len(clean)
    rows, used = [], Counter()
    for pair in clean:
        copies = weight(pair.source)
        for _ in range(int(copies) + (rng.random() < copies % 1)):
            fixed = repair(pair, rng)
            used[pair.source.split("/")[0]] += 1
            rows.append(
                {
                    "source": pair.source,
                    "prompt": f"Indonesian: {in_sentence_case(fixed.indonesian)}\nEnglish:",
                    "answer": f" {fixed.english}",
                }
            )
    rng.shuffle(rows)
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(f"dropped {dict(dropped)}; {len(clean)} pairs, {len(rows)} rows {dict(used)}", file=sys.stderr)


if __name__ == "__main__":
    main()
