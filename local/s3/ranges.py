"""A GET with `versionId` and `Range`: S3 answers with the requested part, stock MiniStack with the whole object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import s3

from local.patching import patch

Answer = tuple[int, dict[str, Any], bytes]


def _in_part(original: Callable[..., Answer]) -> Callable[..., Answer]:
    def get_object(
        bucket_name: str, key: str, headers: dict[str, Any], query_params: dict[str, Any] | None = None
    ) -> Answer:
        wanted = headers.get("range", "")
        if not wanted or not (query_params or {}).get("versionId"):
            return original(bucket_name, key, headers, query_params)
        # The checksum of a version covers all its bytes, so S3 leaves it out of an answer with a part.
        whole = {name: value for name, value in headers.items() if name != "x-amz-checksum-mode"}
        status, answered, body = original(bucket_name, key, whole, query_params)
        return (status, answered, body) if status != 200 else _part(wanted, answered, body, bucket_name, key)

    return get_object


def _part(wanted: str, answered: dict[str, Any], body: bytes, bucket_name: str, key: str) -> Answer:
    ends = s3._parse_range(wanted, len(body))
    if ends is None:
        error = s3._xml_body(s3._range_error_xml(bucket_name, key))
        return 416, {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}, error
    start, end = ends
    part = body[start : end + 1]
    size = {"Content-Length": str(len(part)), "Content-Range": f"bytes {start}-{end}/{len(body)}"}
    return 206, answered | size, part


def apply() -> None:
    """Answer a part where a part of a version is asked for."""
    patch(s3, "_get_object", ["bucket_name", "key", "headers", "query_params"], _in_part)
