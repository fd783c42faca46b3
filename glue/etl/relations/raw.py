"""Partitions of the raw tables: a load registers the `dt=` folder that it read, and Athena needs no crawl to see it."""

import re
from collections.abc import Iterable
from typing import Any

import boto3

from etl.relations.catalogue import find, taken

FOLDER = re.compile(r"/dt=(\d{4}-\d{2}-\d{2})/")


def register(name: str, keys: Iterable[str], database: str) -> None:
    """Register the folders of these raw objects in the crawled table `name`, where it has them as partitions.

    A table that was never crawled gets all of its partitions from its first crawl.
    """
    glue = boto3.client("glue")
    for wanted in partitions(find(glue, database, name), keys):
        with taken():
            glue.create_partition(DatabaseName=database, TableName=name, PartitionInput=wanted)


def partitions(table: dict[str, Any] | None, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The PartitionInputs of these folders, which read their files as the table reads its own."""
    if table is None or [key["Name"] for key in table.get("PartitionKeys", [])] != ["dt"]:
        return []
    storage = table["StorageDescriptor"]
    dates = sorted({match[1] for key in keys if (match := FOLDER.search(key))})
    return [
        {"Values": [date], "StorageDescriptor": storage | {"Location": f"{storage['Location'].rstrip('/')}/dt={date}/"}}
        for date in dates
    ]
