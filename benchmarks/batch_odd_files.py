"""A thousand files, fifty of them odd: every one accounted for once, with its stated outcome, in bounded memory.

    python benchmarks/batch_odd_files.py            the fake engine; half a minute
    python benchmarks/batch_odd_files.py --list     the odd files and their outcomes, as docs/batch.md shows them

The odd ones are those of tests/odd_files.py: empty, binary, UTF-16, Latin-1, NULs, 100 MB, one sentence of 1 MB, HTML
nested 10,000 deep, a colspan bomb, gzip bombs, links to nothing and to themselves, a FIFO, a socket, names with line
breaks and bytes that are not UTF-8, the same name in two folders, English. Prints one line of JSON.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from articles import ARTICLE  # noqa: E402
from odd_files import make_odd_files, odd_files  # noqa: E402

FILES = 1_000


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--profile", default="fake")
    options = parser.parse_args()
    if options.list:
        for odd in odd_files(1):
            print(f"{printable(odd.name)!r:60.58} {odd.outcome}")
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options.profile)))


def measure(folder: Path, profile: str) -> dict[str, object]:
    """Make the files, run twice, and compare what came out with what should."""
    articles = folder / "articles"
    articles.mkdir()
    odd = make_odd_files(articles)
    expected = {printable(one.name): one.outcome for one in odd}
    for number in range(FILES - len(odd)):
        name = f"baik-{number:03}.txt"
        (articles / name).write_text(ARTICLE.replace("1.500", str(1_500 + number)))
        expected[name] = "record"
    command = [sys.executable, "-m", "ringkas", "batch", "articles", "-o", "out.jsonl", "--profile", profile]
    began = time.monotonic()
    first = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    second = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = (folder / "out.jsonl").read_bytes().splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        made = json.loads(line)
        name = made["source"]["path"].removeprefix("articles/") if made["source"] else made["id"]
        found.setdefault(name, []).append(made["error"]["class"] if made["schema"] == "ringkas.error/1" else "record")
    return {
        "files": len(expected),
        "odd": len(odd),
        "lines": len(lines),
        "not_accounted_for": sorted(set(expected) - set(found)),
        "twice": sorted(name for name, outcomes in found.items() if len(outcomes) > 1),
        "unexpected": {
            name: [outcome, found.get(name)] for name, outcome in expected.items() if found.get(name) != [outcome]
        },
        "exit_codes": [first.returncode, second.returncode],
        "said": summary(first.stderr),
        "said_again": summary(second.stderr),
        "seconds": round(seconds, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1_024,
    }


def summary(said: str) -> str:
    """The line that sums a run up: the last that counts."""
    return [line for line in said.splitlines() if " done" in line][-1]


def printable(name: bytes) -> str:
    """A name as records have it."""
    return name.decode("utf-8", "backslashreplace")


if __name__ == "__main__":
    main()
