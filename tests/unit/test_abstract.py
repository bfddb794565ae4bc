"""A summary says what its extract says, has the sentences asked for, and tells where each came from."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from ringkas.abstract import Abstractor, same_sentence
from ringkas.backends.fake import open_generator
from ringkas.errors import GenerationFailed
from ringkas.registry import Registry
from ringkas.types import Extract, ExtractSentence, Generation, Issue, Summary
from scripted import ABSTRACT, Scripted, failing_on, generation

TEXTS = (
    "Wali Kota Sukamaju Rahmat Hidayat membuka Pasar Rejo pada Rabu.",
    "Pasar itu menampung 15 ribu pedagang sayur, buah, dan ikan.",
    "Pembangunan gedung menelan biaya Rp2,5 triliun dari anggaran daerah.",
    "Ia berharap harga sewa kios tidak naik.",
    "Pedagang lama mendapat prioritas menempati lantai dasar.",
)


def extract(texts: Sequence[str] = TEXTS, scores: Sequence[float] = (0.9, 0.8, 0.7, 0.75, 0.6)) -> Extract:
    sentences = []
    start = 0
    for index, (text, score) in enumerate(zip(texts, scores, strict=False)):
        sentences.append(ExtractSentence(index, start, start + len(text), score, text))
        start += len(text) + 1
    return Extract("ranker", tuple(sentences))


def summarise(
    *candidates: str | Generation, count: int = 3, max_words: int | None = None, given: Extract | None = None
) -> Summary:
    abstractor = Abstractor(Scripted(lambda _: candidates), ABSTRACT)
    (summary,) = abstractor.summarise([extract() if given is None else given], sentences=count, max_words=max_words)
    assert isinstance(summary, Summary)
    return summary


def origins(summary: Summary) -> list[str]:
    return [sentence.origin for sentence in summary.sentences]


FAITHFUL = f"{TEXTS[0]} Pasar menampung 15.000 pedagang sayur. Pembangunan menelan biaya Rp2,5 triliun."


def test_faithful_summary_is_taken_as_it_is() -> None:
    summary = summarise(FAITHFUL)
    assert summary.text == FAITHFUL
    assert origins(summary) == ["abstractive"] * 3
    assert [sentence.sources for sentence in summary.sentences] == [(0,), (1,), (2,)]
    assert [sentence.issues for sentence in summary.sentences] == [()] * 3
    assert summary.sentences[0].support == 1.0


def test_misspelt_word_is_put_back_and_the_sentence_kept() -> None:
    summary = summarise(FAITHFUL.replace("Pembangunan", "Pembangnan"))
    assert summary.text == FAITHFUL
    assert origins(summary) == ["abstractive"] * 3
    assert summary.sentences[2].issues == (Issue("restored", "Pembangunan for Pembangnan"),)


def test_sentence_begins_with_a_capital_where_its_beginning_was_left_out() -> None:
    text = "Menurut Rahmat, pedagang lama mendapat prioritas menempati lantai dasar."
    assert summarise("pedagang lama mendapat prioritas.", count=1, given=extract([text])).text == (
        "Pedagang lama mendapat prioritas."
    )
    phone = "Perusahaan itu menjual iPhone lama kepada pedagang."
    assert summarise("iPhone lama dijual kepada pedagang.", count=1, given=extract([phone])).text == (
        "iPhone lama dijual kepada pedagang."
    )


def test_sentence_from_two_names_both_main_one_first() -> None:
    summary = summarise("Pedagang lama mendapat prioritas menempati lantai dasar, kata Rahmat Hidayat.", count=1)
    assert summary.sentences[0].sources == (4, 0)


def test_more_faithful_candidate_wins_over_likelier_one() -> None:
    summary = summarise(FAITHFUL.replace("15.000", "16.000"), FAITHFUL)
    assert summary.text == FAITHFUL


def test_likelier_of_faithful_candidates_wins() -> None:
    assert summarise(TEXTS[1], TEXTS[0], count=1).text == TEXTS[1]


def test_unfaithful_sentence_is_replaced_by_its_source() -> None:
    summary = summarise(FAITHFUL.replace("15.000", "16.000"))
    second = summary.sentences[1]
    assert (second.text, second.origin, second.sources, second.support) == (TEXTS[1], "extractive", (1,), 1.0)
    assert second.issues == (Issue("replaced", "number added: 16.000"),)
    assert origins(summary) == ["abstractive", "extractive", "abstractive"]


def test_sentence_that_ends_in_the_middle_of_a_name_is_replaced() -> None:
    text = "Presiden bertemu wali kota di Istana Raya, St. Petersburg, pada Kamis."
    summary = summarise(
        "Presiden bertemu wali kota di Istana Raya, St.", f"{text[:-12]}.", count=1, given=extract([text])
    )
    assert summary.text == f"{text[:-12]}."
    alone = summarise("Presiden bertemu wali kota di Istana Raya, St.", count=1, given=extract([text]))
    assert (alone.text, alone.sentences[0].issues) == (text, (Issue("replaced", "unfinished St."),))


@pytest.mark.parametrize("end", ["kepada PT Sumber Tbk.", "oleh DPR.", "pada 2024.", "di RT 03.", "dan lain-lain."])
def test_sentence_that_ends_in_a_short_word_is_finished(end: str) -> None:
    text = f"Pemerintah menyerahkan pengelolaan pasar {end}"
    assert summarise(text, count=1, given=extract([text])).sentences[0].origin == "abstractive"


def test_replacement_that_is_there_already_is_dropped() -> None:
    summary = summarise(f"{TEXTS[0]} {TEXTS[1]} Pedagang sayur berjumlah 99 ribu.", count=2)
    assert summary.text == f"{TEXTS[0]} {TEXTS[1]}"


def test_mostly_unfaithful_summary_gives_way_to_the_first_sentences() -> None:
    summary = summarise("Pasar Rejo dibuka Suryani. Pasar itu menampung 99 ribu pedagang. Ia berharap.")
    assert [sentence.text for sentence in summary.sentences] == list(TEXTS[:3])
    assert origins(summary) == ["extractive"] * 3
    assert summary.sentences[0].issues[0].kind == "replaced"
    assert "number added: 99 ribu" in summary.sentences[0].issues[0].detail


def test_unsupported_sentence_is_unfaithful() -> None:
    summary = summarise(f"{TEXTS[0]} {TEXTS[1]} Pembangunan gedung berapi memuntahkan lava panas dan abu tebal.")
    assert summary.sentences[2].text == TEXTS[2]
    assert "support" in summary.sentences[2].issues[0].detail


def test_surplus_sentences_are_cut_from_the_end() -> None:
    assert summarise(FAITHFUL, count=2).text == f"{TEXTS[0]} Pasar menampung 15.000 pedagang sayur."


def test_missing_sentence_is_the_best_unused_one_that_leans_on_none() -> None:
    summary = summarise(f"{TEXTS[0]} {TEXTS[4]}")
    assert summary.text == f"{TEXTS[0]} {TEXTS[1]} {TEXTS[4]}"
    assert origins(summary) == ["abstractive", "extractive", "abstractive"]
    # `Ia berharap ...` scores higher than `Pembangunan ...` and still comes last.
    assert summarise(f"{TEXTS[0]} {TEXTS[1]}", count=4).sentences[2].text == TEXTS[2]


def test_sentence_of_the_extract_said_already_fills_nothing() -> None:
    twice = extract([*TEXTS[:2], TEXTS[0], TEXTS[2]], (0.9, 0.6, 0.8, 0.5))
    summary = summarise(TEXTS[0], given=twice, count=3)
    assert summary.text == f"{TEXTS[0]} {TEXTS[1]} {TEXTS[2]}"


def test_short_extract_gives_fewer_sentences() -> None:
    assert len(summarise(TEXTS[0], given=extract(TEXTS[:2]), count=5).sentences) == 2


def test_empty_extract_gives_an_empty_summary() -> None:
    assert summarise(given=Extract("ranker", ())).sentences == ()


def test_max_words_drops_trailing_sentences_but_the_first() -> None:
    assert summarise(FAITHFUL, max_words=16).text == f"{TEXTS[0]} Pasar menampung 15.000 pedagang sayur."
    assert summarise(FAITHFUL, max_words=3).text == TEXTS[0]


def test_truncated_last_sentence_is_never_printed() -> None:
    summary = summarise(generation(f"{TEXTS[0]} {TEXTS[1]} Pembangunan gedung menelan", truncated=True))
    assert summary.text == " ".join(TEXTS[:3])
    assert origins(summary) == ["abstractive", "abstractive", "extractive"]


def test_answer_cut_off_in_its_first_sentence_gives_way_to_the_extract() -> None:
    summary = summarise(generation("Wali Kota Sukamaju", truncated=True))
    assert origins(summary) == ["extractive"] * 3
    assert summary.sentences[0].issues == (Issue("replaced", "truncated"),)


def test_repeated_sentence_is_said_once() -> None:
    assert summarise(f"{TEXTS[0]} {TEXTS[0]} {TEXTS[1]}", count=2).text == f"{TEXTS[0]} {TEXTS[1]}"


def test_prompt_alone_has_plain_quotes_and_blanks() -> None:
    text = "“Kami   senang,”\nkata Rahmat."
    generator = Scripted(lambda _: ['"Kami senang," kata Rahmat.'])
    given = extract([text])
    (summary,) = Abstractor(generator, ABSTRACT).summarise([given], sentences=2)
    assert generator.calls == [['Berita: "Kami senang," kata Rahmat.\nRingkasan (2):']]
    assert given.sentences[0].text == text
    assert isinstance(summary, Summary)
    assert origins(summary) == ["abstractive"]


def test_lowest_scored_sentences_are_dropped_while_the_prompt_is_too_long() -> None:
    long = [f"Nomor {word} " + "kata " * 38 + "akhir." for word in ("satu", "dua", "tiga", "empat")]
    generator = Scripted(lambda _: [])
    Abstractor(generator, ABSTRACT).summarise([extract(long, (0.1, 0.9, 0.5, 0.8))], sentences=1)
    ((prompt,),) = generator.calls
    assert "dua" in prompt
    assert "empat" in prompt
    assert "satu" not in prompt
    assert "tiga" not in prompt
    assert generator.count_tokens(prompt) + 80 <= 200


def test_extract_that_never_fits_is_summarised_by_itself() -> None:
    generator = Scripted(lambda _: [])
    (summary,) = Abstractor(generator, ABSTRACT).summarise([extract(["kata " * 300])], sentences=3)
    assert generator.calls == []
    assert isinstance(summary, Summary)
    assert summary.sentences[0].issues == (Issue("replaced", "too long for the model"),)


def test_many_articles_take_one_call() -> None:
    generator = Scripted(lambda _: [FAITHFUL])
    Abstractor(generator, ABSTRACT).summarise([extract(), extract()], sentences=3)
    assert len(generator.calls) == 1


def test_failure_of_one_article_spares_the_others() -> None:
    bad = extract(["Meriam meletus di alun-alun."])
    generator = failing_on("Meriam", lambda _: [FAITHFUL])
    first, failed, third = Abstractor(generator, ABSTRACT).summarise([extract(), bad, extract()], sentences=3)
    assert isinstance(failed, GenerationFailed)
    assert isinstance(first, Summary)
    assert first == third


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Pasar dibuka Rabu.", "Pasar dibuka pada hari Rabu oleh wali kota.", True),
        ("Pasar dibuka.", "Hujan turun deras.", False),
        ("Ia.", "Dia.", False),
        ("Ia.", "Ia.", True),
    ],
)
def test_same_sentence(first: str, second: str, same: bool) -> None:
    assert same_sentence(first, second) is same


SENTENCE_WISE = replace(ABSTRACT, unit="sentence")


def rewrite(
    answer: Callable[[str], Sequence[str | Generation]], count: int = 3, given: Extract | None = None
) -> tuple[Summary, list[list[str]]]:
    """The summary of a model that rewrites one sentence at a time, and the calls that it got."""
    generator = Scripted(answer)
    (summary,) = Abstractor(generator, SENTENCE_WISE).summarise([given or extract()], sentences=count)
    assert isinstance(summary, Summary)
    return summary, generator.calls


def asked(prompt: str) -> str:
    return prompt.removeprefix("Berita: ").removesuffix("\nRingkasan (1):")


def test_best_sentences_are_rewritten_each_alone_in_article_order() -> None:
    summary, calls = rewrite(lambda prompt: [asked(prompt).replace("Pasar itu menampung", "Pasar menampung")])
    assert [asked(prompt) for prompt in calls[0]] == [TEXTS[0], TEXTS[1], TEXTS[3]]
    assert [sentence.text for sentence in summary.sentences] == [TEXTS[0], TEXTS[1].replace(" itu", ""), TEXTS[3]]
    assert [sentence.sources for sentence in summary.sentences] == [(0,), (1,), (3,)]
    assert origins(summary) == ["abstractive"] * 3


def test_sentence_with_words_of_another_is_replaced_where_each_is_rewritten_alone() -> None:
    summary, _ = rewrite(lambda prompt: [asked(prompt).replace("15 ribu", "Rp2,5 triliun")])
    assert [sentence.text for sentence in summary.sentences] == [TEXTS[0], TEXTS[1], TEXTS[3]]
    assert origins(summary) == ["abstractive", "extractive", "abstractive"]
    assert summary.sentences[1].issues[0].kind == "replaced"


def test_sentence_that_makes_a_rumour_a_fact_is_replaced() -> None:
    hedged = extract(["Harga sewa kios kabarnya tidak naik tahun ini."], (0.9,))
    summary, _ = rewrite(lambda prompt: [asked(prompt).replace(" kabarnya", "")], count=1, given=hedged)
    assert summary.sentences[0].issues == (Issue("replaced", "hedge lost: kabarnya"),)


def test_second_sentence_for_one_is_left_out() -> None:
    summary, _ = rewrite(lambda prompt: [f"{asked(prompt)} {asked(prompt)[:-1]} baru."], count=2)
    assert [sentence.text for sentence in summary.sentences] == [TEXTS[0], TEXTS[1]]


def test_sentence_that_became_another_gives_way_to_the_next_best() -> None:
    summary, _ = rewrite(lambda _: ["Pasar itu menampung 15 ribu pedagang sayur."], count=2)
    assert [sentence.sources for sentence in summary.sentences] == [(0,), (1,)]
    same = extract([TEXTS[1], TEXTS[1].replace("dan ikan", "ikan, dan daging"), TEXTS[2]], (0.9, 0.8, 0.1))
    summary, _ = rewrite(lambda _: ["Pasar itu menampung 15 ribu pedagang sayur."], count=2, given=same)
    assert [sentence.sources for sentence in summary.sentences] == [(0,), (2,)]


def test_failure_on_one_sentence_is_the_failure_of_its_article() -> None:
    generator = failing_on("menelan", lambda prompt: [asked(prompt)])
    failed, sound = Abstractor(generator, SENTENCE_WISE).summarise([extract(), extract(TEXTS[:2])], sentences=5)
    assert isinstance(failed, GenerationFailed)
    assert isinstance(sound, Summary)
    assert [sentence.text for sentence in sound.sentences] == list(TEXTS[:2])


def test_fake_engine_summarises() -> None:
    registry = Registry.load(None)
    task = registry.tasks["summarise-fake"]
    generator = open_generator(registry.weights[task.weights], None, threads=1, batch_tokens=1024)  # type: ignore[arg-type]
    (summary,) = Abstractor(generator, task).summarise([extract()], sentences=3)
    assert isinstance(summary, Summary)
    assert summary.text == " ".join(TEXTS[:3])
