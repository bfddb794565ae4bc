"""What tests of batches are made with: a pipeline without a model, and records as one writes them."""

from pathlib import Path
from typing import Any

from ringkas.assembly import Machine, assemble
from ringkas.errors import InputEmpty
from ringkas.pipeline import Pipeline
from ringkas.registry import Registry
from ringkas.report import record
from ringkas.settings import Settings
from ringkas.store import Store
from ringkas.types import Article, Failure, Result, Source

SIGNATURE = "ringkas:0.1.0|profile:fake"


def pipeline(**settings: Any) -> Pipeline:  # noqa: ANN401
    """A pipeline with the fake engine; `settings` change it."""
    machine = Machine(registry=Registry.load(None), store=Store(Path("no-store")), threads=1, say=lambda _: None)
    return assemble(Settings(profile="fake", **settings), machine)


def article(name: str, text: str, sha256: str = "") -> Article:
    """An article as a source yields it."""
    return Article(name, text, Source(name, "text", "utf-8", len(text), sha256 or f"{abs(hash(text)):064x}"))


def failed(name: str, sha256: str = "", *, signature: str = SIGNATURE, lines: bool = False) -> dict[str, Any]:
    """An error record; without a hash that of a file that could not be read."""
    source = Source(name, "jsonl" if lines else "text", "utf-8", 0, sha256) if sha256 else None
    return record(Failure.of(InputEmpty(f"{name} holds no text."), id=name, source=source, signature=signature))


def done(name: str, sha256: str, *, signature: str = SIGNATURE, include_text: bool = False) -> dict[str, Any]:
    """A record of an article that went through, without a model."""
    text = "Warga Tegal menanam 1.500 bibit mangrove di pesisir utara, Minggu. Bibit itu dibeli warga sendiri."
    outcome = pipeline(abstract=False, translate=False).run([article(name, text, sha256)])[0]
    assert isinstance(outcome, Result)
    return record(outcome, include_text=include_text) | {"signature": signature}
