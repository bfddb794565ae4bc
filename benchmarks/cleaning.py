"""How well articles are cleaned: what is left of the boilerplate, what is kept of the words, which fields are found.

    PYTHONPATH=src python benchmarks/cleaning.py [../shared/data]            # the figures
    PYTHONPATH=src python benchmarks/cleaning.py [../shared/data] --show ID  # one article, stretch by stretch
    PYTHONPATH=src python benchmarks/cleaning.py --table                     # docs/cleaning.md's table of kinds

`left` counts articles whose kept text still has a footer, a dateline or a link; `unnamed` those with a letter in
neither a kept nor a removed span. The ends of headlines are labelled by hand in baca-juga-labels.json: article id, and
offset where the next sentence begins; an end counts if a kept span begins there. Articles a second are CPU time.
"""

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

from ringkas.text.clean import COMPUTED, KINDS, clean
from ringkas.types import CleanText, Fields

LEFT = re.compile(
    r"Pewarta\s?:|Penerjemah\s?:|Editor\s?:|Uploader\s?:|COPYRIGHT|[Bb]aca [Jj]uga\s?:|\(ANTARA\)|SCROLL TO|\[Gambas"
    r"|\A(?:KOMPAS|TRIBUNNEWS|Liputan6|VIVA|REPUBLIKA|Merdeka|TEMPO)\.co",
)
LABELS = Path(__file__).with_name("baca-juga-labels.json")


def kept_text(text: str, cleaned: CleanText) -> str:
    """The kept spans, a line each."""
    return "\n".join(text[span.start : span.end] for span in cleaned.kept)


def has_unnamed(text: str, cleaned: CleanText) -> bool:
    """Whether a letter or digit is in neither a kept nor a removed span."""
    rest = list(text)
    for span in (*cleaned.kept, *cleaned.removed):
        rest[span.start : span.end] = " " * (span.end - span.start)
    return any(map(str.isalnum, rest))


def report(path: Path) -> None:
    """Print the figures of one file of articles."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    started = time.process_time()
    cleaned = [clean(row["text"], Fields(title=row["title"])) for row in rows]
    seconds = time.process_time() - started
    texts = [kept_text(row["text"], result) for row, result in zip(rows, cleaned, strict=True)]
    words = sum(len(row["text"].split()) for row in rows)
    left = [row["id"] for row, text in zip(rows, texts, strict=True) if LEFT.search(text)]
    unnamed = sum(has_unnamed(row["text"], result) for row, result in zip(rows, cleaned, strict=True))
    share = sum(len(text.split()) for text in texts) / words
    print(f"{path.stem}: {len(rows)} articles, left {len(left)} {left[:5]}, unnamed {unnamed}, ", end="")
    print(f"words kept {share:.4f}, {len(rows) / seconds:.0f} articles a second")
    signed = [result.fields for row, result in zip(rows, cleaned, strict=True) if row.get("has_pewarta")]
    if signed:
        both = sum(fields.reporter is not None and fields.editor is not None for fields in signed)
        print(f"    reporter and editor found in {both} of {len(signed)}")
    kinds = Counter(span.kind for result in cleaned for span in result.removed)
    print("   ", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


def report_ends(path: Path) -> None:
    """Print how many of the labelled ends of headlines are found."""
    texts = {row["id"]: row["text"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    labels = json.loads(LABELS.read_text())
    found = 0
    for article, end in labels:
        kept = clean(texts[article]).kept
        found += any(span.start == end for span in kept)
    print(f"next sentences that survive a headline whole: {found} of {len(labels)}")


def show(folder: Path, wanted: str) -> None:
    """Print one article, each kept stretch as it is and each removed one with its kind."""
    for path in [*sorted((folder / "articles").glob("*.jsonl")), *sorted((folder / "summaries").glob("detik*.jsonl"))]:
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["id"] == wanted:
                cleaned = clean(row["text"], Fields(title=row["title"]))
                stretches = [(span.start, span.end, "") for span in cleaned.kept]
                stretches += [(span.start, span.end, f"-- {span.kind}: ") for span in cleaned.removed]
                print(cleaned.fields)
                for start, end, label in sorted(stretches):
                    print(f"{label}{row['text'][start:end]!r}")


def table() -> str:
    """The table of kinds as Markdown."""
    rows = [(kind.name, kind.where.value, kind.example, fields_of(kind.pattern)) for kind in KINDS]
    rows += [(name, "computed", example, "title" if name == "title" else "") for name, example in COMPUTED.items()]
    lines = ["| kind | where | example | fields |", "|---|---|---|---|"]
    for name, where, example, fields in rows:
        cell = example.replace("\n", " ⏎ ").replace("|", "\\|")
        lines.append(f"| {name} | {where} | {cell} | {fields} |")
    return "\n".join(lines)


def fields_of(pattern: re.Pattern[str]) -> str:
    """The fields that a pattern fills."""
    return ", ".join(name for name in pattern.groupindex if name != "teaser")


def main() -> None:
    """Print the figures, one article or the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", metavar="ID")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        print(table())
    elif arguments.show:
        show(arguments.data, arguments.show)
    else:
        for path in sorted((arguments.data / "articles").glob("*.jsonl")):
            report(path)
        report(arguments.data / "summaries" / "detik-silver.jsonl")
        report_ends(arguments.data / "articles" / "antara-2023.jsonl")


if __name__ == "__main__":
    main()
