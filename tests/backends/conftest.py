"""The tiny models, built once a session."""

from pathlib import Path

import pytest

import tiny
from ringkas.prepare import transformers


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the models are."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def gemma(models: Path) -> Path:
    return tiny.gemma(models / "gemma")


@pytest.fixture(scope="session")
def gemma_int8(models: Path, gemma: Path) -> Path:
    return tiny.gemma_converted(gemma, models / "gemma-int8", "int8")


@pytest.fixture(scope="session")
def t5(models: Path) -> Path:
    return tiny.t5(models / "t5")


@pytest.fixture(scope="session")
def t5_int8(models: Path, t5: Path) -> Path:
    folder = models / "t5-int8"
    folder.mkdir()
    transformers.build(tiny.spec("ctranslate2", "t5"), t5, folder)
    return folder


@pytest.fixture(scope="session")
def marian(models: Path) -> Path:
    return tiny.marian(models / "marian")


@pytest.fixture(scope="session")
def marian_int8(models: Path, marian: Path) -> Path:
    folder = models / "marian-int8"
    folder.mkdir()
    transformers.build(tiny.spec("ctranslate2", "marian"), marian, folder)
    return folder


@pytest.fixture(scope="session")
def nllb(models: Path) -> Path:
    return tiny.nllb(models / "nllb")


@pytest.fixture(scope="session")
def nllb_int8(models: Path, nllb: Path) -> Path:
    folder = models / "nllb-int8"
    folder.mkdir()
    transformers.build(tiny.spec("ctranslate2", "nllb"), nllb, folder)
    return folder
