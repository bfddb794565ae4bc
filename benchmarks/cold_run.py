"""One article in a cold process: wall time, CPU time and peak memory; with `--preparation`, what comes before it once.

    python benchmarks/cold_run.py [--preparation] [--runs 5] [--threads 0] [ARTICLE]

Runs `ringkas run ARTICLE` with the embedded model, prepared beforehand, in a new process each time, the files in the
page cache: as shipped, with beam and n-best of 4 in both tasks (`--beam 4`), greedy (`--beam 1`) and as a whole
translation. Prints the median, lowest and highest of each figure; with other work on the machine the CPU time says
more than the wall time. Must reach: 8 s wall and 900 MB peak with `--beam 4`; 60 s and 3 GB for the preparation.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

RINGKAS = [sys.executable, "-m", "ringkas"]


@dataclass(frozen=True)
class Cost:
    """What a process cost: seconds by the clock and of the CPU, MB at its peak."""

    wall: float
    cpu: float
    peak: float


def measure(command: list[str]) -> Cost:
    """Run a command to its end; what it cost."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exited with {process.returncode}:\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def show(name: str, costs: list[Cost]) -> None:
    """Print median and range of each figure."""
    figures = []
    for key, unit in (("wall", "s"), ("cpu", "s CPU"), ("peak", "MB")):
        values = sorted(getattr(cost, key) for cost in costs)
        digits = 0 if key == "peak" else 2
        spread = f" ({values[0]:.{digits}f}-{values[-1]:.{digits}f})" if len(values) > 1 else ""
        figures.append(f"{statistics.median(values):7.{digits}f}{spread} {unit}")
    print(f"{name:28} {'  '.join(figures)}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", nargs="?", default="examples/pasar-rejosari.txt")
    parser.add_argument("--preparation", action="store_true", help="measure the preparation too, elsewhere")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", default="0")
    options = parser.parse_args()
    if options.preparation:
        with tempfile.TemporaryDirectory() as cache:
            show("models prepare", [measure([*RINGKAS, "models", "prepare", "--cache", cache])])
    measure([*RINGKAS, "models", "prepare"])
    for name, arguments in (
        ("run, as shipped", ["run"]),
        ("run, beam 4, n-best 4", ["run", "--beam", "4"]),
        ("run, greedy", ["run", "--beam", "1"]),
        ("translate, beam 4, n-best 4", ["translate"]),
    ):
        command = [*RINGKAS, *arguments, options.article, "--threads", options.threads]
        show(name, [measure(command) for _ in range(options.runs)])


if __name__ == "__main__":
    main()
