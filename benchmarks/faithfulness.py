"""How often the checks flag what people wrote, and how often they catch what machines got wrong.

    python benchmarks/faithfulness.py [--data ../shared/data] [--show KIND]

Four tables:

- flagged: the share of sentences with at least one issue, by kind. Human translations (dev-flores, dev-news) and human
  summaries (IndoSum dev) should rarely be; dev-news is free translation, so much of what is flagged there was truly
  left out or added. The peers are machine translations of dev-flores; `number` among them is the rate of numbers lost
  or made up.
- injected: faults put into unflagged human texts, and the share of them that the checks flag.
- restored: names that a translation misspells and `restore_names` puts back, and the share of them, where the
  translation is a machine's, that the human translation has too; in human translations it is a slip of the source
  or a name that the table of names lacks.
- time: milliseconds a check.
"""

import argparse
import html
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ringkas.check import check_summary, check_translation, fold, restore_names
from ringkas.text.sentences import split
from ringkas.text.words import words
from ringkas.types import Issue, Span

KINDS = "number date currency unit name spelling word quote negation length loop copied empty".split()
PEERS = "argos opusmt nllb bergamot-tiny microsoft google".split()
Pair = tuple[str, str]
Check = Callable[[str, str], tuple[Issue, ...]]


def repaired(text: str) -> str:
    """Text without the mojibake of dev-flores (`â€“` for a dash)."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def pairs(path: Path) -> list[Pair]:
    """Indonesian and English of a TSV."""
    rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return [(repaired(row[0]), repaired(row[1])) for row in rows]


def summaries(path: Path) -> list[Pair]:
    """Article and each sentence of its human summary."""
    found = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        found += [(row["text"], s.text) for s in split(row["summary"], (Span(0, len(row["summary"])),))]
    return found


def flagged(name: str, check: Check, texts: Sequence[Pair], show: str | None) -> list[Pair]:
    """Print a row of the first table; the unflagged pairs."""
    counts: Counter[str] = Counter()
    clean = []
    for source, text in texts:
        issues = check(source, text)
        counts.update({issue.kind for issue in issues})
        counts["any"] += bool(issues)
        if not issues:
            clean.append((source, text))
        for issue in issues:
            if issue.kind == show:
                print(f"  {issue.detail} | {source if len(source) < 600 else '...'} | {text}")
    cells = "".join(f"{100 * counts[kind] / len(texts):9.1f}" for kind in ("any", *KINDS))
    print(f"{name:24}{len(texts):6}{cells}")
    return clean


NUMERAL = re.compile(r"(?<![\w.,-])\d[\d.,]*\d|(?<![\w.,-])\d\b(?![.,]\d)")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b")


def number_changed(text: str, chance: random.Random) -> str:
    """One digit of one numeral becomes another."""
    numerals = list(NUMERAL.finditer(text))
    if not numerals:
        return text
    numeral = chance.choice(numerals)
    places = [k for k in range(*numeral.span()) if text[k].isdigit()]
    place = chance.choice(places)
    digit = str((int(text[place]) + chance.randint(1, 8)) % 9 + 1)
    return text[:place] + digit + text[place + 1 :]


def number_dropped(text: str, chance: random.Random) -> str:
    """A numeral disappears."""
    numerals = list(NUMERAL.finditer(text))
    if not numerals:
        return text
    numeral = chance.choice(numerals)
    return text[: numeral.start()] + text[numeral.end() :]


def name_replaced(text: str, chance: random.Random) -> str:
    """A name becomes another."""
    names = list(NAME.finditer(text))
    if not names:
        return text
    name = chance.choice(names)
    return text[: name.start()] + "Gorlanova" + text[name.end() :]


def negation_removed_english(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """`not`, `n't`, `never` and `without` disappear."""
    return re.sub(r"\b(?:not|never|without) |n['’]t\b", "", text)


def negation_removed_indonesian(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """`tidak`, `belum`, `bukan` disappear."""
    return re.sub(r"\b(?:tidak|belum|bukan|tak) ", "", text)


def negation_added_indonesian(text: str, chance: random.Random) -> str:
    """`tidak` before a verb."""
    verbs = list(re.finditer(r"\b(?:me\w{4,}|di\w{5,}|ber\w{4,})\b", text))
    return text if not verbs else (lambda v: text[: v.start()] + "tidak " + text[v.start() :])(chance.choice(verbs))


def half_lost(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """The second half of a sentence is missing."""
    tokens = text.split()
    return " ".join(tokens[: len(tokens) // 2]) if len(tokens) >= 8 else text


def looped(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """The last four words are said three times."""
    tail = text.split()[-4:]
    return f"{text} {' '.join(tail)} {' '.join(tail)}"


def quote_changed(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """A word within quotation marks becomes another."""
    return re.sub(r'(["“][^"”]*?)\b(\w{5,})\b([^"”]*["”])', r"\1percuma\3", text, count=1)


def injected(name: str, check: Check, texts: Iterable[Pair], fault: Callable[[str, random.Random], str]) -> None:
    """Print how many of the texts that a fault changes are flagged then."""
    chance = random.Random(0)
    changed = [(source, new) for source, text in texts if (new := fault(text, chance)) != text]
    caught = sum(bool(check(source, text)) for source, text in changed)
    print(f"{name:24}{fault.__name__:30}{len(changed):6}{100 * caught / max(1, len(changed)):9.1f}")


def restored(name: str, texts: Sequence[Pair], human: Sequence[str] | None = None) -> None:
    """Print how many names are put back, and of those how many the human translation has."""
    right = names = 0
    for number, (source, text) in enumerate(texts):
        for issue in restore_names(source, text)[1]:
            names += 1
            right += human is not None and fold(issue.detail.split(" for ")[0]) in fold(human[number])
    share = "" if human is None else f"{100 * right / max(1, names):9.1f}"
    print(f"{name:24}{len(texts):6}{names:9}{share}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", metavar="KIND", help="print each issue of a kind")
    arguments = parser.parse_args()
    data, show = arguments.data, arguments.show

    print(f"{'flagged, %':24}{'n':>6}" + "".join(f"{kind:>9}" for kind in ("any", *KINDS)))
    flores = pairs(data / "mt/dev-flores.tsv")
    started = time.perf_counter()
    clean = flagged("dev-flores, human", check_translation, flores, show)
    elapsed = time.perf_counter() - started
    news = pairs(data / "mt/dev-news.tsv")
    flagged("dev-news, human", check_translation, news, show)
    translations = {}
    for peer in PEERS:
        lines = (data / f"mt/dev-flores.peers/{peer}.en").read_text(encoding="utf-8").splitlines()
        outputs = [(source, html.unescape(repaired(line))) for (source, _), line in zip(flores, lines, strict=True)]
        flagged(f"dev-flores, {peer}", check_translation, outputs, show)
        translations[peer] = outputs
    summary_texts = summaries(data / "summaries/indosum-dev.jsonl")

    def summary_check(source: str, text: str) -> tuple[Issue, ...]:
        return check_summary(text, source)

    clean_summaries = flagged("IndoSum dev, human", summary_check, summary_texts, show)

    print(f"\n{'injected':24}{'fault':30}{'n':>6}{'caught %':>9}")
    for fault in (number_changed, number_dropped, name_replaced, negation_removed_english, half_lost, looped):
        injected("dev-flores, human", check_translation, clean, fault)
    untranslated = [(source, source) for source, _ in clean]
    caught = sum(bool(check_translation(source, text)) for source, text in untranslated)
    print(f"{'dev-flores, human':24}{'untranslated':30}{len(untranslated):6}{100 * caught / len(untranslated):9.1f}")
    for fault in (
        number_changed,
        name_replaced,
        negation_removed_indonesian,
        negation_added_indonesian,
        looped,
        quote_changed,
    ):
        injected("IndoSum dev, human", summary_check, clean_summaries, fault)

    print(f"\n{'restored':24}{'n':>6}{'names':>9}{'right %':>9}")
    restored("dev-flores, human", flores)
    restored("dev-news, human", news)
    for peer, outputs in translations.items():
        restored(f"dev-flores, {peer}", outputs, [english for _, english in flores])

    ratios = sorted(len(words(e)) / len(words(i)) for i, e in flores if len(words(i)) >= 6)
    places = [ratios[int(len(ratios) * share)] for share in (0.001, 0.01, 0.5, 0.99, 0.999)]
    print(
        "\nEnglish words for an Indonesian one, dev-flores, human, 0.1 / 1 / 50 / 99 / 99.9 %:",
        *(f"{p:.2f}" for p in places),
    )
    print(f"time: {1000 * elapsed / len(flores):.2f} ms a translation")


if __name__ == "__main__":
    main()
