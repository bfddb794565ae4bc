"""Add to the kept vocabulary the pieces that the commonest words of English and Indonesian are made of.

A word whose pieces were cut is spelled out of smaller ones, in a way that the base model never saw. Needs `wordfreq`
(Speer 2022, doi:10.5281/zenodo.7199437): 320,000 words of English, 31,000 of Indonesian. A piece weighs as much as the
words it is in, as they stand in running text: after a blank, half as often with a capital, seldom without a blank.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import wordfreq
from tokenizers import Tokenizer

from ringkas.prepare import gguf, vocabulary
from ringkas.registry import Registry

LISTS = (("en", "large"), ("id", "best"))
LAST_LATIN = "\u024f"


def full_tokenizer(weights: str) -> Tokenizer:
    """The tokenizer of the whole vocabulary of a row of models.toml."""
    with tempfile.TemporaryDirectory() as scratch:
        assembled = Path(scratch) / "base.gguf"
        gguf.assemble(Registry.load().weights_named(weights), assembled)
        checkpoint = gguf.Checkpoint(assembled)
        return vocabulary.trim(checkpoint.pieces, checkpoint.kinds, range(len(checkpoint.pieces)))[1]


def piece_weights(tokenizer: Tokenizer) -> Counter[int]:
    """How much each piece weighs in the words of `LISTS`, their order that of the words where weights are equal."""
    weights: Counter[int] = Counter()
    for language, size in LISTS:
        frequencies = wordfreq.get_frequency_dict(language, size)
        forms = []
        for word in sorted(frequencies, key=lambda word: (-frequencies[word], word)):
            capital = word.capitalize()
            for form, share in ((f" {word}", 1.0), (f" {capital}", 0.5), (word, 0.02), (capital, 0.02)):
                forms.append((form, share * frequencies[word]))
        found = tokenizer.encode_batch([form for form, _ in forms], add_special_tokens=False)
        for (_, weight), encoding in zip(forms, found, strict=True):
            for index in encoding.ids:
                weights[index] += weight
    return weights


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", default="gemma-270m-ringkas", help="row of models.toml")
    parser.add_argument("--kept", type=Path, required=True, help="token ids kept so far, one a line")
    parser.add_argument("--add", type=int, default=30_000)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    tokenizer = full_tokenizer(args.weights)
    kept = set(map(int, args.kept.read_text().split()))
    latin = (
        i for i, _ in piece_weights(tokenizer).most_common() if max(tokenizer.decode([i]), default="") <= LAST_LATIN
    )
    added = [index for index in latin if index not in kept][: args.add]
    args.out.write_text("".join(f"{index}\n" for index in sorted(kept | set(added))))
    print(f"{len(kept)} + {len(added)} pieces -> {args.out}")


if __name__ == "__main__":
    main()
