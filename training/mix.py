"""Put rows for `train.py` together, of some sources only a share, and shuffle them.

    python training/mix.py ROWS.jsonl... --share panl-bppt=0.2 nusax=0.5 --out MIX.jsonl

The counts by source go to stderr.
"""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path, nargs="+", help="JSON lines of translation.py and summaries.py")
    parser.add_argument("--share", nargs="*", default=[], metavar="SOURCE=SHARE", help="0 to 1; sources by prefix")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    shares = {source: float(share) for source, _, share in (given.partition("=") for given in args.share)}
    rng = random.Random(args.seed)
    taken = []
    for row in (json.loads(line) for path in args.rows for line in path.open(encoding="utf-8")):
        share = next((share for source, share in shares.items() if row["source"].startswith(source)), 1.0)
        if rng.random() < share:
            taken.append(row)
    rng.shuffle(taken)
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in taken)
    print(len(taken), dict(Counter(row["source"].split("/")[0] for row in taken)), file=sys.stderr)


if __name__ == "__main__":
    main()
