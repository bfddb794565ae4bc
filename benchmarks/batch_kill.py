"""`kill -9` at random moments of a batch, then the same command: nothing lost, nothing twice, nothing invalid.

    python benchmarks/batch_kill.py                                    200 kills, the fake engine, 100 articles
    python benchmarks/batch_kill.py --tree                             the same, one file a record
    python benchmarks/batch_kill.py --profile mini --kills 20 --articles 12    the embedded model
    python benchmarks/batch_kill.py --beam 1                           what is no option of its own goes to ringkas

One round: the command is killed at moments drawn evenly from 0 to the time that an unbroken run takes, and started
again, until it ends by itself. After every kill each line but the last must be a record of its own, known from the
unbroken run; at the end of a round the output must equal the unbroken run's, byte for byte but for `timing`, as a set.
Rounds follow until there were as many kills as asked for. Prints one line of JSON.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from articles import ARTICLE, ENGLISH, ERUPTION  # noqa: E402

TIMING = re.compile(rb'"timing":\{[^}]*\}')
RECORD = re.compile(rb'\{"schema":"ringkas\.(?:record|error)/1".*\}\n', re.S)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--profile", default="fake")
    parser.add_argument("--tree", action="store_true", help="one file a record")
    parser.add_argument("--seed", type=int, default=0)
    options, others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options, others)))


def measure(folder: Path, options: argparse.Namespace, others: list[str]) -> dict[str, object]:
    """Kill and compare; the figures."""
    make_articles(folder / "articles", options.articles)
    command = [sys.executable, "-m", "ringkas", "batch", str(folder / "articles"), "--profile", options.profile]
    command += [*others, "-q", "-o"]
    whole, out = (folder / f"{name}{'' if options.tree else '.jsonl'}" for name in ("whole", "out"))
    target = [f"{out}{'/' * options.tree}"]
    began = time.monotonic()
    subprocess.run([*command, f"{whole}{'/' * options.tree}"], check=False)
    seconds = time.monotonic() - began
    expected = records(whole)
    moments = random.Random(options.seed)
    found: Counter[str] = Counter(kills=0, rounds=0, torn_lines=0, lost=0, twice=0, invalid=0, different=0)
    while found["kills"] < options.kills:
        process = subprocess.Popen([*command, *target])
        try:
            process.wait(moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            found["kills"] += 1
            found.update(faults(records(out), expected, ended=False))
            continue
        finish(out, expected, found)
    subprocess.run([*command, *target], check=False)
    finish(out, expected, found)
    return {
        "profile": " ".join([options.profile, *others]),
        "tree": options.tree,
        "articles": options.articles,
        "seconds_unbroken": round(seconds, 1),
        **found,
    }


def make_articles(folder: Path, count: int) -> None:
    """Articles that differ in numbers and length; one in twenty fails."""
    folder.mkdir()
    for number in range(count):
        text = ERUPTION if number % 3 == 0 else ARTICLE
        text = text.replace("45", str(45 + number)).replace("320", str(320 + number))
        kind = {10: ENGLISH, 19: ""}.get(number % 40, text)
        (folder / f"{number:04}.txt").write_text(kind)


def records(output: Path) -> list[bytes]:
    """The lines of an output without their timing, a torn last one as it is."""
    files = sorted(output.rglob("[!.]*.json")) if output.is_dir() else [output] if output.exists() else []
    return [TIMING.sub(b"", line) for file in files for line in file.read_bytes().splitlines(keepends=True)]


def faults(lines: list[bytes], expected: list[bytes], *, ended: bool) -> Counter[str]:
    """What is wrong with lines at a moment; a line that is cut off is no fault while the work has not ended."""
    found: Counter[str] = Counter()
    if lines and not lines[-1].endswith(b"\n") and not ended:
        found["torn_lines"] += 1
        lines = lines[:-1]
    found["invalid"] = sum(not RECORD.fullmatch(line) for line in lines)
    found["twice"] = len(lines) - len(set(lines))
    found["different"] = len(set(lines) - set(expected))
    if ended:
        found["lost"] = len(set(expected) - set(lines))
    return found


def finish(out: Path, expected: list[bytes], found: Counter[str]) -> None:
    """Count the faults of an output that has come to its end, and remove it."""
    found["rounds"] += 1
    found.update(faults(records(out), expected, ended=True))
    for path in out.parent.glob(f"*{out.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    main()
