"""What preparing and loading the embedded model costs.

    python benchmarks/preparation.py [--store FOLDER]

Prepares in a process of its own, in an empty store (or uses what FOLDER holds), and prints wall time, CPU time and
peak memory (must be: <= 60 s, <= 3 GB); then, each the median of five: checking the sums of the store, loading the
model, and the time of a decoding step, alone and for several prompts at once, one thread. Peak memory is ru_maxrss.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ringkas.backends import open_generator
from ringkas.registry import Registry
from ringkas.store import Store
from ringkas.types import GenerationOptions

SPEC = Registry.load().weights["gemma-270m-ringkas"]
REPEATS = 5
PROMPT = "Indonesian: Pemerintah Kota Kediri membagikan {count} bibit pohon kepada warga.\nEnglish:"
PREPARE = """
import resource, sys, time
from pathlib import Path
from ringkas.prepare import prepare
from ringkas.registry import Registry
from ringkas.store import Store
start = time.perf_counter()
prepare(Registry.load().weights["gemma-270m-ringkas"], Store(Path(sys.argv[1])), lambda text: None)
used = resource.getrusage(resource.RUSAGE_SELF)
cpu = used.ru_utime + used.ru_stime
print(f"{time.perf_counter() - start:.1f} s ({cpu:.1f} s of CPU), peak {used.ru_maxrss / 1e6:.2f} GB")
"""


def median(action: Callable[[], object]) -> float:
    """The median seconds of an action."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(arguments.store or Path(scratch))
        if not store.is_prepared(SPEC):
            run = subprocess.run(
                [sys.executable, "-c", PREPARE, str(store.root)], check=True, stdout=subprocess.PIPE, text=True
            )
            print(f"prepare            {run.stdout.strip()}")
        folder = store.path(SPEC)
        print(f"folder             {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.0f} MB")
        print(f"check the sums     {median(lambda: store.verify(SPEC)):.2f} s")
        opened = median(lambda: open_generator(SPEC, folder, threads=1, batch_tokens=2048).close())
        print(f"load               {opened:.2f} s")
        generator = open_generator(SPEC, folder, threads=1, batch_tokens=2048)
        for beam, count in ((1, 1), (4, 1), (1, 16)):
            prompts = [PROMPT.format(count=10 + index) for index in range(count)]
            options = GenerationOptions(beam_size=beam, candidates=1, max_output_tokens=16)
            steps = max(answer.output_tokens for (answer,) in generator.generate(prompts, options))
            seconds = median(lambda p=prompts, o=options: generator.generate(p, o))  # type: ignore[misc]
            print(f"step, beam {beam} x {count:<3} {1000 * seconds / steps:.0f} ms")


if __name__ == "__main__":
    main()
