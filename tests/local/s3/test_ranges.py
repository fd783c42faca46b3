"""A part of a version is answered as S3 answers it: 206, these bytes, and which they are."""

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local_aws


@pytest.fixture(scope="module")
def versions(aws):
    """Two versions of one object: the bucket, and the two version ids, the older first."""
    s3, bucket = aws.client("s3"), aws.make_bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket, [s3.put_object(Bucket=bucket, Key="a", Body=body)["VersionId"] for body in (b"0123456789", b"abc")]


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=8-", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
@pytest.mark.parametrize("checksums", [{}, {"ChecksumMode": "ENABLED"}])
def test_a_part_of_an_older_version(aws, versions, asked, part, told, checksums):
    bucket, (older, _) = versions
    answer = aws.client("s3").get_object(Bucket=bucket, Key="a", VersionId=older, Range=asked, **checksums)
    assert answer["Body"].read() == part
    assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["ContentRange"]) == (206, told)
    assert (answer["ContentLength"], answer["VersionId"]) == (len(part), older)


def test_a_part_behind_the_end_is_refused(aws, versions):
    bucket, (_, newer) = versions
    with pytest.raises(ClientError, match="InvalidRange"):
        aws.client("s3").get_object(Bucket=bucket, Key="a", VersionId=newer, Range="bytes=3-5")
