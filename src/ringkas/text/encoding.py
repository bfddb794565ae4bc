"""Letters that an earlier program has read in the wrong encoding: `BarÃ§a`, `beritaâ€”serta`."""

import re

_TRACE = re.compile(r"[ÂÃâÄÅðï][^\x00-\x7f]")
"""What the first two bytes of UTF-8's letters, dashes, quotation marks and symbols become in Windows-1252."""


def undo_misreading(text: str) -> str:
    """The text with UTF-8 that was read as a single-byte encoding read rightly, line by line; all else as it was.

    What counts as such is ftfy's judgement: a letter that a text may well hold stays (`Â` alone, `café`).
    """
    if not _TRACE.search(text):
        return text
    from ftfy import fix_encoding  # 50 to 110 ms to import, and few texts need it

    return "".join(fix_encoding(line) for line in text.splitlines(keepends=True))
