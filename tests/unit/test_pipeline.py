"""The way of an article through the stages, with the fake engine."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from articles import ARTICLE, BOILERPLATE, ENGLISH, ERUPTION
from ringkas.abstract import Abstractor
from ringkas.backends.base import TextGenerator
from ringkas.backends.fake import FakeGenerator
from ringkas.errors import GenerationFailed, InputEmpty, StoreDamaged
from ringkas.pipeline import Pipeline
from ringkas.registry import Registry
from ringkas.settings import Settings
from ringkas.text.words import count_words
from ringkas.translate import Translator
from ringkas.types import Article, Failure, Generation, GenerationOptions, Result, Source, WeightsSpec

REGISTRY = Registry.load()
SPEC = REGISTRY.weights_named("fake")


class Counting(FakeGenerator):
    """Keeps the sizes of the calls that it gets."""

    def __init__(self, spec: WeightsSpec) -> None:
        super().__init__(spec)
        self.calls: list[int] = []

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        self.calls.append(len(prompts))
        return super().generate(prompts, options)


class Choking(Counting):
    """Raises at prompts that name a mountain."""

    def generate(self, prompts: Sequence[str], options: GenerationOptions) -> list[list[Generation]]:
        if any("gunung Slamet" in prompt for prompt in prompts):
            raise GenerationFailed("fake: out of memory.")
        return super().generate(prompts, options)


def article(text: str, id: str = "berita.txt") -> Article:
    return Article(id, text, Source(id, "text", "utf-8", len(text), "0" * 64))


def pipeline(generator: TextGenerator | None = None, **settings: object) -> Pipeline:
    generator = generator or FakeGenerator(SPEC)
    return Pipeline(
        Settings(profile="fake", **settings),  # type: ignore[arg-type]
        open_abstractor=lambda: Abstractor(generator, REGISTRY.task("summarise-fake")),
        open_translator=lambda: Translator(generator, REGISTRY.task("translate-fake")),
        models={},
        versions={"ringkas": "1"},
        signature="ringkas:1|test",
    )


def only(outcomes: list[Result | Failure]) -> Result:
    (outcome,) = outcomes
    assert isinstance(outcome, Result), outcome
    return outcome


def refused(outcomes: list[Result | Failure]) -> Failure:
    (outcome,) = outcomes
    assert isinstance(outcome, Failure), outcome
    return outcome


def test_an_article_goes_all_the_way() -> None:
    result = only(pipeline().run([article(ARTICLE)]))
    assert result.fields.reporter == "Ayu Kartika"
    assert result.language.code == "ind"
    assert result.sentences >= len(result.extract.sentences) > 3
    assert result.summary
    assert len(result.summary.sentences) == 3
    assert result.translation
    assert [s.source for s in result.translation.sentences] == [s.text for s in result.summary.sentences]
    assert result.translation.title
    assert result.translation.title.source == "Warga Tegal Tanam 1.500 Bibit Mangrove"
    assert set(result.timing) == {"select", "abstract", "translate"}
    assert all(seconds >= 0 for seconds in result.timing.values())
    assert (result.signature, result.versions) == ("ringkas:1|test", {"ringkas": "1"})


def test_sentences_slice_back_and_are_in_the_articles_order() -> None:
    extract = only(pipeline(abstract=False, translate=False).run([article(ARTICLE)])).extract
    assert [ARTICLE[s.start : s.end] for s in extract.sentences] == [s.text for s in extract.sentences]
    assert [s.index for s in extract.sentences] == sorted(s.index for s in extract.sentences)


def test_what_is_not_wanted_is_not_loaded() -> None:
    def fail() -> Abstractor:
        raise AssertionError("loaded")

    bare = Pipeline(
        Settings(abstract=False, translate=False),
        open_abstractor=fail,
        open_translator=fail,  # type: ignore[arg-type]
        models={},
        versions={},
        signature="",
    )
    result = only(bare.run([article(ARTICLE)]))
    assert (result.summary, result.translation) == (None, None)
    assert set(result.timing) == {"select"}


def test_a_model_is_loaded_once() -> None:
    whole = pipeline()
    whole.run([article(ARTICLE)])
    abstractor, translator = whole.abstractor, whole.translator
    whole.run([article(ERUPTION)])
    assert whole.abstractor is abstractor
    assert whole.translator is translator


def test_the_prompts_of_many_articles_go_to_the_engine_together() -> None:
    generator = Counting(SPEC)
    outcomes = pipeline(generator).run([article(ARTICLE, "a"), article(ERUPTION, "b"), article(ARTICLE, "c")])
    assert [outcome.article.id for outcome in outcomes if isinstance(outcome, Result)] == ["a", "b", "c"]
    summaries, sentences, *second_try = generator.calls
    assert (summaries, sentences) == (3, 8)
    assert len(second_try) <= 1


def test_neighbours_change_nothing_but_timing() -> None:
    alone = only(pipeline().run([article(ARTICLE)]))
    among = pipeline().run([article(ERUPTION), article(ARTICLE), article(ERUPTION)])[1]
    assert isinstance(among, Result)
    assert replace(among, timing={}) == replace(alone, timing={})


def test_no_articles_are_no_outcomes() -> None:
    assert pipeline().run([]) == []


def test_a_failure_to_read_keeps_its_place_and_gets_the_signature() -> None:
    unread = Failure.of(InputEmpty("kosong.txt holds no text."), id="kosong.txt", source=None)
    outcomes = pipeline().run([unread, article(ARTICLE)])
    assert outcomes[0] == replace(unread, signature="ringkas:1|test")
    assert isinstance(outcomes[1], Result)


def test_an_article_of_boilerplate_alone_has_nothing_left() -> None:
    failure = refused(pipeline().run([article(BOILERPLATE, "kaki.txt")]))
    assert failure.error_class == "NothingLeft"
    assert failure.message == "kaki.txt holds no sentence after cleaning."
    assert (failure.id, failure.signature) == ("kaki.txt", "ringkas:1|test")
    assert failure.source


def test_another_language_is_refused_by_name() -> None:
    failure = refused(pipeline().run([article(ENGLISH, "english.txt")]))
    assert failure.error_class == "NotIndonesian"
    assert "english.txt is not Indonesian: it looks like eng" in failure.message


def test_standard_input_has_a_name_too() -> None:
    text = article(ENGLISH)
    failure = refused(pipeline().run([replace(text, source=replace(text.source, path=None))]))
    assert failure.message.startswith("Standard input is not Indonesian")


def test_another_language_may_be_asked_for_and_is_noticed() -> None:
    result = only(pipeline(any_language=True).run([article(ENGLISH)]))
    assert [notice.kind for notice in result.notices] == ["language"]
    assert "eng" in result.notices[0].message


def test_a_short_article_is_noticed() -> None:
    result = only(pipeline().run([article("Wali kota meresmikan jembatan baru di Tegal pada hari Minggu.")]))
    assert [notice.kind for notice in result.notices] == ["short"]
    assert "10 words" in result.notices[0].message


def test_what_is_too_short_to_tell_is_let_through() -> None:
    result = only(pipeline().run([article("Xyzzy plugh.")]))
    assert [notice.kind for notice in result.notices] == ["short"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_without_a_summary_the_extract_has_as_many_sentences_as_asked_for(count: int) -> None:
    result = only(pipeline(abstract=False, translate=False, sentences=count).run([article(ARTICLE)]))
    assert len(result.extract.sentences) == count


@pytest.mark.parametrize("words", [1, 30, 60])
def test_without_a_summary_max_words_bounds_the_extract_but_for_one_sentence(words: int) -> None:
    result = only(pipeline(abstract=False, translate=False, max_words=words).run([article(ARTICLE)]))
    counted = [count_words(sentence.text) for sentence in result.extract.sentences]
    assert sum(counted) <= words or len(counted) == 1
    assert [s.index for s in result.extract.sentences] == sorted(s.index for s in result.extract.sentences)


def test_the_extract_for_a_summary_holds_to_its_budget() -> None:
    result = only(pipeline(extract_words=60).run([article(ARTICLE)]))
    assert sum(count_words(sentence.text) for sentence in result.extract.sentences) <= 60


def test_all_sentences_are_kept_for_a_translation() -> None:
    result = only(pipeline(abstract=False, extract_method="all", max_words=5).run([article(ARTICLE)]))
    assert len(result.extract.sentences) == result.sentences
    assert result.translation
    assert len(result.translation.sentences) == result.sentences


def test_an_article_that_the_engine_cannot_bear_costs_one_record() -> None:
    generator = Choking(SPEC)
    outcomes = pipeline(generator).run([article(ARTICLE, "a"), article(ERUPTION, "b"), article(ARTICLE, "c")])
    assert [type(outcome) for outcome in outcomes] == [Result, Failure, Result]
    assert isinstance(outcomes[1], Failure)
    assert (outcomes[1].error_class, outcomes[1].id) == ("GenerationFailed", "b")


def test_a_translation_that_the_engine_cannot_bear_costs_one_record() -> None:
    outcomes = pipeline(Choking(SPEC), abstract=False).run([article(ARTICLE), article(ERUPTION)])
    assert [type(outcome) for outcome in outcomes] == [Result, Failure]
    assert refused(pipeline(Choking(SPEC), abstract=False).run([article(ERUPTION)])).error_class == "GenerationFailed"


def test_a_model_that_cannot_be_loaded_ends_the_run() -> None:
    def fail() -> Abstractor:
        raise StoreDamaged("fake is damaged.")

    whole = pipeline()
    whole._open_abstractor = fail
    with pytest.raises(StoreDamaged):
        whole.run([article(ARTICLE)])


def test_a_model_lost_between_two_articles_ends_the_run() -> None:
    class Lost(FakeGenerator):
        def generate(
            self,
            prompts: Sequence[str],
            options: GenerationOptions,  # noqa: ARG002
        ) -> list[list[Generation]]:
            if len(prompts) > 4:
                raise GenerationFailed("fake: too many.")
            raise StoreDamaged("fake is damaged.")

    with pytest.raises(StoreDamaged):
        pipeline(Lost(SPEC), abstract=False).run([article(ARTICLE), article(ERUPTION)])
