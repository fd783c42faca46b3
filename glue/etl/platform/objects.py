"""Objects in S3: the only module that talks to it other than through Spark."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

from etl.errors import ObjectMissingError

MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NoSuchBucket"}


class Location(NamedTuple):
    """Bucket and key of an `s3://bucket/key` URI."""

    bucket: str
    key: str


class Written(NamedTuple):
    """An object below a URI: its name there, when it was written, and its bytes."""

    name: str
    at: datetime
    size: int


def location(uri: str) -> Location:
    """Split an S3 URI; the key is taken literally (no `?`, `#` or `%` magic)."""
    parts = urlsplit(uri, allow_fragments=False)
    return Location(parts.netloc, uri.removeprefix(f"s3://{parts.netloc}/"))


class Objects:
    """S3 with the credentials of this job. One instance a job: nothing of one job may serve the next."""

    def __init__(self) -> None:
        self._client = boto3.client("s3")

    def read_json(self, uri: str) -> Any:
        """The JSON document at `uri`."""
        at = location(uri)
        try:
            body = self._client.get_object(Bucket=at.bucket, Key=at.key)["Body"].read()
        except ClientError as error:
            raise self._named(error, uri) from error
        return json.loads(body)

    def write_json(self, uri: str, document: Any) -> None:
        """Write `document` as JSON."""
        at = location(uri)
        self._client.put_object(Bucket=at.bucket, Key=at.key, Body=json.dumps(document).encode())

    def write_file(self, uri: str, content: BinaryIO, metadata: Mapping[str, str] | None = None) -> None:
        """Write `content`, in parts where it is large, with `metadata` of the object."""
        at = location(uri)
        self._client.upload_fileobj(content, at.bucket, at.key, ExtraArgs={"Metadata": dict(metadata or {})})

    def metadata(self, uri: str) -> dict[str, str]:
        """What was written with the object beside its bytes."""
        at = location(uri)
        known: dict[str, str] = self._client.head_object(Bucket=at.bucket, Key=at.key)["Metadata"]
        return known

    def newest_first(self, uri: str) -> list[str]:
        """The keys of the objects below `uri`, which ends in a slash, the last written one first."""
        at = location(uri)
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=at.bucket, Prefix=at.key)
        items = [item for page in pages for item in page.get("Contents", [])]
        return [
            item["Key"] for item in sorted(items, key=lambda item: (item["LastModified"], item["Key"]), reverse=True)
        ]

    def read_version(self, bucket: str, key: str, version_id: str | None) -> BinaryIO:
        """The bytes of one version as a stream."""
        try:
            answer = self._client.get_object(
                Bucket=bucket, Key=key, **({"VersionId": version_id} if version_id else {})
            )
        except ClientError as error:
            raise self._named(error, f"s3://{bucket}/{key} (version {version_id})") from error
        body: BinaryIO = answer["Body"]
        return body

    def copy_version(self, bucket: str, key: str, version_id: str | None, target: str) -> None:
        """Copy one version of an object to the URI `target` inside S3: no byte passes through the job."""
        source = {"Bucket": bucket, "Key": key} | ({"VersionId": version_id} if version_id else {})
        at = location(target)
        try:
            self._client.copy(source, at.bucket, at.key)
        except ClientError as error:
            raise self._named(error, f"s3://{bucket}/{key} (version {version_id})") from error

    def names_below(self, uri: str) -> list[str]:
        """The names of the objects below `uri`, which ends in a slash."""
        return [each.name for each in self.written_below(uri)]

    def written_below(self, uri: str) -> Iterator[Written]:
        """The objects below `uri`, which ends in a slash."""
        at = location(uri)
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=at.bucket, Prefix=at.key):
            for item in page.get("Contents", []):
                yield Written(item["Key"].removeprefix(at.key), item["LastModified"], item["Size"])

    def delete_prefix(self, uri: str) -> None:
        """Delete every object below `uri`."""
        at = location(uri)
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=at.bucket, Prefix=at.key):
            keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
            if keys:
                self._client.delete_objects(Bucket=at.bucket, Delete={"Objects": keys})

    @staticmethod
    def _named(error: ClientError, what: str) -> ClientError | ObjectMissingError:
        if error.response["Error"]["Code"] in MISSING:
            return ObjectMissingError(f"{what} is not in S3; restore it, or load the file again.")
        return error
