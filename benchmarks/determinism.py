"""Whether a record depends on anything but input, settings and machine.

    python benchmarks/determinism.py [--runs 5] [--others 50] [--among FILE.jsonl] [--profile mini]

Makes the record of the example article with the embedded model again and again: alone, and by `ringkas batch` in the
middle of other articles, whose sentences share batches with its own; on one thread and on two. The others are the
articles of `--among`, or without it variants of the project's own with their paragraphs turned round. All records
must be byte-identical but for `timing`; prints how often each differs from the first and exits 1 where one does.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

RINGKAS = [sys.executable, "-m", "ringkas"]
EXAMPLE = Path("examples/pasar-rejosari.txt")


def variants() -> list[str]:
    """The project's own articles with their paragraphs in every rotation."""
    texts = []
    for path in [EXAMPLE, *sorted(Path("tests/golden/articles").glob("*.txt"))]:
        title, *paragraphs = path.read_text(encoding="utf-8").split("\n\n")
        for turn in range(1, len(paragraphs)):
            texts.append("\n\n".join([title, *paragraphs[turn:], *paragraphs[:turn]]))
    return texts


def others(among: Path | None, count: int) -> list[str]:
    """As many articles as asked for, no two alike."""
    texts = variants()
    if among:
        with among.open(encoding="utf-8") as lines:
            texts = [json.loads(next(lines))["text"] for _ in range(count)]
    return [f"{texts[number % len(texts)]}\n\nLembar ke-{number}." for number in range(count)]


def record(line: str) -> str:
    """A record without what may differ."""
    made = json.loads(line)
    del made["timing"], made["source"]["path"]
    return json.dumps(made, ensure_ascii=False)


def run(*arguments: str | Path) -> str:
    """Run ringkas; what it printed."""
    finished = subprocess.run([*RINGKAS, *map(str, arguments)], capture_output=True, text=True, check=False)
    if finished.returncode not in (0, 8):
        sys.exit(finished.stderr)
    return finished.stdout


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--others", type=int, default=50)
    parser.add_argument("--among", type=Path)
    parser.add_argument("--profile", default="mini")
    options = parser.parse_args()
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(others(options.among, options.others))]
    line = json.dumps({"id": "example", "text": EXAMPLE.read_text(encoding="utf-8")})
    first, differing = "", 0
    with tempfile.TemporaryDirectory() as folder:
        alone, among, out = (Path(folder, name) for name in ("alone.jsonl", "among.jsonl", "out.jsonl"))
        alone.write_text(line + "\n", encoding="utf-8")
        lines.insert(len(lines) // 2, line)
        among.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for threads in ("1", "2"):
            machine = ("--profile", options.profile, "--threads", threads, "-q")
            for place in ("alone", "among others"):
                made = []
                for _ in range(options.runs):
                    if place == "alone":
                        made.append(record(run("run", alone, *machine)))
                    else:
                        run("batch", among, "-o", out, *machine)
                        records = out.read_text(encoding="utf-8").splitlines()
                        made.append(record(next(each for each in records if json.loads(each)["id"] == "example")))
                        out.unlink()
                first = first or made[0]
                different = sum(each != first for each in made)
                differing += different
                print(f"{place:14} threads {threads}  {len(made)} runs  {different} differ", flush=True)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
