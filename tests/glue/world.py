"""Test helpers: what the stack and the earlier steps give a job, made by hand."""

import bz2
import gzip
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import boto3
from etl.staging import stage
from pyspark.sql import DataFrame, SparkSession

CODECS = {"none": bytes, "gzip": gzip.compress, "bzip2": bz2.compress}
CSV = {"type": "csv", "delimiter": ",", "quote": '"', "header": True, "encoding": "utf-8", "null_value": ""}
JSONL = {"type": "jsonl", "encoding": "utf-8"}


def table(columns: str = "id bigint, name string", **policy: Any) -> dict[str, Any]:
    """A compiled table definition; `columns` is DDL, every column's source name is its name in capitals."""
    pairs = [column.strip().split(" ", 1) for column in columns.split(", ")]
    document = {
        "id": "shop/things",
        "source": "shop",
        "table": "things",
        "name": "shop_things",
        "description": "Things.",
        "grain": "one row per thing",
        "format": CSV,
        "feed": "snapshot",
        "natural_key": ["id"],
        "sequence_by": None,
        "operation": None,
        "deletes": "delete",
        "max_delete_percent": 100,
        "partition_by": "load_date",
        "new_columns": "reject",
        "columns": [
            {"name": name, "source_name": name.upper(), "type": type_, "nullable": True, "description": f"The {name}"}
            for name, type_ in pairs
        ],
    }
    return document | policy


@dataclass
class World:
    """One deployment. `put` is the producer and the validator, `stage` the staging job."""

    spark: SparkSession
    name: str
    tables: dict[str, Any] = field(default_factory=dict)
    marts: dict[str, Any] = field(default_factory=dict)

    def define(self, *tables: dict[str, Any], marts: dict[str, Any] | None = None) -> None:
        self.tables |= {table["id"]: table for table in tables}
        self.marts |= marts or {}
        body = json.dumps({"tables": self.tables, "marts": self.marts}).encode()
        boto3.client("s3").put_object(Bucket=f"{self.name}-staging", Key="definitions.json", Body=body)

    @property
    def definitions(self) -> str:
        return f"s3://{self.name}-staging/definitions.json"

    def put(
        self,
        date: str,
        content: str,
        table: str = "shop/things",
        compression: str = "none",
        at: str = "06:00",
        **facts: Any,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Write a raw object; returns the load and the facts that plan-run and validate-file would have made of it.

        `at` is the time of day of S3's LastModified on 1 April, after every batch date.
        """
        key = facts.pop("key", f"{table}/dt={date}/file.csv")
        body = CODECS[compression](content.encode(facts.get("encoding", "utf-8")))
        version = boto3.client("s3").put_object(Bucket=f"{self.name}-raw", Key=key, Body=body)["VersionId"]
        load = {
            "load_id": hashlib.sha256(f"{key}{at}{content}".encode()).hexdigest()[:32],
            "table": table,
            "bucket": f"{self.name}-raw",
            "key": key,
            "version_id": version,
            "etag": "x",
            "size": len(body),
            "sequencer": "",
            "loaded_at": f"2026-04-01T{at}:00.000Z",
            "batch_date": date,
        }
        learnt = {
            "rows": len(content.splitlines()) - (self.tables[table]["format"].get("header") is True),
            "bytes": len(content),
            "compression": compression,
            "encoding": "utf-8",
            "bom": False,
            "header": content.splitlines()[0].split(",") if self.tables[table]["format"]["type"] == "csv" else [],
            "embedded_newlines": False,
            "shape": "0" * 64,
        }
        return load, learnt | facts

    def stage(self, load: tuple[dict[str, Any], dict[str, Any]], run_id: str = "run", **options: Any) -> dict[str, Any]:
        """Run the staging job's library call on a load."""
        return stage(
            self.spark,
            definitions=self.definitions,
            table=load[0]["table"],
            load=load[0],
            facts=load[1],
            run_id=run_id,
            staging_bucket=f"{self.name}-staging",
            staging_database=f"{self.name}_staging",
            **options,
        )

    def frame(self, name: str = "shop_things") -> DataFrame:
        """The staging table."""
        return self.spark.table(f"glue_catalog.{self.name}_staging.{name}")

    def rows(self, *columns: str, name: str = "shop_things") -> list[tuple[Any, ...]]:
        """The log's rows in a fixed order: the given columns, or all but `_run_id`."""
        frame = self.frame(name)
        wanted = columns or tuple(column for column in frame.columns if column != "_run_id")
        return sorted((tuple(row) for row in frame.select(*wanted).collect()), key=repr)

    def summary(self, *columns: str) -> list[tuple[Any, ...]]:
        """(batch date, change type, columns...) of the log, in order."""
        return [(str(row[0]), *row[1:]) for row in self.rows("_batch_date", "_change_type", *columns)]
