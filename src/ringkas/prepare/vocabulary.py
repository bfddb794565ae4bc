"""A vocabulary cut to the pieces that Indonesian and English news need, and the tokenizer for it.

Embeddings are two thirds of the embedded model, and the output layer most of the work of a step, so three quarters of
the 262,144 pieces go. Byte-pair encoding builds a piece out of smaller ones: a kept piece stays reachable only if the
pieces on the way to it stay too, and these are added. A text whose pieces are all kept is then encoded as before.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
SPACE = "▁"
BOS = "<bos>"


def trim(pieces: Sequence[str], kinds: Sequence[int], kept: Iterable[int]) -> "tuple[list[int], Tokenizer]":
    """The ids to keep, in order, `kept` and what their merges pass through; and a tokenizer whose ids count them off.

    Args:
        pieces: the full vocabulary, a SentencePiece BPE whose ids rank the merges.
        kinds: llama.cpp's type of each piece.
        kept: ids to keep.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, processors

    ids = {piece: index for index, piece in enumerate(pieces)}
    ranks = _merges(pieces, kinds)
    wanted = set(kept)
    for index in list(wanted):
        if kinds[index] == NORMAL:
            wanted |= {ids[piece] for piece in _passed(pieces[index], ranks) if piece in ids}
    order = sorted(wanted)
    normal = {pieces[index] for index in order if kinds[index] == NORMAL}
    merges = [(left, right) for left, right in ranks if {left, right, left + right} <= normal]
    vocabulary = {pieces[index]: position for position, index in enumerate(order)}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_special_tokens(
        [AddedToken(pieces[index], special=True, normalized=False) for index in order if kinds[index] == CONTROL]
    )
    tokenizer.add_tokens(
        [AddedToken(pieces[index], normalized=False) for index in order if kinds[index] == USER_DEFINED]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A", special_tokens=[(BOS, vocabulary[BOS])]
    )
    return order, tokenizer


def _merges(pieces: Sequence[str], kinds: Sequence[int]) -> dict[tuple[str, str], int]:
    """Every way to join two normal pieces into a third, ranked as SentencePiece does: by the id of the third."""
    ids = {piece: index for index, piece in enumerate(pieces) if kinds[index] == NORMAL}
    found = []
    for piece, index in ids.items():
        for cut in range(1, len(piece)):
            left, right = piece[:cut], piece[cut:]
            if left in ids and right in ids:
                found.append((index, ids[left], ids[right], left, right))
    return {(left, right): rank for rank, (_, _, _, left, right) in enumerate(sorted(found))}


def _passed(piece: str, ranks: dict[tuple[str, str], int]) -> set[str]:
    """The pieces that BPE passes through when it builds `piece` from its characters."""
    parts, seen = list(piece), set(piece)
    while len(parts) > 1:
        best, at = min((ranks.get(pair, len(ranks)), position) for position, pair in enumerate(pairwise(parts)))
        if best == len(ranks):
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
        seen.add(parts[at])
    return seen
