"""Records of anything."""

import json
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from ringkas.report import FORMATS, record, schema, schema_problems
from ringkas.types import (
    Article,
    Extract,
    Failure,
    Fields,
    Language,
    ModelUse,
    Result,
    Source,
    Summary,
    SummarySentence,
    TranslatedSentence,
    Translation,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
SHARE = st.floats(0, 1)
for kind, strategy in ((str, TEXT), (float, SHARE), (int, st.integers(0, 10**9))):
    st.register_type_strategy(kind, strategy)
SENTENCES = st.lists(st.builds(SummarySentence, origin=st.sampled_from(["abstractive", "extractive"])), max_size=3)
TRANSLATED = st.lists(st.builds(TranslatedSentence), max_size=3).map(tuple)
RESULTS = st.builds(
    Result,
    article=st.builds(Article, source=st.builds(Source), fields=st.builds(Fields)),
    fields=st.builds(Fields),
    language=st.builds(Language),
    extract=st.builds(Extract),
    summary=st.none() | st.builds(Summary, SENTENCES.map(tuple)),
    translation=st.none() | st.builds(Translation, st.none() | st.builds(TranslatedSentence), TRANSLATED),
    models=st.dictionaries(st.sampled_from(["abstract", "translate"]), st.builds(ModelUse)),
    versions=st.dictionaries(TEXT, TEXT, max_size=2),
    timing=st.dictionaries(TEXT, SHARE, max_size=2),
)
VALIDATOR = jsonschema.Draft202012Validator(schema())


def parsed(outcome: Result | Failure, include_text: bool) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(FORMATS["jsonl"](record(outcome, include_text=include_text)))
    return made


@given(RESULTS, st.booleans())
def test_every_result_survives_the_round_trip_and_holds_to_the_schema(result: Result, include_text: bool) -> None:
    made = parsed(result, include_text)
    assert made == json.loads(json.dumps(record(result, include_text=include_text)))
    assert json.loads(FORMATS["json"](record(result, include_text=include_text))) == made
    assert schema_problems(made) == []
    VALIDATOR.validate(made)


@given(st.builds(Failure), st.booleans())
def test_every_failure_survives_the_round_trip_and_holds_to_the_schema(failure: Failure, include_text: bool) -> None:
    made = parsed(failure, include_text)
    assert made == json.loads(json.dumps(record(failure)))
    assert schema_problems(made) == []
    VALIDATOR.validate(made)


@given(RESULTS)
def test_jsonl_never_breaks_its_line(result: Result) -> None:
    assert FORMATS["jsonl"](record(result, include_text=True)).encode().count(b"\n") == 1


@given(st.one_of(RESULTS, st.builds(Failure)), st.sampled_from(sorted(FORMATS)))
def test_every_format_can_be_encoded(outcome: Result | Failure, name: str) -> None:
    assert FORMATS[name](record(outcome)).encode().endswith(b"\n")
