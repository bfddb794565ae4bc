"""How soon the command line answers, beside the import of Typer alone.

    python benchmarks/startup.py [--runs 20]

Runs, interleaved so that other work on the machine meets all alike: `python -c "import typer"`, `ringkas --help`,
`ringkas run --no-abstract --no-translate` on the example article, and `ringkas run` of a missing file. Prints medians
in milliseconds and ratios to the first. Must reach: 2.5 times the import of Typer for `--help`; 0.5 s for the extract.
"""

import argparse
import statistics
import subprocess
import sys
import time

RINGKAS = [sys.executable, "-m", "ringkas"]
COMMANDS = {
    'python -c "import typer"': [sys.executable, "-c", "import typer"],
    "ringkas --help": [*RINGKAS, "--help"],
    "ringkas run, extract alone": [*RINGKAS, "run", "--no-abstract", "--no-translate", "examples/pasar-rejosari.txt"],
    "ringkas run, missing file": [*RINGKAS, "run", "tiada.txt"],
}


def seconds(command: list[str]) -> float:
    """How long a command takes."""
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    for command in COMMANDS.values():
        seconds(command)  # compiles what is not compiled, fills the page cache
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    reference = statistics.median(next(iter(taken.values())))
    for name, values in taken.items():
        median = statistics.median(values)
        print(
            f"{name:28} {median * 1000:6.0f} ms  lowest {min(values) * 1000:6.0f} ms  ratio {median / reference:5.2f}"
        )


if __name__ == "__main__":
    main()
