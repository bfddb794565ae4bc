"""ringkas: Indonesian news, summarised in Indonesian, translated into English, checked against the source.

from ringkas import open_pipeline, read

pipeline = open_pipeline(sentences=2)
for result in pipeline.run(list(read("article.txt"))):
    print(result.summary.text)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ringkas.assembly import open_pipeline
    from ringkas.errors import RingkasError
    from ringkas.pipeline import Pipeline
    from ringkas.report import record
    from ringkas.settings import Settings
    from ringkas.sources import ReadOptions, read
    from ringkas.types import Article, Failure, Result

__all__ = [
    "Article",
    "Failure",
    "Pipeline",
    "ReadOptions",
    "Result",
    "RingkasError",
    "Settings",
    "open_pipeline",
    "read",
    "record",
]

_HOMES = {
    "Article": "types",
    "Failure": "types",
    "Pipeline": "pipeline",
    "ReadOptions": "sources",
    "Result": "types",
    "RingkasError": "errors",
    "Settings": "settings",
    "open_pipeline": "assembly",
    "read": "sources",
    "record": "report",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have many types
    """Import a public name on first use, so that `ringkas --help` imports none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ringkas' has no attribute {name!r}")
    return getattr(import_module(f"ringkas.{_HOMES[name]}"), name)
