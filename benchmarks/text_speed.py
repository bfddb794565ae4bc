"""How fast texts are cleaned, split and rated, on one core; and that no text makes it quadratic.

    python benchmarks/text_speed.py ../shared/data/articles/*.jsonl [--repeat 1]

Prints articles a second of processor time for each file and all, and what each stage takes of it. Then hard texts of
one and of two megabytes: twice the text must take about twice the time.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ringkas.extract import choose, rate
from ringkas.text.clean import clean
from ringkas.text.sentences import split
from ringkas.types import CleanText, Sentence, Span

MEGABYTE = 1_000_000
QUOTED = 'Pemerintah menaikkan harga beras di Kediri, Rabu. "Kami siap. Stok aman," kata dia. '
PATTERNS = {
    "plain": QUOTED,
    "one word": "a",
    "spaces": " ",
    "stops": ".",
    "stops and spaces": ". ",
    "titles": "Dr. ",
    "initials": "A. ",
    "glued": "Ia pergi.",
    "items": "1. ",
    "marks": '"',
    "open marks": '"a ',
    "stops and marks": '."',
    "brackets": "(",
    "asides": "(a) ",
    "line breaks": "\n",
    "lines": "Baris pendek\n",
    "broken lines": "baris\n",
    "paragraphs": "Satu kalimat.\n \n",
    "addresses": "https://a.id/b a@b.id ",
    "dashes": "- ",
}


class Clock:
    """Adds up processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(("clean", "split", "rate", "choose"), 0.0)

    def run(self, stage: str, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        """Does the work and counts its time."""
        began = time.process_time()
        result = work(*arguments, **options)
        self.seconds[stage] += time.process_time() - began
        return result

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


def process(clock: Clock, text: str, title: str | None, *, cleaned: bool = True) -> None:
    """Takes a text through the stages."""
    spans: Sequence[Span] = [Span(0, len(text))]
    if cleaned:
        clean_text: CleanText = clock.run("clean", clean, text)
        spans = clean_text.kept
    sentences: tuple[Sentence, ...] = clock.run("split", split, text, spans)
    scores = clock.run("rate", rate, sentences, title=title)
    clock.run("choose", choose, sentences, scores, limit=120)


def main() -> None:
    """Prints the speeds and the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="JSONL with a `text` a line")
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    count = 0
    clock = Clock()
    for file in arguments.files:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        before = clock.total
        for row in rows * arguments.repeat:
            process(clock, row["text"], row.get("title"))
        count += len(rows) * arguments.repeat
        print(f"{file.name:32}{len(rows) * arguments.repeat / (clock.total - before):8.0f} articles/s")
    shares = ", ".join(f"{stage} {seconds / clock.total:.0%}" for stage, seconds in clock.seconds.items())
    print(f"{'all':32}{count / clock.total:8.0f} articles/s; {shares}")

    print(f"\n{'seconds: clean and all of':26}1 MB   2 MB")
    for name, pattern in PATTERNS.items():
        times = []
        for size in (MEGABYTE, 2 * MEGABYTE):
            clock = Clock()
            process(clock, pattern * (size // len(pattern)), None)
            times.append(clock.total)
        print(f"{name:24}{times[0]:6.2f} {times[1]:6.2f}")
    sentences = split(QUOTED * 50_000, [Span(0, len(QUOTED) * 50_000)])
    for method in ("ranker", "lead", "textrank"):
        began = time.process_time()
        scores = rate(sentences, title=None, method=method)
        choose(sentences, scores, limit=10**9, method=method)
        print(f"{len(sentences)} sentences, {method}: {time.process_time() - began:.2f}")


if __name__ == "__main__":
    main()
