"""zip and zstd are written out plain before Spark reads them, within the validator's limits."""

import io
import zipfile

import pytest
from etl.errors import RowContractError
from etl.readers import inflate

from tests.glue.world import CODECS, TERMS


class _Objects:
    """S3 in memory."""

    def __init__(self, packed):
        self.packed, self.written = packed, b""

    def read_version(self, *_):
        return io.BytesIO(self.packed)

    def write_file(self, _, content):
        self.written = content.read()


def _plain(compression, packed, **limits):
    objects = _Objects(packed)
    load = {"bucket": "raw", "key": "a", "version_id": None, "size": len(packed)}
    inflate.write_plain(objects, compression, load, "s3://staging/plain", TERMS["limits"] | limits)
    return objects.written


@pytest.mark.parametrize("compression", ["zip", "zstd"])
def test_the_content_comes_out_as_it_went_in(compression):
    content = bytes(range(256)) * 20_000
    assert _plain(compression, CODECS[compression](content)) == content


def test_zstd_of_several_frames_is_one_file():
    assert _plain("zstd", CODECS["zstd"](b"one ") + CODECS["zstd"](b"two")) == b"one two"


def test_a_zip_of_two_files_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "1")
        archive.writestr("b", "2")
    with pytest.raises(RowContractError, match="the zip file holds 2 files, expected one; send one file a zip"):
        _plain("zip", packed.getvalue())


@pytest.mark.parametrize("compression", ["zip", "zstd"])
def test_more_bytes_than_the_limit_end_the_load(compression):
    with pytest.raises(
        RowContractError, match=r"the compressed file holds more than [0-9]{5,} bytes; send the data in"
    ):
        _plain(compression, CODECS[compression](bytes(10_000_000)), ratio_floor=1000)


def test_20_mib_of_zeros_are_beyond_the_ratio_that_the_validator_lets_pass():
    with pytest.raises(RowContractError, match="the compressed file holds more than 16777216 bytes"):
        _plain("zstd", CODECS["zstd"](bytes(20 * 2**20)))


def test_a_file_that_is_cut_is_refused():
    packed = CODECS["zstd"](bytes(range(256)) * 1000)[:-9]
    with pytest.raises(RowContractError, match="the compressed file is damaged"):
        _plain("zstd", packed)
