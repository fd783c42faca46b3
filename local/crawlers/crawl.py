"""One crawl: list and read with the role's credentials, classify, group, write the catalog."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.config import Config

from local.crawlers.discovery import File, excluded, find_tables_at
from local.crawlers.formats import classify
from local.crawlers.sample import sample_of
from local.crawlers.writer import Catalog, Counts, CrawlError
from local.iam.roles import Credentials

_connecting = threading.Lock()
"""botocore's sessions make one client at a time."""


@dataclass(frozen=True)
class Clients:
    """S3 and Glue as the crawler's role."""

    s3: Any
    glue: Any


@functools.cache
def _session() -> Any:
    """The session of all crawls: it keeps the service models, which take half a second to load."""
    return botocore.session.get_session()


def connect(credentials: Credentials, region: str) -> Clients:
    """Clients of the local AWS: every call is checked against the role, as any caller's is."""
    settings = {
        "region_name": region,
        "endpoint_url": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        "config": Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": credentials.secret_access_key,
        "aws_session_token": credentials.session_token,
    }
    with _connecting:
        return Clients(_session().create_client("s3", **settings), _session().create_client("glue", **settings))


def crawl(
    crawler: dict[str, Any], classifiers: list[dict[str, Any]], clients: Clients, go_on: Callable[[], None]
) -> Counts:
    """Crawl every S3 target. `go_on` is called before each file and raises when the crawler was stopped.

    Raises CrawlError, or boto3's ClientError where the role may not do something.
    """
    targets = crawler.get("Targets") or {}
    others = [kind for kind, given in targets.items() if given and kind != "S3Targets"]
    if others:
        raise CrawlError(f"{', '.join(others)} are not supported by the local crawler, expected S3Targets")
    clients.glue.get_database(Name=crawler["DatabaseName"])
    catalog = Catalog(clients.glue, crawler, Counts())
    for target in targets.get("S3Targets") or []:
        _crawl_target(target, classifiers, clients.s3, catalog, go_on)
    return catalog.counts


def _crawl_target(
    target: dict[str, Any], classifiers: list[dict[str, Any]], s3: Any, catalog: Catalog, go_on: Callable[[], None]
) -> None:
    location = target["Path"].rstrip("/") + "/"
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    files = [
        file
        for key, size in _objects(s3, bucket, prefix, target.get("Exclusions") or [])
        if (file := _file(s3, bucket, prefix, key, size, classifiers, go_on)) is not None
    ]
    name = location.rstrip("/").rsplit("/", 1)[-1]
    grouping = catalog.configuration.get("Grouping") or {}
    depth = int(grouping.get("TableLevelConfiguration") or 0) - location.removeprefix("s3://").count("/")
    combine = grouping.get("TableGroupingPolicy") == "CombineCompatibleSchemas"
    written = {catalog.write(found) for found in find_tables_at(depth, location, name, files, combine)}
    catalog.retire(location, written)


def _objects(s3: Any, bucket: str, prefix: str, exclusions: list[str]) -> Iterator[tuple[str, int]]:
    """Keys and sizes below the include path; markers, empty, hidden and excluded objects are left out."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents") or []:
            key = item["Key"].removeprefix(prefix)
            hidden = any(part.startswith(("_", ".")) for part in key.split("/"))
            if key and item["Size"] and not hidden and not excluded(key, exclusions):
                yield item["Key"], item["Size"]


def _file(
    s3: Any,
    bucket: str,
    prefix: str,
    key: str,
    size: int,
    classifiers: list[dict[str, Any]],
    go_on: Callable[[], None],
) -> File | None:
    go_on()
    raw = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        sample = sample_of(raw)
        classification = classify(sample, classifiers)
    except ValueError as error:
        raise CrawlError(f"s3://{bucket}/{key} cannot be classified: {error}") from error
    if classification is None:
        return None
    *folders, name = key.removeprefix(prefix).split("/")
    return File(tuple(folders), name, size, sample.compression, classification)
