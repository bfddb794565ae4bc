"""Resident memory of a batch: after 100 articles, and to the end.

    python benchmarks/batch_memory.py                                  5,000 articles, the fake engine (some minutes)
    python benchmarks/batch_memory.py --profile mini --articles 500    the embedded model
    python benchmarks/batch_memory.py --beam 1                         what is no option of its own goes to ringkas

Articles are real where ../shared/data is there, else the tests' own; each comes with a number of its own, so that no
two are the same. Memory is what the kernel says is resident, of the command and its
engine together, looked at five times a second. Prints one line of JSON:
`after_100` is the highest until 200 articles were through, `at_end` the highest over the last tenth.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from articles import ARTICLE, ERUPTION  # noqa: E402

DATA = ROOT.parent / "shared/data/articles"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--profile", default="fake")
    options, others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options.articles, ["--profile", options.profile, *others])))


def measure(folder: Path, articles: int, others: list[str]) -> dict[str, object]:
    """Run over one JSONL file and watch."""
    corpus, out = folder / "corpus.jsonl", folder / "out.jsonl"
    with corpus.open("w") as file:
        for number, text in zip(range(articles), texts(), strict=False):
            file.write(json.dumps({"id": number, "text": f"{text}\n\nCatatan nomor {number}."}) + "\n")
    command = [sys.executable, "-m", "ringkas", "batch", str(corpus), "-o", str(out), "-q", *others]
    samples: list[tuple[int, int]] = []
    began = time.monotonic()
    with subprocess.Popen(command) as process:
        done, offset = 0, 0
        while process.poll() is None:
            if out.exists():
                with out.open("rb") as file:
                    file.seek(offset)
                    new = file.read()
                offset += len(new)
                done += new.count(b"\n")
            samples.append((done, resident(process.pid)))
            time.sleep(0.2)
    early = max(memory for done, memory in samples if done < 200)
    late = max(memory for done, memory in samples if done > articles * 0.9 - 200)
    return {
        "options": " ".join(others),
        "articles": articles,
        "exit_code": process.returncode,
        "after_100_mb": early // 1_024,
        "at_end_mb": late // 1_024,
        "ratio": round(late / early, 3),
        "highest_mb": max(memory for _, memory in samples) // 1_024,
        "seconds": round(time.monotonic() - began),
    }


def texts() -> Iterator[str]:
    """Articles without an end."""
    files = sorted(DATA.glob("*.jsonl"))
    real = [json.loads(line)["text"] for file in files for line in file.read_text().splitlines()]
    for _ in count():
        yield from real or (ARTICLE, ERUPTION)


def resident(pid: int) -> int:
    """Resident memory of a process and its children in KiB, what they share counted twice; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return own + sum(resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
