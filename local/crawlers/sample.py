"""The beginning of a file, decompressed by its first bytes and never by its name."""

from __future__ import annotations

import bz2
import zlib
from dataclasses import dataclass

SAMPLE_BYTES = 8 * 1024 * 1024
"""The decompressed bytes of a file that a classifier reads."""


@dataclass(frozen=True)
class Sample:
    """`text` is at most SAMPLE_BYTES; `cut` says whether more follows. `raw` is the file as stored."""

    raw: bytes
    text: bytes
    cut: bool
    compression: str

    @property
    def whole_lines(self) -> bytes:
        """The text without its last line where the sample may end inside it."""
        return self.text[: self.text.rfind(b"\n") + 1] if self.cut else self.text


def sample_of(raw: bytes) -> Sample:
    """Decompress gzip and bzip2. Raises ValueError when the file says it is compressed but is not."""
    if raw[:2] == b"\x1f\x8b":
        return _decompress(raw, zlib.decompressobj(wbits=31), "gzip")
    if raw[:3] == b"BZh":
        return _decompress(raw, bz2.BZ2Decompressor(), "bzip2")
    return Sample(raw, raw[:SAMPLE_BYTES], len(raw) > SAMPLE_BYTES, "none")


def _decompress(raw: bytes, decompressor: zlib._Decompress | bz2.BZ2Decompressor, compression: str) -> Sample:
    try:
        text = decompressor.decompress(raw, SAMPLE_BYTES)
    except (zlib.error, OSError) as error:
        raise ValueError(f"not a readable {compression} file: {error}") from error
    return Sample(raw, text, not decompressor.eof, compression)
