"""Draw sentences of articles for somebody to translate or to shorten, and put together what came back.

    python training/sentences.py draw ARTICLES.jsonl... --out FOLDER      any sentences, and titles, to translate
    python training/sentences.py draw ARTICLES.jsonl... --best --out ...  of the best three sentences, to shorten
    python training/sentences.py join FOLDER --out PAIRS.tsv

`FOLDER/in` gets files of a hundred lines, NUMBER TAB SENTENCE, the sentences exactly as `ringkas run` hands them to the
model; `FOLDER/out` is where the same files come back with the translation in the sentence's place, or `-` where there
is none. `translating.md` and `shortening.md` are the rules for whoever does it.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from ringkas.errors import RingkasError
from ringkas.pipeline import Draft, Pipeline
from ringkas.settings import Settings
from ringkas.text.spacing import spaced
from ringkas.text.words import plain_quotes
from ringkas.types import Article, Fields, Source

ALL_SENTENCES = Settings(abstract=False, extract_method="all")
LINES = 100
WORDS = range(7, 49)
"""Words of a sentence that is drawn."""


def uniform(text: str) -> str:
    """A text with quotation marks and blanks as in the prompt."""
    return " ".join(plain_quotes(text).split())


def drafts(path: Path, settings: Settings) -> Iterator[tuple[dict[str, str], Draft]]:
    """Yield each article of a file that has an extract, and that; no model is opened."""
    pipeline = Pipeline(
        settings, open_abstractor=_not_opened, open_translator=_not_opened, models={}, versions={}, signature=""
    )
    source = Source(None, "jsonl", "utf-8", 0, "")
    with path.open(encoding="utf-8") as lines:
        for number, row in enumerate(map(json.loads, lines)):
            try:
                draft = pipeline.select(
                    Article(str(number), row["text"], source, Fields(title=row.get("title") or None))
                )
            except RingkasError:
                continue
            yield row, draft


def _not_opened() -> None:
    """The extractive stage needs no model."""


def draw(paths: list[Path], rng: random.Random, *, each: int, titles: float, best: bool) -> list[str]:
    """Some sentences of each article, and the titles of some, shuffled, none twice."""
    settings = Settings(abstract=False, sentences=3) if best else ALL_SENTENCES
    drawn = []
    for row, draft in (found for path in paths for found in drafts(path, settings)):
        sentences = [uniform(spaced(sentence.text, draft.glued)) for sentence in draft.extract.sentences]
        whole = [s for s in sentences if len(s.split()) in WORDS and s[-1] in '.!?"' and s.count('"') % 2 == 0]
        drawn += rng.sample(whole, min(each, len(whole)))
        if row.get("title") and rng.random() < titles:
            drawn.append(uniform(spaced(row["title"], draft.glued)))
    drawn = list(dict.fromkeys(drawn))
    rng.shuffle(drawn)
    return drawn


def write(sentences: list[str], folder: Path) -> None:
    """Write the numbered sentences, a file for every hundred."""
    target = folder / "in"
    target.mkdir(parents=True)
    for begin in range(0, len(sentences), LINES):
        part = enumerate(sentences[begin : begin + LINES], begin)
        lines = "".join(f"{number}\t{sentence}\n" for number, sentence in part)
        (target / f"{begin // LINES:04d}.tsv").write_text(lines, encoding="utf-8")


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the number and the text of each line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            number, _, text = line.partition("\t")
            yield number, " ".join(text.split())


def join(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each sentence that came back, and what was made of it."""
    for path in sorted((folder / "out").glob("*.tsv")):
        given = dict(rows(folder / "in" / path.name))
        for number, made in rows(path):
            if number in given and made not in ("", "-"):
                yield given[number], made


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw")
    drawing.add_argument("articles", type=Path, nargs="+", help="JSONL: title, text")
    drawing.add_argument("--each", type=int, default=2, help="sentences of an article")
    drawing.add_argument("--titles", type=float, default=0.25, help="share of articles whose title is drawn")
    drawing.add_argument("--best", action="store_true", help="of the best three sentences of an article only")
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--out", type=Path, required=True)
    joining = commands.add_parser("join")
    joining.add_argument("folder", type=Path)
    joining.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.command == "join":
        args.out.write_text("".join(f"{given}\t{made}\n" for given, made in join(args.folder)), encoding="utf-8")
        return
    rng = random.Random(args.seed)
    titles = 0.0 if args.best else args.titles
    write(draw(args.articles, rng, each=args.each, titles=titles, best=args.best), args.out)


if __name__ == "__main__":
    main()
