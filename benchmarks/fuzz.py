"""Feed the reader, the cleaner and the splitter with anything, and hold them to what they promise.

    PYTHONPATH=src python benchmarks/fuzz.py [--cases 1000000] [--seconds 3600] [--seed 0] [--atheris]

A case is a text, and its bytes, made of pieces of articles, labels, marks and random characters, mutated. Promises:
only errors of ringkas.errors; spans in order, in bounds, complete; sentences slice back to the text, lie within a kept
span and hold only words of the text. The first case that breaks one is printed and ends the run with status 1.

With `--atheris` (`pip install atheris`), libFuzzer chooses the cases by the lines that they reach; it prints its own
closing line, and leaves a case that breaks a promise as a `crash-*` file.
"""

import argparse
import io
import random
import re
import sys
import time
import types

from ringkas.errors import RingkasError
from ringkas.sources import ReadOptions, read
from ringkas.text.clean import COMPUTED, KINDS, clean
from ringkas.text.language import detect
from ringkas.text.sentences import split
from ringkas.types import Article, Fields, RemovedSpan, Span

EXAMPLES = [re.sub("[«»]", "", example) for example in (*(kind.example for kind in KINDS), *COMPUTED.values())]
LABELS = "Baca juga: |Pewarta: |Editor: |COPYRIGHT © ANTARA |(ANTARA) - |Jl. |dr. |PT | Tbk. |H.M. |- |1. ".split("|")
PROSE = "Rp2.375.000 |pukul 10.30 WIB |kata dia |Kediri |wali kota |Ia ".split("|")
MARKS = "( ) \" “ ” ' … . , : ; ? ! [ ] \t \n \r\n \n\n \xa0 \u200b \ufeff İ ẞ 😀 \ud800 \0".split(" ")
MARKUP = '{"text": "|"}|<p>|</p>|<div>|<html><body>|</table>|<td colspan=99>|# |**|[a](b)'.split("|")
PIECES = [*EXAMPLES, *LABELS, *PROSE, *MARKS, *MARKUP, " ", ". ", "? ", "! "]
BLANK = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), " ")


def make_text(chance: random.Random) -> str:
    """A text of a few pieces, some of them damaged."""
    parts = []
    for _ in range(chance.randint(0, 14)):
        part = chance.choice(PIECES)
        if chance.random() < 0.2 and part:
            at = chance.randrange(len(part))
            part = (
                part[:at] + chr(chance.choice([chance.randrange(128), chance.randrange(0x2100), 0x41])) + part[at + 1 :]
            )
        parts.append(part * (chance.randint(1, 5) if chance.random() < 0.1 else 1))
    return "".join(parts)


def check_text(text: str) -> None:
    """What the cleaner, the splitter and the detector promise of a text."""
    cleaned = clean(text, Fields())
    spans: list[Span | RemovedSpan] = sorted([*cleaned.kept, *cleaned.removed], key=lambda span: span.start)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text), "spans in order and in bounds"
        assert not text[end : span.start].translate(BLANK).strip(), "nothing between spans"
        end = span.end
    assert not text[end:].translate(BLANK).strip(), "nothing after the last span"
    sentences = split(text, cleaned.kept)
    words = set(text.split())
    last = 0
    for number, sentence in enumerate(sentences):
        assert sentence.index == number, "sentences counted"
        assert sentence.text == text[sentence.start : sentence.end], "sentences slice back"
        assert last <= sentence.start < sentence.end, "sentences in order"
        assert any(k.start <= sentence.start and sentence.end <= k.end for k in cleaned.kept), "within a kept span"
        assert all(any(word in whole for whole in words) for word in sentence.text.split()[:5]), "words of the text"
        last = sentence.end
    language = detect(text)
    assert 0 <= language.confidence <= 1, "a confidence"


def check_bytes(data: bytes, chance: random.Random) -> None:
    """What the reader promises of bytes."""
    options = ReadOptions(
        format=chance.choice([None, None, "text", "markdown", "jsonl", "html" if chance.random() < 0.05 else "text"]),
        max_bytes=chance.choice([50, 20_000_000]),
        encoding=chance.choice([None, None, None, "utf-8", "latin-1", "utf-16"]),
    )
    try:
        for outcome in read(None, stdin=io.BytesIO(data), options=options):
            outcome.id.encode()
            if isinstance(outcome, Article):
                outcome.text.encode()
    except RingkasError as error:
        if not (error.message and error.hint):
            raise AssertionError("an error says what is wrong and what to do next") from error


def run_atheris(cases: int, seconds: float, seed: int) -> None:
    """Let libFuzzer choose `cases` inputs; it ends the process itself."""
    import atheris

    def check(data: bytes) -> None:
        check_text(data.decode("utf-8", "replace"))
        check_bytes(data, random.Random(len(data)))

    for function in (clean, split, detect, read):
        module = sys.modules[function.__module__]
        for value in list(vars(module).values()):
            if isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
                atheris.instrument_func(value)
    bounds = [f"-runs={cases}", f"-max_total_time={seconds:.0f}", f"-seed={seed + 1}", "-max_len=600", "-len_control=0"]
    atheris.Setup([sys.argv[0], *bounds], check)
    atheris.Fuzz()


def main() -> None:
    """Run the cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", action="store_true")
    arguments = parser.parse_args()
    if arguments.atheris:
        run_atheris(arguments.cases, arguments.seconds, arguments.seed)
    chance = random.Random(arguments.seed)
    started = time.monotonic()
    done = 0
    while done < arguments.cases and time.monotonic() - started < arguments.seconds:
        text = make_text(chance)
        try:
            check_text(text)
            check_bytes(text.encode(chance.choice(["utf-8", "utf-8", "utf-16", "cp1252"]), "replace"), chance)
        except Exception as error:  # whatever it is, it is what a fuzzer is looking for
            print(f"case {done} of seed {arguments.seed}: {type(error).__name__}: {error}\n{text!r}")
            sys.exit(1)
        done += 1
    print(f"{done} cases in {time.monotonic() - started:.0f} s, seed {arguments.seed}: every promise held")


if __name__ == "__main__":
    main()
