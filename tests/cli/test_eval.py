"""`ringkas eval`, whole, with the fake models."""

import json
from pathlib import Path
from typing import Any

import pytest

import faults
from ringkas.backends import ENGINES
from ringkas.cli import main

SENTENCES = [
    "Pemerintah Kota Semarang membangun 12 taman baru pada tahun ini untuk warga kota.",
    "Wali Kota Ratna Dewi mengatakan anggaran pembangunan taman itu Rp2,5 miliar.",
    "Anak-anak dapat bermain di taman itu mulai 7 Juni setelah peresmian oleh wali kota.",
    "Pembangunan itu tidak mengganggu lalu lintas di jalan utama kota tersebut.",
]
SUMMARY = "Semarang membangun 12 taman baru dengan anggaran Rp2,5 miliar."
LINES = [
    ("Harga beras naik. Warga tidak mengeluh.", "The price of rice rose. Residents did not complain."),
    ("Ratna Dewi hadir di Semarang.", "Ratna Dewi attended in Semarang."),
]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    rows = [
        {
            "id": f"a{n}",
            "title": "Taman baru",
            "text": " ".join(SENTENCES[n:]),
            "summary": SUMMARY,
            "sentences": SENTENCES[n:],
        }
        for n in (0, 1)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{source}\t{english}\n" for source, english in LINES), encoding="utf-8")
    return path


class Command:
    """Runs `ringkas eval` in this process and keeps what it wrote."""

    def __init__(self, capfd: pytest.CaptureFixture[str], cache: Path) -> None:
        self._capfd = capfd
        self._cache = cache
        self.out = self.err = ""

    def __call__(self, *arguments: str | Path | int) -> int:
        models = ("--profile", "fake", "--cache", self._cache, "--resamples", 20)
        with pytest.raises(SystemExit) as end:
            main(["eval", *(str(argument) for argument in (*arguments, *models))])
        self.out, self.err = self._capfd.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        return report


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return Command(capfd, tmp_path / "cache")


def value(report: dict[str, Any], system: str, measure: str) -> float:
    figure: float = report["systems"][system][measure]["value"]
    return figure


def test_summaries_are_measured_beside_baselines(command: Command, articles: Path, tmp_path: Path) -> None:
    assert command("summaries", articles, "--sentences", 2, "--save", tmp_path / "run.jsonl") == 0
    report = command.report
    assert list(report["systems"]) == ["ringkas", "lead-2", "lead-3", "extract", "oracle", "reference"]
    assert report["rows"] == 2
    assert report["run"]["failures"] == {}
    assert report["run"]["per_second"] > 0
    assert report["run"]["signature"].startswith("ringkas:")
    assert report["run"]["origins"] == {"abstractive": 4}
    assert report["run"]["before_checks"]["numbers supported"]["value"] == 100
    assert report["run"]["before_checks"]["sentences"]["value"] == 3  # the fake ignores the count that was asked for
    assert "| before checks" in command.err
    assert value(report, "ringkas", "exact sentences") == 100
    assert value(report, "reference", "ROUGE-1") == pytest.approx(100)
    assert value(report, "oracle", "ROUGE-1") >= value(report, "lead-3", "ROUGE-1")
    assert "| ROUGE-1 " in command.err
    saved = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in saved] == ["a0", "a1"]
    assert all(list(row) == ["id", "source", "reference", "hypothesis"] for row in saved)
    assert saved[0]["hypothesis"].count("\n") == 1


def test_a_saved_run_measures_as_it_did_without_running_again(command: Command, articles: Path, tmp_path: Path) -> None:
    saved = tmp_path / "run.jsonl"
    command("summaries", articles, "--save", saved, "--quiet")
    before = command.report
    assert command.err == ""
    assert command("summaries", articles, "--hypotheses", saved) == 0
    assert command.report["systems"] == before["systems"]
    assert "run" not in command.report


def test_presplit_takes_the_sentences_of_the_data(command: Command, articles: Path) -> None:
    assert command("summaries", articles, "--presplit", "--sentences", 1, "--limit", 1) == 0
    assert command.report["rows"] == 1
    assert command.report["presplit"] is True
    assert value(command.report, "lead-1", "ROUGE-1") > 0
    row = {"id": "x", "text": "Satu.", "summary": "Satu."}
    articles.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert command("summaries", articles, "--presplit") == 3
    assert "does not give the `sentences`" in command.err


def test_without_the_model_the_summary_is_the_extract(command: Command, articles: Path) -> None:
    for presplit in ((), ("--presplit",)):
        assert command("summaries", articles, "--no-abstract", "--sentences", 2, *presplit) == 0
        assert command.report["systems"]["ringkas"] == command.report["systems"]["extract"]


def test_an_article_that_fails_counts_as_empty_and_ends_with_8(command: Command, articles: Path) -> None:
    row = {
        "id": "en",
        "text": "The government of the city has built a park for all of the people. " * 5,
        "summary": "A",
    }
    with articles.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")
    assert command("summaries", articles) == 8
    assert list(command.report["run"]["failures"]) == ["en"]
    assert value(command.report, "ringkas", "empty") == pytest.approx(100 / 3)


def test_translations_are_measured_beside_peers(command: Command, pairs: Path, tmp_path: Path) -> None:
    peer = tmp_path / "peer.en"
    peer.write_text("".join(f"{english}\n" for _, english in LINES).replace("not", "n&#111;t"), encoding="utf-8")
    assert command("translation", pairs, "--peer", f"other={peer}") == 0
    report = command.report
    assert list(report["systems"]) == ["ringkas", "reference", "other"]
    assert value(report, "ringkas", "same sentences") == 100
    assert value(report, "reference", "BLEU") == pytest.approx(100)
    assert value(report, "other", "BLEU") < 100
    assert command("translation", pairs, "--peer", f"other={peer}", "--unescape", "--limit", 1) == 0
    assert value(command.report, "other", "BLEU") == pytest.approx(100)


def test_a_line_that_the_engine_cannot_bear_fails_alone(
    command: Command, pairs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(faults.NAME, "oom")
    monkeypatch.setitem(ENGINES, "fake", "faults")
    with pairs.open("a", encoding="utf-8") as stream:
        stream.write("Warga menjauhi gunung itu.\tResidents keep away from the mountain.\n")
    assert command("translation", pairs) == 8
    assert list(command.report["run"]["failures"]) == ["3"]
    assert value(command.report, "ringkas", "empty") == pytest.approx(100 / 3)


def test_two_saved_runs_are_compared_without_data(command: Command, pairs: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    command("translation", pairs, "--save", a)
    rows = [json.loads(line) for line in a.read_text(encoding="utf-8").splitlines()]
    b.write_text("".join(json.dumps(row | {"hypothesis": row["reference"]}) + "\n" for row in rows), encoding="utf-8")
    assert command("translation", "--compare", a, b) == 0
    bleu = command.report["comparison"]["BLEU"]
    assert bleu["b"] == pytest.approx(100)
    assert bleu["value"] > 0
    assert f"A {a}, B {b}" in command.err


def test_the_table_on_standard_output_and_a_chart(command: Command, pairs: Path, tmp_path: Path) -> None:
    assert command("translation", pairs, "--format", "table", "--plot", tmp_path / "chart.svg", "--quiet") == 0
    assert command.out.startswith("|")
    assert "examples a second" in command.out
    assert command.err == ""
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name the examples"),
        (("DATA", "--format", "xml"), "not one of json, table"),
        (("DATA", "--plot", "chart.png"), "FILE.svg"),
        (("DATA", "--peer", "other"), "not NAME=FILE"),
        (("DATA", "--peer", "reference=DATA"), "the name of another column"),
        (("DATA", "--save", "run.jsonl", "--hypotheses", "DATA"), "only a run can be saved"),
    ],
)
def test_wrong_usage_is_2(command: Command, pairs: Path, arguments: tuple[str, ...], message: str) -> None:
    assert command("translation", *(word.replace("DATA", str(pairs)) for word in arguments)) == 2
    assert message in command.err
    assert command.out == ""


def test_progress_is_told_by_the_window(command: Command, pairs: Path) -> None:
    pairs.write_text("Harga beras naik.\tThe price of rice rose.\n" * 40, encoding="utf-8")
    assert command("translation", pairs) == 0
    assert "32 of 40" in command.err
