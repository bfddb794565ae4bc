"""Rating and choosing sentences."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from ringkas.extract import FEATURES, METHODS, choose, features, rate
from ringkas.types import Sentence

NEWS = (
    "Pemerintah Kota Kediri membangun pasar sayur baru di Kecamatan Mojoroto mulai Rabu.",
    "Pasar sayur itu berisi 200 kios dan menelan biaya Rp15 miliar dari anggaran kota.",
    "Apakah pedagang lama boleh pindah?",
    '"Pedagang lama kami utamakan. Mereka yang paling lama menunggu," kata Wali Kota Rahmat Hidayat.',
    "Ia berharap pasar sayur selesai sebelum Lebaran.",
    "Namun, hujan turun.",
    "Syarat menyewa kios di pasar sayur Kota Kediri yaitu:",
    "Pasar sayur itu berisi 200 kios dan menelan biaya Rp15 miliar.",
)


def article(texts: tuple[str, ...] = NEWS) -> tuple[Sentence, ...]:
    starts = [sum(len(text) + 1 for text in texts[:index]) for index in range(len(texts))]
    return tuple(Sentence(i, s, s + len(t), t) for i, (s, t) in enumerate(zip(starts, texts, strict=True)))


def one(_: str) -> int:
    return 1


def row(index: int, title: str | None = None) -> dict[str, float]:
    return dict(zip(FEATURES, features(NEWS, title)[index], strict=True))


@pytest.mark.parametrize(
    ("index", "name", "value"),
    [
        (0, "first", 1),
        (1, "first", 0),
        (1, "second", 1),
        (2, "third", 1),
        (3, "fourth", 1),
        (4, "fifth", 1),
        (5, "sixth", 1),
        (6, "sixth", 1),
        (1, "earliness", 0.5),
        (0, "depth", 0),
        (7, "relative", 1),
        (7, "last", 1),
        (6, "last", 0),
        (0, "length", 12 / 40),
        (5, "short", 1),
        (0, "long", 0),
        (0, "very_long", 0),
        (0, "title", 0),
        (0, "lead", 0),
        (1, "lead", 3 / 9),
        (0, "said", 0),
        (7, "said", 1),
        (7, "taken_up", 0),
        (3, "opens_quoting", 1),
        (0, "opens_quoting", 0),
        (0, "quoted", 0),
        (3, "dangling_mark", 0),
        (3, "attribution", 1),
        (4, "attribution", 0),
        (1, "numbers", 2 / 3),
        (0, "names", 5 / 11),
        (4, "dangling_opening", 1),
        (5, "connector", 1),
        (2, "question", 1),
        (6, "introduces", 1),
        (6, "unfinished", 0),
    ],
)
def test_feature_of_a_sentence(index: int, name: str, value: float) -> None:
    assert row(index)[name] == pytest.approx(value)


def test_features_of_words() -> None:
    assert row(3)["quoted"] == pytest.approx(
        len('"Pedagang lama kami utamakan. Mereka yang paling lama menunggu,"') / 95, 0.1
    )
    assert row(1, "Pasar sayur di Kediri")["title"] == pytest.approx(2 / 3)
    assert max(row(index)["centrality"] for index in range(len(NEWS))) == 1
    assert row(1)["recurrence"] > row(5)["recurrence"] == 0
    assert row(1)["keywords"] > row(3)["keywords"]
    dangling = dict(zip(FEATURES, features(['"Kami siap.', "Budi"], None)[0], strict=True))
    assert dangling["dangling_mark"] == 1
    assert dict(zip(FEATURES, features(["Budi"], None)[0], strict=True))["unfinished"] == 1


def test_every_feature_has_a_meaning_and_a_weight() -> None:
    learned = json.loads(files("ringkas").joinpath("data/ranker.json").read_text("utf-8"))
    assert list(learned["weights"]) == list(FEATURES)
    assert all(meaning for meaning, _ in FEATURES.values())


@pytest.mark.parametrize("method", METHODS)
def test_scores_are_between_0_and_1(method: str) -> None:
    scores = rate(article(), title="Pasar sayur baru", method=method)
    assert len(scores) == len(NEWS)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("texts", [(), ("Pasar dibuka.",), ("...", "Dan yang di."), ("Sama.", "Sama.")])
def test_odd_articles_are_rated(method: str, texts: tuple[str, ...]) -> None:
    assert len(rate(article(texts), title=None, method=method)) == len(texts)


def test_scores_do_not_depend_on_the_order_of_sets() -> None:
    tied = "pasar kios sayur beras gula garam kopi ikan pisang jagung kedelai tempe"
    program = (
        "from ringkas.extract import METHODS, features, rate; from test_extract import NEWS, article;"
        f"print(features(['{tied}', *'{tied}'.split()], None));"
        "print([rate(article(), title=None, method=method) for method in METHODS])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


def test_lead_falls_with_the_position() -> None:
    scores = rate(article(), title=None, method="lead")
    assert list(scores) == sorted(scores, reverse=True)


def test_textrank_prefers_what_most_sentences_share() -> None:
    scores = rate(article(), title=None, method="textrank")
    assert scores[1] == 1
    assert scores[5] == min(scores)


def test_textrank_finds_the_hub_of_a_star_that_swings_to_its_limit() -> None:
    shared = ("pasar", "kios", "sayur", "beras", "gula", "garam", "kopi", "ikan")
    texts = (*(f"{word}{word} {word}." for word in shared), f"Warga {' '.join(shared)}.")
    scores = rate(article(texts), title=None, method="textrank")
    assert scores[-1] == 1 > max(scores[:-1])


def test_ranker_prefers_the_lead_to_a_question_and_an_aside() -> None:
    scores = rate(article(), title=None)
    best = sorted(range(len(NEWS)), key=lambda index: -scores[index])
    assert set(best[:2]) == {0, 1}
    assert scores[0] > max(scores[2], scores[5])


def test_title_raises_the_sentence_that_tells_it() -> None:
    told, untold = (rate(article(), title=title)[4] for title in ("Pasar sayur selesai sebelum Lebaran", None))
    assert told > untold


def test_unknown_method_is_refused() -> None:
    with pytest.raises(KeyError):
        rate(article(), title=None, method="oracle")


def test_chosen_sentences_stand_in_article_order_with_their_scores() -> None:
    scores = (0.1, 0.9, 0.2, 0.3, 0.8, 0.0, 0.0, 0.0)
    extract = choose(article(), scores, limit=3, cost=one, method="ranker")
    assert extract.method == "ranker"
    assert [(s.index, s.score) for s in extract.sentences] == [(1, 0.9), (3, 0.3), (4, 0.8)]
    assert extract.sentences[0].text == NEWS[1]
    assert (extract.sentences[0].start, extract.sentences[0].end) == (len(NEWS[0]) + 1, len(NEWS[0]) + 1 + len(NEWS[1]))


def test_budget_of_words_ends_at_the_first_that_does_not_fit() -> None:
    scores = (0.9, 0.8, 0.0, 0.0, 0.0, 0.7, 0.0, 0.0)
    assert [s.index for s in choose(article(), scores, limit=20).sentences] == [0]
    assert [s.index for s in choose(article(), scores, limit=30).sentences] == [0, 1, 5]


def test_best_sentence_is_chosen_even_over_the_budget() -> None:
    assert [s.index for s in choose(article(), (0.1, 0.9) + (0.0,) * 6, limit=1).sentences] == [1]
    # Two even over the budget.
    assert [s.index for s in choose(article(), (0.1, 0.9) + (0.0,) * 6, limit=1, least=2).sentences] == [0, 1]


def test_what_is_said_or_only_announces_is_left_out() -> None:
    scores = (0.1, 0.9, 0.2, 0.3, 0.0, 0.0, 0.8, 0.85)
    assert [s.index for s in choose(article(), scores, limit=3, cost=one).sentences] == [1, 2, 3]


def test_heading_is_left_out_but_not_a_sentence_that_lost_its_stop() -> None:
    texts = ("Pasar Baru Dibuka", "Pasar itu dibuka wali kota.", NEWS[0].removesuffix("."))
    extract = choose(article(texts), (0.9, 0.5, 0.7), limit=3, cost=one)
    assert [s.index for s in extract.sentences] == [1, 2]


def test_headings_are_chosen_where_there_is_nothing_else() -> None:
    extract = choose(article(("Pasar Baru", "Jalan Baru")), (0.9, 0.5), limit=1, cost=one)
    assert [s.text for s in extract.sentences] == ["Pasar Baru"]


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose((), (), limit=3).sentences == ()
