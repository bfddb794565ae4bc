"""Sentence boundaries against the gold sentences of UD Indonesian-CSUI.

    python benchmarks/sentences.py ../shared/data/sentences/csui-train.txt [--show]

Joins the gold sentences, with spaces and then without, splits the result and compares the ends. Lines without a final
stop (headlines, cut sentences) are left out: joined, nobody could tell where they end. `--show` prints each difference.
"""

import argparse
import re
from pathlib import Path

from ringkas.text.sentences import split
from ringkas.types import Span

_FINAL_STOP = re.compile(r"[.!?…][\"”’')\]]*$")


def score(gold: list[str], joiner: str, *, show: bool) -> tuple[float, float, float]:
    """Returns precision, recall and F1 of the ends of sentences."""
    text = joiner.join(gold)
    expected = set()
    end = 0
    for sentence in gold:
        end += len(sentence)
        expected.add(end)
        end += len(joiner)
    found = {sentence.end for sentence in split(text, [Span(0, len(text))])}
    if show:
        for end in sorted(found ^ expected):
            print("wrong " if end in found else "missed", text[max(0, end - 50) : end], "|", text[end : end + 30])
    right = len(found & expected)
    return right / len(found), right / len(expected), 2 * right / (len(found) + len(expected))


def main() -> None:
    """Prints both scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="one sentence a line")
    parser.add_argument("--show", action="store_true", help="print each difference")
    arguments = parser.parse_args()
    lines = [line.strip() for line in arguments.gold.read_text("utf-8").splitlines()]
    gold = [line for line in lines if _FINAL_STOP.search(line)]
    for name, joiner in (("joined by spaces", " "), ("glued", "")):
        precision, recall, f1 = score(gold, joiner, show=arguments.show)
        print(f"{name}: {len(gold)} sentences, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")


if __name__ == "__main__":
    main()
