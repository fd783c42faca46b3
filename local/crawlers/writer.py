"""Writes a crawl's tables and partitions to the catalog, with the crawler's role, only where they changed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from local.crawlers.discovery import FoundTable, sanitised
from local.crawlers.shapes import render

_BATCH = 100
"""The limit of BatchCreatePartition."""


class CrawlError(Exception):
    """A crawl that cannot go on; the text is LastCrawl's ErrorMessage."""


@dataclass
class Counts:
    """The metrics of a crawl, as GetCrawlerMetrics reports them."""

    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Catalog:
    """The database a crawler writes, through `glue`, a client with the role's credentials."""

    glue: Any
    crawler: dict[str, Any]
    counts: Counts

    @property
    def database(self) -> str:
        return str(self.crawler["DatabaseName"])

    @property
    def configuration(self) -> dict[str, Any]:
        """The crawler's Configuration document: the grouping, and the treatment of new columns."""
        return dict(json.loads(self.crawler.get("Configuration") or "{}"))

    def write(self, found: FoundTable) -> str:
        """Create the table, or change it as UpdateBehavior says, add its new partitions; gives the table's name."""
        name = sanitised((self.crawler.get("TablePrefix") or "") + found.name)
        wanted = _table_input(name, found, self.crawler["Name"])
        existing = self._existing(name)
        if existing is None:
            self.glue.create_table(DatabaseName=self.database, TableInput=wanted)
            self.counts.created += 1
            self._index(name, found.keys)
        else:
            self._update(existing, wanted)
        if found.keys:
            self._write_partitions(name, found, wanted["StorageDescriptor"])
        return name

    def retire(self, location: str, kept: set[str]) -> None:
        """Deal with this crawler's tables below `location` whose files are gone, as DeleteBehavior says."""
        behaviour = self._policy("DeleteBehavior", "DEPRECATE_IN_DATABASE")
        if behaviour == "LOG":
            return
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName=self.database)
        for table in [table for page in pages for table in page["TableList"]]:
            parameters = table.get("Parameters") or {}
            mine = parameters.get("UPDATED_BY_CRAWLER") == self.crawler["Name"]
            below = ((table.get("StorageDescriptor") or {}).get("Location") or "").startswith(location)
            if not (mine and below) or table["Name"] in kept:
                continue
            if behaviour == "DELETE_FROM_DATABASE":
                self.glue.delete_table(DatabaseName=self.database, Name=table["Name"])
                self.counts.deleted += 1
            elif "DEPRECATED_BY_CRAWLER" not in parameters:
                deprecated = {**parameters, "DEPRECATED_BY_CRAWLER": str(int(time.time() * 1000))}
                self._put({**_input_of(table), "Parameters": deprecated})

    def _existing(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(self.glue.get_table(DatabaseName=self.database, Name=name)["Table"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFoundException":
                return None
            raise

    def _update(self, existing: dict[str, Any], wanted: dict[str, Any]) -> None:
        if str((existing.get("Parameters") or {}).get("table_type", "")).upper() == "ICEBERG":
            raise CrawlError(
                f"Table '{self.database}.{wanted['Name']}' is an Iceberg table, expected no table or a crawled table: "
                "give the crawler another TablePrefix or database"
            )
        output = self.configuration.get("CrawlerOutput") or {}
        if (output.get("Tables") or {}).get("AddOrUpdateBehavior") == "MergeNewColumns":
            wanted = _with_old_columns(existing, wanted)
        if self._policy("UpdateBehavior", "UPDATE_IN_DATABASE") == "LOG" or _facts(existing) == _facts(wanted):
            return
        self._put({**wanted, "Description": existing.get("Description") or ""})

    def _put(self, table: dict[str, Any]) -> None:
        self.glue.update_table(DatabaseName=self.database, TableInput=table)
        self.counts.updated += 1

    def _write_partitions(self, table: str, found: FoundTable, storage: dict[str, Any]) -> None:
        where = {"DatabaseName": self.database, "TableName": table}
        pages = self.glue.get_paginator("get_partitions").paginate(**where)
        registered = {tuple(partition["Values"]) for page in pages for partition in page["Partitions"]}
        inputs = (
            {
                "Values": list(values),
                "StorageDescriptor": {**storage, "Location": location},
                "Parameters": {"CrawlerSchemaSerializerVersion": "1.0"},
            }
            for values, location in sorted(found.partitions.items())
            if values not in registered
        )
        for batch in _batches(inputs):
            answer = self.glue.batch_create_partition(**where, PartitionInputList=batch)
            if answer.get("Errors"):
                raise CrawlError(f"Partitions of '{self.database}.{table}' were not created: {answer['Errors'][0]}")
        if self._policy("DeleteBehavior", "DEPRECATE_IN_DATABASE") == "DELETE_FROM_DATABASE":
            for values in registered - set(found.partitions):
                self.glue.delete_partition(**where, PartitionValues=list(values))

    def _index(self, table: str, keys: list[str]) -> None:
        """A new table has an index of its partitions by default."""
        if keys and self.configuration.get("CreatePartitionIndex", True):
            index = {"IndexName": "crawler_partition_index", "Keys": keys}
            self.glue.create_partition_index(DatabaseName=self.database, TableName=table, PartitionIndex=index)

    def _policy(self, behaviour: str, default: str) -> str:
        return str((self.crawler.get("SchemaChangePolicy") or {}).get(behaviour) or default)


def _table_input(name: str, found: FoundTable, crawler: str) -> dict[str, Any]:
    first = found.files[0]
    classification, compression = found.classification, first.compression
    parameters = {
        **classification.parameters,
        "classification": classification.kind,
        "compressionType": compression,
        "typeOfData": "file",
        "objectCount": str(len(found.files)),
        "sizeKey": str(sum(file.size for file in found.files)),
        "CrawlerSchemaSerializerVersion": "1.0",
        "CrawlerSchemaDeserializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": crawler,
    }
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in found.keys],
        "StorageDescriptor": {
            "Columns": [
                {"Name": column, "Type": render(shape)}
                for column, shape in found.columns.items()
                if column not in found.keys
            ],
            "Location": found.location,
            "InputFormat": classification.input_format,
            "OutputFormat": classification.output_format,
            "Compressed": compression != "none",
            "NumberOfBuckets": -1,
            "SerdeInfo": {
                **({"SerializationLibrary": classification.serde} if classification.serde else {}),
                "Parameters": classification.serde_parameters,
            },
            "Parameters": parameters,
            "StoredAsSubDirectories": False,
        },
    }


def _with_old_columns(existing: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    old = existing["StorageDescriptor"]["Columns"]
    known = {column["Name"] for column in old}
    new = [column for column in wanted["StorageDescriptor"]["Columns"] if column["Name"] not in known]
    return {**wanted, "StorageDescriptor": {**wanted["StorageDescriptor"], "Columns": [*old, *new]}}


def _facts(table: dict[str, Any]) -> tuple[Any, ...]:
    """The fields that make two definitions the same table; author and time do not count."""
    storage = table["StorageDescriptor"]
    return table.get("PartitionKeys") or [], storage, table.get("Parameters")


def _input_of(table: dict[str, Any]) -> dict[str, Any]:
    kept = ("Name", "Description", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor")
    return {field: table[field] for field in kept if field in table}


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
