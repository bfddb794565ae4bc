"""Articles and the records that they become, with the fake engine; `pytest --update-golden` rewrites the records.

A record that changes is read before it is committed: the diff is what users will see.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ringkas.assembly import open_pipeline
from ringkas.report import FORMATS, record
from ringkas.sources import read

FOLDER = Path(__file__).parent
ARTICLES = sorted((FOLDER / "articles").iterdir())
CHANGING = ("models", "versions", "signature", "timing")
"""Parts of a record that change with versions and models, tested elsewhere."""


def made_of(name: str) -> list[dict[str, Any]]:
    """The records of a file in the working directory, of the summary and of the whole translation."""
    records = []
    whole: dict[str, Any] = {"abstract": False, "extract_method": "all"}
    for settings in ({}, whole):
        pipeline = open_pipeline(profile="fake", **settings)
        records += [record(outcome) for outcome in pipeline.run(list(read(name)))]
    return [{key: value for key, value in made.items() if key not in CHANGING} for made in records]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_articles_become_these_records(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    expected = FOLDER / "expected" / f"{path.name}.json"
    made = FORMATS["json"]({"records": made_of(path.name)})
    if request.config.getoption("--update-golden"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(made, encoding="utf-8")
    assert json.loads(made) == json.loads(expected.read_text(encoding="utf-8"))


def test_nothing_is_expected_of_articles_that_are_gone() -> None:
    assert {path.name for path in (FOLDER / "expected").iterdir()} == {f"{path.name}.json" for path in ARTICLES}


def test_updating_is_refused_in_ci() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "--update-golden", "--co", "-q", "-p", "no:cacheprovider", str(FOLDER)],
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "refused in CI" in finished.stderr
