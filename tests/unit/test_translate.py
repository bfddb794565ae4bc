"""Each sentence is translated by itself, once, in order, by the most faithful candidate."""

from collections.abc import Mapping, Sequence

import pytest

from ringkas.backends.fake import open_generator
from ringkas.errors import GenerationFailed
from ringkas.registry import Registry
from ringkas.translate import Translator
from ringkas.types import Generation, Issue, TranslatedSentence
from scripted import OPTIONS, TRANSLATE, Scripted, failing_on, generation


def unit(prompt: str) -> str:
    return prompt.removeprefix("Indonesian: ").removesuffix("\nEnglish:")


def answering(answers: Mapping[str, Sequence[str | Generation]]) -> Scripted:
    return Scripted(lambda prompt: answers[unit(prompt)])


def translate_one(text: str, *candidates: str | Generation) -> TranslatedSentence:
    (translated,) = Translator(Scripted(lambda _: candidates), TRANSLATE).translate([text])
    return translated


def test_sentences_come_back_in_order_each_its_own_unit() -> None:
    generator = answering({"Ia datang.": ["He came."], "Ia pergi.": ["He left."]})
    translated = Translator(generator, TRANSLATE).translate(["Ia pergi.", "Ia datang."])
    assert [sentence.text for sentence in translated] == ["He left.", "He came."]
    assert [sentence.source for sentence in translated] == ["Ia pergi.", "Ia datang."]
    assert generator.calls == [["Indonesian: Ia pergi.\nEnglish:", "Indonesian: Ia datang.\nEnglish:"]]


def test_same_sentence_is_translated_once() -> None:
    generator = answering({"Ia datang.": ["He came."]})
    assert len(Translator(generator, TRANSLATE).translate(["Ia datang."] * 3)) == 3
    assert len(generator.calls[0]) == 1


def test_nothing_to_translate_asks_nothing() -> None:
    generator = answering({})
    assert Translator(generator, TRANSLATE).translate([]) == []
    assert [s.text for s in Translator(generator, TRANSLATE).translate(["2-1", ""])] == ["2-1", ""]
    assert generator.calls == []


def test_more_faithful_candidate_wins() -> None:
    translated = translate_one("Ada 15 ribu orang.", "There are 15 people.", "There are 15,000 people.")
    assert translated == TranslatedSentence("Ada 15 ribu orang.", "There are 15,000 people.")


def test_an_apostrophe_that_became_a_question_mark_is_one_again() -> None:
    assert translate_one("Cincin Saturnus dingin.", "Saturn?s ring is cold.").text == "Saturn's ring is cold."
    assert translate_one("Siapa? Sari.", "Who? Sari.").text == "Who? Sari."


def test_issues_that_no_candidate_avoids_stay() -> None:
    translated = translate_one("Ada 15 ribu orang.", "There are 15 people.")
    assert translated.issues == (Issue("number", "lost: 15 ribu orang"), Issue("number", "added: 15 people"))


def test_truncated_answer_is_an_issue_and_the_last_choice() -> None:
    cut = generation("There are 15,000", 0.0, truncated=True)
    assert translate_one("Ada 15 ribu orang.", cut, "There are 15,000 people.").issues == ()
    assert Issue("truncated", "the answer was cut off") in translate_one("Ada 15 ribu orang.", cut).issues


@pytest.mark.parametrize(
    ("source", "answer", "text"),
    [
        ("Ia datang.", "  he \n came. ", "He came."),
        ("ia datang.", "He came.", "he came."),
        ("dan Rahmat datang.", "Rahmat came too.", "Rahmat came too."),
        ("saya datang.", "I came.", "I came."),
        ("kapal NASA datang.", "NASA's ship came.", "NASA's ship came."),
        ('"Ia datang."', '"he came."', '"He came."'),
        ("Ya!", "...", "..."),
        ("Ia tiba Rabu (7/6).", "He came on Wednesday (7/6).", "He came on Wednesday (7 June)."),
        ("Ia tiba pada 7/6/2023.", "He came on 7/6/2023.", "He came on 7 June 2023."),
        ("Ia tiba Senin (12/10).", "He came on Monday (10/12).", "He came on Monday (12 October)."),
        ("Tiba Rabu (7/6), pergi Kamis (6/7).", "Came (7/6), left (6/7).", "Came (7 June), left (6 July)."),
        ("Ia menang 7/6 di sana.", "He won 7/6 there.", "He won 7/6 there."),
        ("Pasar dibuka", "The market is open.", "The market is open"),
        ("Pasar dibuka.", "The market is open", "The market is open."),
        ('"Pasar dibuka."', '"The market is open"', '"The market is open".'),
    ],
)
def test_output_is_one_line_with_the_case_of_the_source(source: str, answer: str, text: str) -> None:
    assert translate_one(source, answer).text == text


def test_prompt_alone_has_plain_quotes_and_blanks() -> None:
    generator = Scripted(lambda _: ['"We are glad."'])
    (translated,) = Translator(generator, TRANSLATE).translate(["“Kami\nsenang.”"])
    assert generator.calls == [['Indonesian: "Kami senang."\nEnglish:']]
    assert translated.source == "“Kami\nsenang.”"


def echo(prompt: str) -> list[str]:
    return [unit(prompt).upper() + "."]


@pytest.mark.parametrize(
    ("separator", "expected"),
    [("; ", "; "), (", namun ", ", "), (", dan ", ", "), (", ", ", "), (" yang ", " "), (" ", " ")],
)
def test_long_sentence_is_cut_at_a_clause_and_joined(separator: str, expected: str) -> None:
    half = "kata" + " kata" * 49
    generator = Scripted(echo)
    (translated,) = Translator(generator, TRANSLATE).translate([f"{half}{separator}{half}."])
    assert all(generator.count_tokens(prompt) <= OPTIONS.max_output_tokens for prompt in generator.calls[0])
    assert len(generator.calls[0]) == 2
    assert unit(generator.calls[0][0]).rstrip(";,").count("kata") == 50
    assert expected.strip() in translated.text
    assert translated.text.count("KATA") == 100
    assert "." not in translated.text[:-2]


def test_word_that_cannot_be_cut_is_left_to_the_engine() -> None:
    word = "ya-" * 120 + "ya"
    generator = Scripted(echo)
    Translator(generator, TRANSLATE).translate([word])
    assert unit(generator.calls[0][0]) == word


def test_sentence_with_its_only_blank_near_its_end_is_cut_there() -> None:
    word = "ya-" * 120 + "ya"
    generator = Scripted(echo)
    Translator(generator, TRANSLATE).translate([f"{word} ya"])
    assert [unit(prompt) for prompt in generator.calls[0]] == [word, "ya"]


def test_wrong_sentence_is_tried_again_clause_by_clause() -> None:
    text = "Harga naik menjadi 15 ribu rupiah, dan warga tidak senang."
    answers = {
        text: ["The price rose."],
        "Harga naik menjadi 15 ribu rupiah,": ["The price rose to 15,000 rupiah"],
        "dan warga tidak senang.": ["And residents are not happy."],
    }
    generator = answering(answers)
    (translated,) = Translator(generator, TRANSLATE).translate([text])
    assert translated == TranslatedSentence(text, "The price rose to 15,000 rupiah, and residents are not happy.")
    assert [len(call) for call in generator.calls] == [1, 2]


def test_second_try_that_is_no_better_is_dropped() -> None:
    text = "Harga naik menjadi 15 ribu rupiah, dan warga senang."
    generator = Scripted(lambda _: ["Prices rose and everybody was happy."])
    (translated,) = Translator(generator, TRANSLATE).translate([text])
    assert translated.text == "Prices rose and everybody was happy."
    assert len(generator.calls) == 2


def test_failure_is_raised() -> None:
    with pytest.raises(GenerationFailed):
        Translator(failing_on("datang", echo), TRANSLATE).translate(["Ia datang."])


def test_fake_engine_translates_without_issue() -> None:
    registry = Registry.load(None)
    task = registry.tasks["translate-fake"]
    generator = open_generator(registry.weights[task.weights], None, threads=1, batch_tokens=1024)  # type: ignore[arg-type]
    (translated,) = Translator(generator, task).translate(["Rahmat membayar Rp2.375.000 pada Rabu."])
    assert "Rp2,375,000" in translated.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rahmat Mau Naikkan Tarif Parkir di Kediri", "Rahmat mau naikkan tarif parkir di Kediri"),
        ("Perlukah Jalan Rusak? Simak Jawaban Ahli", "Perlukah jalan rusak? Simak jawaban ahli"),
        ("PEMERINTAH membangun PASAR untuk KPK.", "Pemerintah membangun pasar untuk KPK."),
        (
            "Rahmat Hidayat menemui Gubernur Jawa Timur di pasar.",
            "Rahmat Hidayat menemui Gubernur Jawa Timur di pasar.",
        ),
    ],
)
def test_headline_is_shown_in_sentence_case(text: str, shown: str) -> None:
    generator = Scripted(lambda _: ["News."])
    (translated,) = Translator(generator, TRANSLATE).translate([text])
    assert unit(generator.calls[0][0]) == shown
    assert translated.source == text


def test_misspelt_name_is_put_back_and_named() -> None:
    translated = translate_one("Bukti ada pada jaksa Kalousis.", "Prosecutor Kalausis has the evidence.")
    assert translated.text == "Prosecutor Kalousis has the evidence."
    assert translated.issues == (Issue("restored", "Kalousis for Kalausis"),)


def test_candidate_that_spells_a_name_right_wins() -> None:
    translated = translate_one(
        "Bukti ada pada jaksa Kalousis.", "Prosecutor Kalausis has the evidence.", "Prosecutor Kalousis has evidence."
    )
    assert translated.text == "Prosecutor Kalousis has evidence."
    assert translated.issues == ()
