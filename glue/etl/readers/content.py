"""Whole files on the executors, for formats that no one can cut in the middle."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Any

from pyspark import RDD

from etl.errors import RowContractError
from etl.readers.codecs import OPENERS, damage_told
from etl.readers.file import File

CHUNK_BYTES = 256 * 1024


def pieces(file: File) -> RDD[Any]:
    """The file as one piece, which begins at 0: (0, its bytes)."""
    whole = file.spark.read.format("binaryFile").load(file.path).select("content")
    return whole.rdd.map(lambda row: (0, bytes(row[0])))


def texts(content: bytes, encoding: str, compression: str = "none") -> Iterator[str]:
    """Its text, in chunks and without a byte order mark. Bytes that are no text are refused."""
    decoder = codecs.getincrementaldecoder(encoding)()
    first = True
    with OPENERS[compression](io.BytesIO(content)) as stream:
        while True:
            with damage_told():
                chunk = stream.read(CHUNK_BYTES)
            text = decode(decoder.decode, chunk, encoding, not chunk)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            yield text
            if not chunk:
                return


def decode(decoder: Callable[..., str], data: bytes, encoding: str, final: bool) -> str:
    """The text of `data`. Raises RowContractError where it is none."""
    try:
        text = decoder(data, final)
    except UnicodeDecodeError as error:
        raise RowContractError(
            f"the file holds bytes that are no {encoding} ({error.reason}); save it as {encoding} and send it again."
        ) from error
    if "\0" in text:
        raise RowContractError("the file holds a NUL byte, which is no text; correct the file.")
    return text
