"""Summaries: whatever the model answers, what is printed is faithful, aligned and of the length asked for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkas.abstract import Abstractor
from ringkas.translate import Translator
from ringkas.types import Extract, ExtractSentence, Generation, Summary
from scripted import ABSTRACT, SPEC, TRANSLATE, Scripted

WORDS = (
    "Rahmat Kediri pasar membangun tidak warga 15 ribu Rp2 triliun Rabu sayur dan yang ke-3 ikan lantai Suryani".split()
)
sentence = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda words: f"Kota {' '.join(words)}.")
answers = st.lists(
    st.builds(
        Generation,
        text=st.lists(sentence, max_size=5).map(" ".join) | st.text(max_size=40),
        score=st.floats(-5, 0),
        input_tokens=st.just(1),
        output_tokens=st.just(1),
        truncated=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)  # the first check loads the tables of names
@given(st.lists(sentence, min_size=1, max_size=8), answers, st.integers(1, 5), st.none() | st.integers(1, 60))
def test_summary_rests_on_its_extract(texts: list[str], found: list[Generation], count: int, most: int | None) -> None:
    extract = Extract("lead", tuple(ExtractSentence(i, 0, len(t), 1 / (i + 1), t) for i, t in enumerate(texts)))
    generator = Scripted(lambda _: found)
    (summary,) = Abstractor(generator, ABSTRACT).summarise([extract], sentences=count, max_words=most)
    assert isinstance(summary, Summary)
    assert 1 <= len(summary.sentences) <= count
    for part in summary.sentences:
        assert 1 <= len(part.sources) <= 2
        assert set(part.sources) <= set(range(len(texts)))
        if part.origin == "extractive":
            assert part.text == texts[part.sources[0]]
            assert {issue.kind for issue in part.issues} <= {"replaced"}
        else:
            assert part.issues == ()
    for call in generator.calls:
        assert all(generator.count_tokens(prompt) <= SPEC.context - 80 for prompt in call)


@given(st.lists(st.text(max_size=60) | sentence, max_size=8), st.text(max_size=30))
def test_as_many_translations_as_sentences(texts: list[str], answer: str) -> None:
    translated = Translator(Scripted(lambda _: [answer]), TRANSLATE).translate(texts)
    assert [part.source for part in translated] == texts
    assert all("\n" not in part.text for part in translated)
