"""What a piece of work is: a name and a content hash. Its shard, and sums of many that show whether any is missing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ringkas.errors import SettingInvalid


def identity(name: str, sha256: str) -> bytes:
    """16 bytes that stand for an article: its id and the sha256 of its bytes, empty where they could not be read.

    Settings and models are not in it: one output has one signature, which every record carries.
    """
    return hashlib.blake2b(f"{name}\0{sha256}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def identity_of(made: Mapping[str, Any]) -> bytes:
    """The identity of the article that a record is of."""
    return identity(made["id"], made["source"]["sha256"] if made["source"] else "")


@dataclass(frozen=True, slots=True)
class Shard:
    """The part `index` of `count`, 1 to `count`, of all articles, told by their content alone."""

    index: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """The shard that `3/8` names.

        Raises:
            SettingInvalid: it is no such pair of numbers.
        """
        index, slash, count = text.partition("/")
        if not (slash and index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
            raise SettingInvalid(
                f"{text!r} is no shard.", hint="Give I/N with I from 1 to N, for example `--shard 3/8`."
            )
        return cls(int(index), int(count))

    def holds(self, name: str, sha256: str) -> bool:
        """Whether an article belongs to this shard; one whose bytes could not be read goes by its name."""
        key = bytes.fromhex(sha256) if sha256 else identity(name, "")
        return int.from_bytes(key[:8], "big") % self.count == self.index - 1

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = Shard()
"""All articles."""


class Tally:
    """The number of identities and their sum: equal for equal collections in any order, no identity kept."""

    def __init__(self) -> None:
        self.articles = 0
        self._sum = 0

    def add(self, key: bytes) -> None:
        """Count an identity; one that is added twice counts twice."""
        self.articles += 1
        self._sum = (self._sum + int.from_bytes(key, "big")) % (1 << 128)

    def summary(self) -> dict[str, int | str]:
        """The two figures, JSON-ready."""
        return {"articles": self.articles, "sum": f"{self._sum:032x}"}
