"""The measures of `ringkas eval`, held equal to the packages that define them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkas.errors import InputEmpty, InputMalformed, InputNotFound, InputUndecodable, OutputNotWritable
from ringkas.evaluate import baselines, evaluation, fidelity, novelty, plot, rouge, runs, table, translation
from ringkas.evaluate.bootstrap import Bootstrap
from ringkas.evaluate.dataset import (
    Example,
    read_hypotheses,
    read_saved,
    read_summaries,
    read_translations,
    saving,
    sentences,
)
from ringkas.evaluate.measure import Measure, ratio

ARTICLE = (
    "Pemerintah Kota Semarang membangun 12 taman baru tahun ini. "
    "Wali Kota Ratna Dewi mengatakan anggarannya Rp2,5 miliar. "
    "Anak-anak dapat bermain di taman itu mulai 7 Juni. "
    "Pembangunan tidak mengganggu lalu lintas."
)
REFERENCE = "Semarang membangun 12 taman baru dengan anggaran Rp2,5 miliar. Anak-anak dapat bermain mulai 7 Juni."
NEWS = Example("a", ARTICLE, REFERENCE, title="Semarang bangun 12 taman")
PAIRS = [
    Example(
        "1", "Harga beras naik 15 ribu rupiah di Semarang.", "The price of rice rose by 15,000 rupiah in Semarang."
    ),
    Example("2", "Ratna Dewi tidak hadir. Rapat ditunda.", "Ratna Dewi did not attend. The meeting was postponed."),
    Example("3", "Hujan turun sejak pagi.", "Rain has fallen since the morning."),
]
ENGLISH = ["The price of rice has risen by 15,000 rupiah in Semarang.", "Ratna did attend.", "It rained since morning."]

words_strategy = st.text(alphabet="abc éA1.,'-\t", max_size=40)
texts = st.lists(words_strategy, min_size=1, max_size=4).map("\n".join)


def figure(measure: Measure, example: Example, hypothesis: str) -> float:
    return measure.figure(measure.statistics(example, hypothesis))


def named(measures: list[Measure]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


# ROUGE


@settings(max_examples=300, deadline=None)
@given(reference=texts, hypothesis=texts)
def test_compatible_rouge_equals_rouge_score_to_the_last_digit(reference: str, hypothesis: str) -> None:
    from rouge_score.rouge_scorer import RougeScorer

    theirs = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"]).score(reference, hypothesis)
    wanted, got = rouge.compatible_words(reference), rouge.compatible_words(hypothesis)
    lines = [[rouge.compatible_words(line) for line in text.split("\n") if line] for text in (reference, hypothesis)]
    ours = {
        "rouge1": rouge.rouge_n(wanted, got, 1),
        "rouge2": rouge.rouge_n(wanted, got, 2),
        "rougeL": rouge.rouge_l(wanted, got),
        "rougeLsum": rouge.rouge_lsum(*lines),
    }
    assert {name: tuple(score) for name, score in ours.items()} == {
        name: tuple(score) for name, score in theirs.items()
    }


def test_indonesian_words_keep_numbers_and_reduplications_whole() -> None:
    assert rouge.indonesian_words("Anak-anak membayar Rp2.375.000, kata ﬁlsuf Renée.") == (
        "anak-anak",
        "membayar",
        "rp2.375.000",
        "kata",
        "filsuf",
        "renée",
    )


def test_rouge_of_the_reference_is_100_and_of_nothing_0() -> None:
    for measure in rouge.measures():
        assert figure(measure, NEWS, REFERENCE) == pytest.approx(100)
        assert figure(measure, NEWS, "") == 0


def test_rouge_counts_by_hand() -> None:
    example = Example("x", "", "polisi menangkap dua pencuri")
    # Three of four words; of three pairs only `dua pencuri`; in order `polisi dua pencuri`.
    got = {name: figure(m, example, "polisi kemarin dua pencuri") for name, m in named(rouge.measures()).items()}
    assert got["ROUGE-1"] == 75
    assert got["ROUGE-2"] == pytest.approx(100 / 3)
    assert got["ROUGE-L"] == got["ROUGE-Lsum"] == 75


def test_lsum_matches_sentences_in_any_order_where_l_does_not() -> None:
    example = Example("x", "", "Harga beras naik.\nHujan turun deras.")
    got = named(rouge.measures())
    assert figure(got["ROUGE-Lsum"], example, "Hujan turun deras.\nHarga beras naik.") == 100
    assert figure(got["ROUGE-L"], example, "Hujan turun deras.\nHarga beras naik.") == 50


# Translation metrics


@pytest.mark.parametrize("name", ["BLEU", "chrF", "chrF++"])
def test_translation_measures_equal_sacrebleu_to_the_last_digit(name: str) -> None:
    measure = named(translation.measures())[name]
    sums = [sum(c) for c in zip(*(measure.statistics(e, h) for e, h in zip(PAIRS, ENGLISH, strict=True)), strict=True)]
    metric = translation._metrics()[name]
    assert measure.figure(sums) == metric.corpus_score(ENGLISH, [[e.reference for e in PAIRS]]).score
    assert translation.signatures()[name] == str(metric.get_signature())


def test_a_line_end_within_a_translation_is_a_space() -> None:
    for measure in translation.measures():
        assert figure(measure, PAIRS[1], PAIRS[1].reference.replace(". ", ".\n")) == pytest.approx(100)


def test_published_peers_reproduce_their_bleu() -> None:
    folder = Path("../shared/data/mt")
    if not folder.exists():
        pytest.skip("the development data are not here")
    examples = read_translations(folder / "dev-flores.tsv")
    bleu = named(translation.measures())["BLEU"]
    found = {}
    for name in ("argos", "opusmt", "bergamot-tiny", "nllb", "microsoft", "google"):
        texts = read_hypotheses(folder / f"dev-flores.peers/{name}.en", examples)
        rows = [bleu.statistics(e, h) for e, h in zip(examples, texts, strict=True)]
        found[name] = round(bleu.figure([sum(column) for column in zip(*rows, strict=True)]), 1)
    assert found == {
        "argos": 29.5, "opusmt": 35.1, "bergamot-tiny": 39.5, "nllb": 39.2, "microsoft": 47.0, "google": 47.5
    }  # fmt: skip


# Novelty


def test_novelty_and_fragments_by_hand() -> None:
    example = Example("x", "polisi menangkap dua pencuri di pasar", "")
    got = named(novelty.measures())
    summary = "polisi menangkap pencuri ayam di pasar"
    assert figure(got["novel 1-grams"], example, summary) == pytest.approx(100 / 6)
    assert figure(got["novel 2-grams"], example, summary) == 60
    # The fragments `polisi menangkap`, `pencuri`, `di pasar`: 5 of 6 words, (4 + 1 + 4) / 6.
    assert figure(got["coverage"], example, summary) == pytest.approx(500 / 6)
    assert figure(got["density"], example, summary) == 1.5


def test_a_fragment_is_the_longest_of_several() -> None:
    assert novelty.fragments(["a", "b", "x", "a", "b", "c"], ["a", "b", "c"]) == [3]


def test_an_empty_summary_has_no_novelty() -> None:
    assert [figure(measure, NEWS, "") for measure in novelty.measures()] == [0] * 6


# Fidelity


def test_numbers_are_supported_by_value() -> None:
    measure = named(fidelity.summary_measures())["numbers supported"]
    assert figure(measure, NEWS, "Anggarannya 2,5 miliar untuk 12 taman.") == 100
    assert figure(measure, NEWS, "Anggarannya 3,5 miliar untuk 12 taman.") == 50


def test_names_are_supported_by_the_article() -> None:
    measure = named(fidelity.summary_measures())["names supported"]
    assert figure(measure, NEWS, "Taman dibuka Ratna Dewi di Semarang.") == 100
    assert figure(measure, NEWS, "Taman dibuka Ratna Sari di Semarang.") == pytest.approx(200 / 3)


def test_digits_that_the_article_lacks_count_by_summary() -> None:
    measure = named(fidelity.summary_measures())["with unsupported digits"]
    assert figure(measure, NEWS, "Ada 12 taman mulai 7 Juni.") == 0
    assert figure(measure, NEWS, "Ada 13 taman, yang pertama dibuka 8 Juni.") == 100


def test_sentences_are_counted_against_what_was_asked() -> None:
    got = named(fidelity.summary_measures(2))
    assert figure(got["exact sentences"], NEWS, "Ada taman baru.\nAnak-anak senang.") == 100
    assert figure(got["exact sentences"], NEWS, "Ada taman baru.") == 0
    assert figure(got["sentences"], NEWS, "Ada taman baru.\nAnak-anak senang.") == 2
    assert figure(got["words"], NEWS, "Ada taman baru.\nAnak-anak senang.") == 5
    assert "exact sentences" not in named(fidelity.summary_measures())


def test_checks_flag_an_invented_number_in_a_summary() -> None:
    measure = named(fidelity.summary_measures())["sentences flagged"]
    assert figure(measure, NEWS, ARTICLE) == 0
    assert figure(measure, NEWS, "Semarang membangun 99 taman baru tahun ini. Anak-anak dapat bermain.") == 50


def test_numbers_and_names_are_kept_in_english() -> None:
    got = named(fidelity.translation_measures())
    assert figure(got["numbers kept"], PAIRS[0], "Rice is 15,000 rupiah dearer.") == 100
    assert figure(got["numbers kept"], PAIRS[0], "Rice is 1,500 rupiah dearer.") == 0
    assert figure(got["numbers supported"], PAIRS[0], "Rice is 1,500 rupiah dearer.") == 0
    assert figure(got["names kept"], PAIRS[0], "Semarang's rice is dearer.") == 100
    assert figure(got["names kept"], PAIRS[0], "The city's rice is dearer.") == 0


def test_a_dropped_sentence_and_an_empty_translation_show() -> None:
    got = named(fidelity.translation_measures())
    assert figure(got["same sentences"], PAIRS[1], PAIRS[1].reference) == 100
    assert figure(got["same sentences"], PAIRS[1], "Ratna Dewi did not attend.") == 0
    assert figure(got["length ratio"], PAIRS[1], "Ratna Dewi did not attend.") == pytest.approx(500 / 9)
    assert figure(got["empty"], PAIRS[1], " ") == 100


def test_checks_flag_a_lost_negation_in_english() -> None:
    measure = named(fidelity.translation_measures())["translations flagged"]
    assert figure(measure, PAIRS[1], PAIRS[1].reference) == 0
    assert figure(measure, PAIRS[1], "Ratna Dewi attended. The meeting was postponed.") == 100


def test_issues_are_counted_by_kind_a_sentence_or_a_translation_once() -> None:
    invented = "Semarang membangun 99 taman dan 98 kolam. Anak-anak dapat bermain. Ada 97 taman."
    assert fidelity.count_issues("summaries", [NEWS], [invented])["number"] == 2
    counts = fidelity.count_issues("translation", PAIRS[:2], ["Rice is dearer in Semarang.\nBy 15,000 rupiah.", ""])
    assert counts["empty"] == 1
    assert "number" not in counts


# Bootstrap


def constant_mean() -> Measure:
    return ratio("mean", lambda _, hypothesis: (float(hypothesis), 1), scale=1)


def rows(count: int) -> list[Example]:
    return [Example(str(i), "", "") for i in range(count)]


def test_an_interval_holds_its_figure_and_nothing_varies_in_constant_data() -> None:
    bootstrap = Bootstrap(50, resamples=200)
    varied = bootstrap.figure(constant_mean(), rows(50), [str(i % 10) for i in range(50)])
    assert varied.low < varied.value == 4.5 < varied.high
    constant = bootstrap.figure(constant_mean(), rows(50), ["7"] * 50)
    assert (constant.low, constant.value, constant.high) == (7, 7, 7)


def test_an_interval_has_the_width_that_theory_gives() -> None:
    # The mean of 400 values of standard deviation 1/2 has a standard error of 1/40.
    interval = Bootstrap(400, resamples=2000).figure(constant_mean(), rows(400), ["0", "1"] * 200)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 / 40, rel=0.1)


def test_the_seed_decides_the_resamples() -> None:
    texts_ = [str(i * i) for i in range(20)]
    first, again, other = (
        Bootstrap(20, resamples=50, seed=seed).figure(constant_mean(), rows(20), texts_) for seed in (1, 1, 2)
    )
    assert first == again != other
    assert Bootstrap(20, resamples=50, seed=2).signature == "bs:50|seed:2"


def test_a_paired_comparison_sees_a_small_even_difference_and_no_difference_in_the_same_run() -> None:
    bootstrap = Bootstrap(40, resamples=200)
    a = [str(i) for i in range(40)]
    b = [str(i + 1 + i % 2) for i in range(40)]
    better = bootstrap.difference(constant_mean(), rows(40), a, b)
    assert (better.value, better.p) == (1.5, 1 / 201)
    assert 1 < better.low < better.high < 2
    same = bootstrap.difference(constant_mean(), rows(40), a, a)
    assert (same.value, same.low, same.high, same.p) == (0, 0, 0, 1)


# Files


def write(path: Path, *rows_: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows_), encoding="utf-8")
    return path


def test_summaries_are_read_with_what_they_give(tmp_path: Path) -> None:
    path = write(
        tmp_path / "data.jsonl",
        {"id": "a", "text": "Satu. Dua.", "summary": "Satu.", "title": "", "sentences": ["Satu.", "Dua."]},
        {"id": "b", "text": "Tiga.", "summary": "Tiga.", "title": "Judul", "other": 1},
    )
    assert read_summaries(path) == [
        Example("a", "Satu. Dua.", "Satu.", None, ("Satu.", "Dua.")),
        Example("b", "Tiga.", "Tiga.", "Judul"),
    ]


def test_translations_are_numbered_by_line(tmp_path: Path) -> None:
    (tmp_path / "data.tsv").write_text("Satu.\tOne.\nDua.\tTwo.\n", encoding="utf-8")
    assert read_translations(tmp_path / "data.tsv") == [Example("1", "Satu.", "One."), Example("2", "Dua.", "Two.")]


@pytest.mark.parametrize(
    ("content", "read", "error", "message"),
    [
        (b"Satu.\n", read_translations, InputMalformed, "line 1: 0 tabs"),
        (b"", read_translations, InputEmpty, "is empty"),
        (b"\xff\xfe\xff", read_translations, InputUndecodable, "not UTF-8"),
        (b"{}\n", read_summaries, InputMalformed, "line 1: no text 'id'"),
        (b"[1]\n", read_summaries, InputMalformed, "line 1: not a JSON object"),
        (b"{\n", read_summaries, InputMalformed, "line 1: not JSON"),
        (b'{"id": "a", "source": "", "reference": ""}\n', read_saved, InputMalformed, "no text 'hypothesis'"),
    ],
)
def test_data_that_are_not_what_they_should_be_are_named_errors(
    tmp_path: Path, content: bytes, read: Callable[[Path], object], error: type[Exception], message: str
) -> None:
    path = tmp_path / "data"
    path.write_bytes(content)
    with pytest.raises(error, match=message):
        read(path)


def test_missing_data_are_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="No such file"):
        read_summaries(tmp_path / "none.jsonl")


def test_a_saved_run_comes_back_and_gives_its_hypotheses_by_id(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with saving(path) as save:
        for example, text in zip(PAIRS, ["satu\ndua", "é", ""], strict=True):
            save(example, text)
            assert len(path.read_text(encoding="utf-8").splitlines()) == int(example.id)
    assert read_saved(path) == (PAIRS, ["satu\ndua", "é", ""])
    assert read_hypotheses(path, [PAIRS[2], PAIRS[0]]) == ["", "satu\ndua"]
    with pytest.raises(InputMalformed, match=r"no row for 1 of 1 examples, the first 'a'"):
        read_hypotheses(path, [NEWS])


def test_a_run_cannot_be_saved_in_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable, match="cannot be written"), saving(tmp_path / "none" / "run.jsonl"):
        pass


def test_text_hypotheses_have_a_line_for_each_example_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "peer.en"
    path.write_text("It&#39;s one.\nTwo.\nThree.\n", encoding="utf-8")
    assert read_hypotheses(path, PAIRS, unescape=True) == ["It's one.", "Two.", "Three."]
    assert read_hypotheses(path, PAIRS[:1], total=3) == ["It&#39;s one."]
    with pytest.raises(InputMalformed, match="3 lines for 2 examples"):
        read_hypotheses(path, PAIRS[:2])


def test_no_sentence_runs_over_a_line_end() -> None:
    assert sentences("Harga beras\n\nnaik tajam. Warga mengeluh.\n") == (
        "Harga beras",
        "naik tajam.",
        "Warga mengeluh.",
    )


# Baselines


def test_the_oracle_takes_what_raises_rouge_and_stops() -> None:
    article = ["Warga mengeluh.", "Harga beras naik.", "Hujan turun deras.", "Harga cabai naik."]
    assert baselines.oracle(article, "Hujan turun deras. Harga beras naik.") == [
        "Harga beras naik.",
        "Hujan turun deras.",
    ]
    assert baselines.oracle(article, "Gempa.") == []
    assert baselines.oracle([], "Gempa.") == []


def test_baselines_are_leads_the_extract_the_oracle_and_the_reference() -> None:
    found = baselines.baselines([NEWS], count=1, presplit=False)
    article = sentences(ARTICLE)
    assert list(found) == ["lead-1", "lead-2", "lead-3", "extract", "oracle", "reference"]
    assert found["lead-1"] == [article[0]]
    assert found["lead-3"] == ["\n".join(article[:3])]
    assert found["extract"][0] in article
    assert set(found["oracle"][0].split("\n")) <= set(article)
    assert found["reference"] == [REFERENCE]


def test_presplit_baselines_keep_the_sentences_of_the_data() -> None:
    example = Example("x", "Tidak dibaca.", "Satu.", sentences=("Satu , dua", "tiga ."))
    assert baselines.baselines([example], count=2, presplit=True)["lead-2"] == ["Satu , dua\ntiga ."]


# Reports


def test_a_report_has_every_measure_of_every_system_and_its_signatures() -> None:
    report = evaluation.evaluate("translation", PAIRS, {"ringkas": ENGLISH, "<peer>": ENGLISH}, Bootstrap(3, 20))
    assert report["schema"] == "ringkas.evaluation/1"
    assert report["rows"] == 3
    assert set(report["systems"]["ringkas"]) == set(named(evaluation.measures("translation")))
    assert report["signature"].startswith("data:")
    assert "|rows:3|bs:20|seed:12345|version:" in report["signature"]
    assert "tok:13a" in report["signatures"]["BLEU"]
    assert "nw:2" in report["signatures"]["chrF++"]
    lines = table.render(report).splitlines()
    assert lines[0].split() == ["|", "|", "ringkas", "|", "<peer>", "|"]
    assert len({len(line) for line in lines if line.startswith("|")}) == 1
    assert lines[2].startswith("| BLEU ")


def test_summaries_have_both_families_of_rouge_signed() -> None:
    report = evaluation.evaluate("summaries", [NEWS], {"ringkas": [REFERENCE]}, Bootstrap(1, 5), count=2)
    assert "tok:ringkas" in report["signatures"]["ROUGE"]
    assert "tok:rouge_score" in report["signatures"]["compat ROUGE"]
    assert report["systems"]["ringkas"]["exact sentences"]["value"] == 100


def test_a_comparison_has_every_measure() -> None:
    report = evaluation.compare("translation", (PAIRS, ENGLISH), (PAIRS, [e.reference for e in PAIRS]), resamples=50)
    bleu = report["comparison"]["BLEU"]
    assert report["schema"] == "ringkas.comparison/1"
    assert bleu["b"] == pytest.approx(100)
    assert bleu["value"] == bleu["b"] - bleu["a"]
    assert table.render(report).splitlines()[2].startswith("| BLEU ")


def test_runs_of_other_examples_are_not_compared() -> None:
    with pytest.raises(InputMalformed, match="different examples"):
        evaluation.compare("translation", (PAIRS, ENGLISH), (PAIRS[::-1], ENGLISH))


def test_a_chart_is_wellformed_and_has_a_bar_for_each_figure(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    report = evaluation.evaluate("translation", PAIRS, {"ringkas": ENGLISH, "<peer>": ENGLISH}, Bootstrap(3, 20))
    plot.write(report, tmp_path / "chart.svg")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{svg}g")) == len(report["systems"]["ringkas"])
    assert len(root.findall(f"{svg}g/{svg}path")) == 2 * len(report["systems"]["ringkas"])
    with pytest.raises(OutputNotWritable, match="cannot be written"):
        plot.write(report, tmp_path / "none" / "chart.svg")


def test_the_meter_reads_memory_in_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    cost = runs.Meter().read(10)
    assert 10 < cost["peak_mb"] < 100_000
    assert cost["per_second"] == pytest.approx(10 / cost["seconds"])
    monkeypatch.setattr(sys, "platform", "darwin")
    assert runs.Meter().read(10)["peak_mb"] < cost["peak_mb"] / 100
