"""The principal of a query and its reads and writes: Athena acts with the caller's own permissions."""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from urllib.parse import urlparse

from ministack.core.responses import get_account_id, get_region
from ministack.services import s3

from local.athena.errors import QueryError
from local.iam import roles

access_key: contextvars.ContextVar[str] = contextvars.ContextVar("sluice_athena_access_key", default="")
"""The access key that signed the current Athena request; a query's task inherits it."""


@dataclass
class Caller:
    """The principal of one query. Remembers the permissions already checked, and counts the bytes read."""

    access_key_id: str
    bytes_scanned: int = 0
    _allowed: set[tuple[str, str]] = field(default_factory=set)

    def require_glue(self, action: str, database: str, table: str | None = None) -> None:
        """Raise QueryError unless the caller may do `glue:<action>` on the catalog, the database and the table."""
        base = f"arn:aws:glue:{get_region()}:{get_account_id()}"
        resources = ["catalog", f"database/{database}"] + ([f"table/{database}/{table}"] if table else [])
        for resource in resources:
            self._require(f"glue:{action}", f"{base}:{resource}", "Insufficient permissions to execute the query")

    def list_keys(self, location: str) -> list[str]:
        """Keys under the folder `location` (s3 URI), in key order, without hidden files.

        A file or folder is hidden when its name begins with `_` or `.`.
        """
        bucket, prefix = split_location(location)
        prefix = prefix if not prefix or prefix.endswith("/") else prefix + "/"
        self._require("s3:ListBucket", f"arn:aws:s3:::{bucket}")
        objects = _bucket(bucket)["objects"]
        return [f"s3://{bucket}/{k}" for k in sorted(list(objects)) if k.startswith(prefix) and _visible(k, prefix)]

    def read(self, location: str) -> bytes:
        """The bytes of one object (s3 or s3a URI). Raises QueryError when refused, FileNotFoundError when absent."""
        bucket, key = split_location(location)
        self._require("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}")
        _bucket(bucket)
        data = s3._get_object_data(bucket, key)
        if data is None:
            raise FileNotFoundError(location)
        self.bytes_scanned += len(data)
        return bytes(data)

    def write(self, location: str, data: bytes, content_type: str) -> None:
        """Put one object; raises QueryError when refused or when the bucket is missing."""
        bucket, key = split_location(location)
        self._require("s3:PutObject", f"arn:aws:s3:::{bucket}/{key}")
        _bucket(bucket)
        headers = {"content-type": content_type, "content-length": str(len(data))}
        answer = s3._put_object(bucket, key, data, headers)
        if isinstance(answer, tuple) and answer[0] >= 300:
            raise QueryError("GENERIC_INTERNAL_ERROR", f"cannot write {location}: {bytes(answer[2])!r}")

    def _require(self, action: str, arn: str, refusal: str | None = None) -> None:
        if (action, arn) in self._allowed:
            return
        try:
            roles.enforce_credentials(roles.Credentials(self.access_key_id, "", "", 0, ""), action, arn)
        except roles.AccessDeniedError as error:
            if refusal:
                raise QueryError("ACCESS_DENIED", f"{refusal}. {error}") from error
            raise QueryError("PERMISSION_DENIED", f"Access denied by Amazon S3: {error}") from error
        self._allowed.add((action, arn))


def split_location(location: str) -> tuple[str, str]:
    """Bucket and key of an s3, s3a or s3n URI."""
    parsed = urlparse(location, allow_fragments=False)
    if parsed.scheme not in ("s3", "s3a", "s3n") or not parsed.netloc:
        raise QueryError("HIVE_METASTORE_ERROR", f"{location!r} is not an S3 location")
    key = parsed.path.lstrip("/") + (f"?{parsed.query}" if parsed.query else "")
    return parsed.netloc, key


def _bucket(name: str) -> dict:  # type: ignore[type-arg]
    bucket = s3._buckets.get(name)
    if bucket is None:
        raise QueryError("HIVE_FILESYSTEM_ERROR", f"S3 bucket '{name}' does not exist")
    return bucket  # type: ignore[no-any-return]


def _visible(key: str, prefix: str) -> bool:
    parts = key[len(prefix) :].split("/")
    return not key.endswith("/") and not any(part.startswith(("_", ".")) for part in parts)
