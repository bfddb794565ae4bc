"""How well ringkas tells Indonesian from its neighbours: windows of sixty words, ten languages.

    PYTHONPATH=src python benchmarks/languages.py [../shared/data] [--words 60]

Each file of languages/ is joined and cut into windows; the weights of the neighbours and English were fitted on the
first half of the lines, so the halves are printed apart. What tells Malay from Indonesian was written by hand, after
reading windows of both halves. Last come windows of every article file.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ringkas.text.language import detect


def windows(texts: Iterable[str], words: int) -> list[str]:
    """The texts joined and cut into stretches of so many words; the rest is left out."""
    joined = [word for text in texts for word in text.split()]
    return [" ".join(joined[i : i + words]) for i in range(0, len(joined) - words + 1, words)]


def main() -> None:
    """Print, for each language, how many windows are called what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--words", type=int, default=60)
    arguments = parser.parse_args()
    for path in sorted((arguments.data / "languages").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, half in (("first", lines[: len(lines) // 2]), ("second", lines[len(lines) // 2 :])):
            report(path.name[:3], name, windows(half, arguments.words))
    for path in sorted((arguments.data / "articles").glob("*.jsonl")):
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
        report("ind", path.stem, [window for text in texts for window in windows([text], arguments.words)])


def report(language: str, name: str, texts: list[str]) -> None:
    """Print how often texts of a language are called by its name, Indonesian, and otherwise."""
    called = Counter(detect(text).code for text in texts)
    print(
        f"{language} {name:20} {len(texts):6} windows  right {called[language] / len(texts):.4f}  "
        f"called Indonesian {called['ind'] / len(texts):.4f}  {dict(called.most_common(4))}"
    )


if __name__ == "__main__":
    main()
