"""The leaf classes of ringkas.errors, those that are raised."""

from collections.abc import Iterator

from ringkas.errors import RingkasError


def leaves(kind: type[RingkasError] = RingkasError) -> Iterator[type[RingkasError]]:
    """The classes below `kind` that have none below them; itself if it has none."""
    below = kind.__subclasses__()
    for child in below:
        yield from leaves(child)
    if not below:
        yield kind


LEAVES = sorted(leaves(), key=lambda kind: kind.__name__)
