"""Throughput of a batch against one process an article and against `run` over JSONL, and how full its batches are.

    python benchmarks/batch_throughput.py                              200 real articles, the embedded model
    python benchmarks/batch_throughput.py --articles 40 --alone 5      a quick look
    python benchmarks/batch_throughput.py --streamed 60                `run` over fewer, for it takes longest
    python benchmarks/batch_throughput.py --beam 1                     what is no option of its own goes to ringkas

One process each is measured on `--alone` of the articles, spread evenly, and stated an article; the others run over
all of them. The size of the equal-length batches is counted as the engine makes them, of both tasks together. Needs
../shared/data. Prints one line of JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared/data/articles/portals-2025.jsonl"
RECORDED = "RINGKAS_BENCHMARK_BATCHES"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--alone", type=int, default=10)
    parser.add_argument("--streamed", type=int, help="articles for `run` over JSONL; all without it")
    parser.add_argument("--profile", default="mini")
    options, options.others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options)))


def measure(folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """The three ways, timed."""
    rows = DATA.read_text().splitlines()[: options.articles]
    corpus = folder / "corpus.jsonl"
    corpus.write_text("".join(f"{row}\n" for row in rows))
    profile = ["--profile", options.profile, "-q", *options.others]
    alone = []
    for row in rows[:: len(rows) // options.alone][: options.alone]:
        (folder / "one.txt").write_text(json.loads(row)["text"])
        alone.append(timed(["run", "one.txt", "-o", "/dev/null", *profile], folder))
    few = rows[: options.streamed or len(rows)]
    (folder / "few.jsonl").write_text("".join(f"{row}\n" for row in few))
    streamed = timed(["run", "few.jsonl", "-o", "run.jsonl", *profile], folder) / len(few)
    sizes = folder / "sizes.json"
    batched = timed(["batch", "corpus.jsonl", "-o", "out.jsonl", *profile], folder, record=sizes) / len(rows)
    one_process = statistics.mean(alone)
    return {
        "options": " ".join(profile),
        "articles": len(rows),
        "seconds_an_article": {
            "one_process_each": round(one_process, 3),
            "run_over_jsonl": round(streamed, 3),
            "batch": round(batched, 3),
        },
        "batch_against_one_process_each": round(one_process / batched, 2),
        "batch_against_run": round(streamed / batched, 2),
        "batches": filling(json.loads(sizes.read_text())),
        "same_records": same(folder / "run.jsonl", folder / "out.jsonl"),
    }


def timed(arguments: list[str], folder: Path, record: Path | None = None) -> float:
    """Seconds that the command takes; with `record` it notes there how large its batches were."""
    command = [sys.executable, "-m", "ringkas"] if record is None else [sys.executable, __file__]
    environment = os.environ | ({RECORDED: str(record)} if record else {})
    began = time.monotonic()
    subprocess.run([*command, *arguments], cwd=folder, env=environment, check=False)
    return time.monotonic() - began


def filling(batches: list[int]) -> dict[str, float]:
    """The mean size of batches, and of that in which a prompt finds itself."""
    prompts = sum(batches)
    return {
        "prompts": prompts,
        "batches": len(batches),
        "mean": round(prompts / len(batches), 2),
        "mean_seen_by_a_prompt": round(sum(size * size for size in batches) / prompts, 2),
    }


def same(first: Path, second: Path) -> bool:
    """Whether two outputs hold the same records, timing aside."""
    contents = [
        [json.loads(line) | {"timing": None, "source": None} for line in path.read_text().splitlines()]
        for path in (first, second)
    ]
    return contents[0] == contents[1][: len(contents[0])]


def recorded(target: Path) -> None:
    """Be `ringkas`, and note the sizes of the engine's batches."""
    from ringkas.assembly import BATCH_TOKENS
    from ringkas.backends.base import equal_length_batches
    from ringkas.backends.isolated import IsolatedGenerator
    from ringkas.backends.openvino import padded_length
    from ringkas.cli import main as ringkas

    batches: list[int] = []
    generate = IsolatedGenerator.generate

    def noting(self, prompts, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        lengths = [padded_length(self.count_tokens(prompt)) for prompt in prompts]
        batches.extend(len(batch) for batch in equal_length_batches(lengths, BATCH_TOKENS))
        return generate(self, prompts, options)

    IsolatedGenerator.generate = noting  # type: ignore[method-assign]
    try:
        ringkas()
    finally:
        target.write_text(json.dumps(batches))


if __name__ == "__main__":
    if RECORDED in os.environ:
        recorded(Path(os.environ[RECORDED]))
    else:
        main()
