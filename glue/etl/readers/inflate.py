"""Compressions that Spark does not read: their content is written out plain before it is read."""

import io
from typing import Any

from etl.documents import Limits, Load
from etl.errors import RowContractError
from etl.platform.objects import Objects
from etl.readers.codecs import OPENERS, damage_told


class _Bounded(io.RawIOBase):
    """What `plain` gives, as a stream that ends in an error where it grows beyond the limits."""

    def __init__(self, plain: Any, packed_bytes: int, limits: Limits) -> None:
        self.plain, self.taken = plain, 0
        self.most = min(limits["bytes"], max(limits["ratio_floor"], limits["ratio"] * packed_bytes))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with damage_told():
            chunk = self.plain.read(len(buffer))
        self.taken += len(chunk)
        if self.taken > self.most:
            raise RowContractError(
                f"the compressed file holds more than {self.most} bytes; send the data in several files."
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)


def write_plain(objects: Objects, compression: str, load: Load, target: str, limits: Limits) -> None:
    """Write the content of a load's version to the URI `target`, as a stream.

    Raises RowContractError where it is more than `limits` (those of definitions.json) allow.
    """
    packed = objects.read_version(load["bucket"], load["key"], load["version_id"])
    with OPENERS[compression](packed) as plain:
        objects.write_file(target, io.BufferedReader(_Bounded(plain, load["size"], limits), 2**20))
