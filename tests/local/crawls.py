"""What the tests of crawlers are made of."""

from __future__ import annotations

import time
from typing import Any

from tests.local.builders import allow, role, unique


def make_crawler(aws: Any, database: str, path: str, **settings: Any) -> str:
    """The name of a new crawler over `path`; its role may do anything unless one is given."""
    name = unique("crawler")
    given = {"Role": settings.pop("Role", None) or role(aws, "glue", allow("*", "*"))}
    given["Targets"] = settings.pop("Targets", {"S3Targets": [{"Path": path}]})
    aws.client("glue").create_crawler(Name=name, DatabaseName=database, **given, **settings)
    return name


def crawl(aws: Any, name: str, status: str = "SUCCEEDED") -> Any:
    """Run the crawler to its end, which must be `status`, and give LastCrawl."""
    aws.client("glue").start_crawler(Name=name)
    last = wait_until_ready(aws, name)["LastCrawl"]
    assert last["Status"] == status, last
    return last


def wait_until_ready(aws: Any, name: str) -> Any:
    """The crawler, once READY."""
    for _ in range(3000):
        crawler = aws.client("glue").get_crawler(Name=name)["Crawler"]
        if crawler["State"] == "READY":
            return crawler
        time.sleep(0.01)
    raise AssertionError(f"{name} is not READY")


def table_names(aws: Any, database: str) -> list[str]:
    return sorted(table["Name"] for table in aws.client("glue").get_tables(DatabaseName=database)["TableList"])


def columns_of(aws: Any, database: str, table: str) -> dict[str, str]:
    found = aws.client("glue").get_table(DatabaseName=database, Name=table)["Table"]
    return {column["Name"]: column["Type"] for column in found["StorageDescriptor"]["Columns"]}
