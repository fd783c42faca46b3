"""Openers, one a compression: a stream of compressed bytes gives one of plain bytes, in a context.

The row of a compression in schemas/meta/vocabulary.schema.json says whether Spark decompresses such files itself. Where
it does not, etl/readers/inflate.py does. Files that are read whole (etl/readers/content.py) are always opened here.
"""

import bz2
import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, BinaryIO

from etl.errors import RowContractError


@contextmanager
def _zstd(packed: BinaryIO) -> Iterator[Any]:
    # Executors get this module with their tasks, and unpack no zstd.
    import pyarrow as pa

    yield pa.CompressedInputStream(pa.PythonFile(packed, "r"), "zstd")


@contextmanager
def _zip(packed: BinaryIO) -> Iterator[Any]:
    # Its directory is at the end.
    with tempfile.TemporaryFile() as seekable:
        shutil.copyfileobj(packed, seekable)
        with zipfile.ZipFile(seekable) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) != 1:
                raise RowContractError(f"the zip file holds {len(entries)} files, expected one; send one file a zip.")
            with archive.open(entries[0]) as content:
                yield content


OPENERS: dict[str, Callable[[BinaryIO], AbstractContextManager[Any]]] = {
    "none": nullcontext,
    "gzip": gzip.open,
    "bzip2": bz2.open,
    "zstd": _zstd,
    "zip": _zip,
}


@contextmanager
def damage_told() -> Iterator[None]:
    """Raise RowContractError where what an opener gives cannot be read."""
    try:
        yield
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RowContractError(f"the compressed file is damaged ({error}); compress it again.") from error
