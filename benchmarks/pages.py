"""What is read from saved pages: title, fields and paragraphs, to be compared with what a reader sees.

    PYTHONPATH=src python benchmarks/pages.py [../shared/data/html] [--full]

For each page: the fields, the first and last words of each kept paragraph, and what was removed by kind. Counts at the
end: pages with a title, a body, and lines that the page links (a related article would be one).
"""

import argparse
import re
from html import unescape
from pathlib import Path

from ringkas.sources import read
from ringkas.text.clean import clean
from ringkas.types import Article


def linked(markup: str) -> set[str]:
    """The texts of a page's links."""
    texts = re.findall(r"<a\b[^>]*>(.*?)</a>", markup, re.I | re.S)
    return {" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts}


def main() -> None:
    """Print each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/html"))
    parser.add_argument("--full", action="store_true", help="print paragraphs whole")
    arguments = parser.parse_args()
    titles = bodies = links = pages = 0
    for path in sorted(arguments.folder.glob("*.html")):
        (article,) = read(str(path))
        assert isinstance(article, Article)
        cleaned = clean(article.text, article.fields)
        paragraphs = [article.text[span.start : span.end] for span in cleaned.kept]
        print(f"== {path.name}: {cleaned.fields}")
        for paragraph in paragraphs:
            short = len(paragraph) <= 100 or arguments.full
            print("  ", paragraph if short else f"{paragraph[:60]} … {paragraph[-35:]}")
        for span in cleaned.removed:
            print(f"   -- {span.kind}: {article.text[span.start : span.end][:90]}")
        pages += 1
        titles += cleaned.fields.title is not None
        bodies += len(paragraphs) > 3
        anchors = linked(path.read_text(encoding="utf-8", errors="replace"))
        links += sum(len(paragraph) > 20 and paragraph in anchors for paragraph in paragraphs)
    print(f"{pages} pages, {titles} with a title, {bodies} with a body, {links} paragraphs that are links")


if __name__ == "__main__":
    main()
