"""BLEU and chrF++ of the embedded model by the way it decodes: beams, length penalties, minimum Bayes risk.

    python benchmarks/decoding.py ../shared/data/mt/dev-flores.tsv [--limit 200] [--threads 2] [--cache FOLDER]

The first rows are the translator as it is, the most faithful of the beam's candidates, with other options. `no checks`
takes the likeliest of the task's beam. `MBR` takes of eight candidates of a beam of eight the one that is most like the
others by chrF (Eikema and Aziz 2022, arXiv:2108.04718). Seconds are of one run each: compare them within a table.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from ringkas.assembly import open_pipeline
from ringkas.evaluate.dataset import read_translations
from ringkas.text.words import plain_quotes
from ringkas.translate import Translator
from ringkas.types import Generation

Way = Callable[[Sequence[str]], list[str]]


def translating(translator: Translator, **options: float) -> Way:
    """The translator with some of its task's options replaced."""
    task = replace(translator.task, options=replace(translator.task.options, **options))
    return lambda texts: [one.text for one in Translator(translator.generator, task).translate(texts)]


def generating(translator: Translator, pick: Callable[[Sequence[Generation]], str], **options: float) -> Way:
    """The model alone, with what `pick` takes of its candidates."""
    task = replace(translator.task, options=replace(translator.task.options, **options))

    def way(texts: Sequence[str]) -> list[str]:
        prompts = [task.prompt.format(text=plain_quotes(text)) for text in texts]
        return [pick(found) for found in translator.generator.generate(prompts, task.options)]

    return way


def likeliest(found: Sequence[Generation]) -> str:
    """The text of the first candidate."""
    return found[0].text


def central(found: Sequence[Generation]) -> str:
    """The text that is on the mean most like the other candidates."""
    chrf = CHRF()
    texts = [one.text for one in found]
    return max(texts, key=lambda text: sum(chrf.sentence_score(text, [other]).score for other in texts))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="the folder of prepared models")
    args = parser.parse_args()
    examples = read_translations(args.data)[: args.limit]
    translator = open_pipeline(cache=args.cache, threads=args.threads).translator
    ways = {
        "as shipped": translating(translator),
        "beam 1": translating(translator, beam_size=1, candidates=1),
        "beam 6": translating(translator, beam_size=6, candidates=6),
        "length penalty 0.6": translating(translator, length_penalty=0.6),
        "length penalty 1.4": translating(translator, length_penalty=1.4),
        "no checks": generating(translator, likeliest),
        "MBR": generating(translator, central, beam_size=8, candidates=8),
    }
    references = [[example.reference for example in examples]]
    for name, way in ways.items():
        began = time.perf_counter()
        made = way([example.source for example in examples])
        spent = time.perf_counter() - began
        bleu, chrf = (metric.corpus_score(made, references).score for metric in (BLEU(), CHRF(word_order=2)))
        print(f"{name:20}{bleu:6.1f}{chrf:6.1f}{spent:6.0f} s", flush=True)


if __name__ == "__main__":
    main()
