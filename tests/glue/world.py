"""Test helpers: what the stack and the earlier steps give a job, made by hand."""

import bz2
import csv
import gzip
import hashlib
import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
from etl.contract.types import parse_type
from etl.staging import stage
from pyspark.sql import DataFrame, SparkSession


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("file", content)
    return packed.getvalue()


def _zstd(content: bytes) -> bytes:
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, "zstd") as out:
        out.write(content)
    return bytes(packed.getvalue())


CODECS = {"none": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "zip": _zipped, "zstd": _zstd}
META = Path(__file__).parents[2] / "schemas" / "meta"
VOCABULARY = json.loads((META / "vocabulary.schema.json").read_text())["$defs"]
TERMS = json.loads((META / "contract.json").read_text()) | {"compressions": VOCABULARY["compression"]["rows"]}
WORDS = {"null_values": [""], "boolean_values": {"true": ["true"], "false": ["false"]}, "columns": {}}
CSV = {"type": "csv", "delimiter": ",", "quote": '"', "header": True, "encoding": "utf-8", **WORDS}
JSONL = {"type": "jsonl", "encoding": "utf-8"}
JSON = {"type": "json", "encoding": "utf-8"}
PARQUET = {"type": "parquet"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "bigint": {"type": ["integer", "null"]},
    "double": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "timestamp": {"type": ["string", "null"], "format": "date-time"},
}


def parquet(rows: list[dict[str, Any]], schema: Any = None, **options: Any) -> bytes:
    """A parquet file of these rows."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, **options)
    return file.getvalue()


def schema_of(type_: Any) -> dict[str, Any]:
    """The row schema of a column of this Spark type (as `parse_type` takes it apart); it may be null."""
    if isinstance(type_, list):
        return {"type": ["array", "null"], "items": schema_of(type_[0])}
    if isinstance(type_, dict):
        return {"type": ["object", "null"], "properties": {name: schema_of(field) for name, field in type_.items()}}
    if type_.startswith("decimal"):
        return {"type": ["number", "null"], "multipleOf": float(f"1e-{type_[:-1].split(',')[1]}")}
    return SCHEMAS.get(type_, {"type": ["string", "null"]})


def table(columns: str = "id bigint, name string", **policy: Any) -> dict[str, Any]:
    """A compiled table definition; `columns` is DDL, every column's source name is its name in capitals."""
    pairs = [column.strip().split(" ", 1) for column in columns.split(", ")]
    properties = {name.upper(): schema_of(parse_type(type_)) for name, type_ in pairs}
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
        "zero_padded": [],
        "another_file": "hold",
        "max_days_ahead": 2,
        "first_date": None,
        "partition_by": "load_date",
        "new_columns": "reject",
        "invalid_rows": "reject_file",
        "row_schema": {"type": "object", "properties": properties},
        "columns": [
            {"name": name, "source_name": name.upper(), "type": type_, "nullable": True, "description": f"The {name}"}
            | {"pattern": None}
            for name, type_ in pairs
        ],
    }
    return document | policy


def _dates(table: dict[str, Any], text: str) -> dict[str, dict[str, str]]:
    """First and last day of each date column of a file of csv or json lines with ISO dates."""
    read = {"csv": lambda: csv.DictReader(io.StringIO(text)), "jsonl": lambda: map(json.loads, text.splitlines())}
    columns = {column["source_name"]: column["name"] for column in table["columns"] if column["type"] == "date"}
    rows = list(read[table["format"]["type"]]()) if columns and table["format"]["type"] in read else []
    days = {name: sorted(row[source] for row in rows if row.get(source)) for source, name in columns.items()}
    return {name: {"min": seen[0], "max": seen[-1]} for name, seen in days.items() if seen}


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
        body = json.dumps({"contract": TERMS, "tables": self.tables, "marts": self.marts}).encode()
        boto3.client("s3").put_object(Bucket=f"{self.name}-staging", Key="definitions.json", Body=body)

    @property
    def definitions(self) -> str:
        return f"s3://{self.name}-staging/definitions.json"

    def put(
        self,
        date: str,
        content: str | bytes,
        table: str = "shop/things",
        compression: str = "none",
        at: str = "06:00",
        **facts: Any,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Write a raw object; returns the load and the facts that plan-run and validate-file would have made of it.

        `at` is the time of day of S3's LastModified on 1 April, after every batch date.
        """
        key = facts.pop("key", f"{table}/dt={date}/file.csv")
        text = content if isinstance(content, str) else ""
        plain = content if isinstance(content, bytes) else content.encode(facts.get("encoding", "utf-8"))
        body = CODECS[compression](plain)
        version = boto3.client("s3").put_object(Bucket=f"{self.name}-raw", Key=key, Body=body)["VersionId"]
        load = {
            "load_id": hashlib.sha256(f"{key}{at}".encode() + plain).hexdigest()[:32],
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
            "rows": len(text.splitlines()) - (self.tables[table]["format"].get("header") is True),
            "rows_quarantined": 0,
            "dates": _dates(self.tables[table], text),
            "bytes": len(plain),
            "compression": compression,
            "encoding": "utf-8",
            "bom": False,
            "header": text.split("\n")[0].split(",") if self.tables[table]["format"]["type"] == "csv" else [],
            "embedded_newlines": False,
            "shape": "0" * 64,
        }
        learnt |= facts
        return load, {"rows_checked": learnt["rows"]} | learnt

    def landed(self, date: str, key: str, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The load and the facts of a parquet object that a job has written."""
        body = boto3.client("s3").get_object(Bucket=f"{self.name}-raw", Key=key)["Body"].read()
        return self.put(date, body, key=key, **facts)

    def together(self, *parts: tuple[dict[str, Any], dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The batch that gather-parts makes of these loads and facts (functions/core/parts/batch.ts)."""
        loads, facts = [load for load, _ in parts], [learnt for _, learnt in parts]
        newest = max(loads, key=lambda load: load["loaded_at"])
        load_id = hashlib.sha256("\0".join(sorted(load["load_id"] for load in loads)).encode()).hexdigest()[:32]
        name = self.tables[newest["table"]]["name"]
        body = json.dumps({"load_id": load_id, "parts": [{"load": load, "facts": known} for load, known in parts]})
        boto3.client("s3").put_object(Bucket=f"{self.name}-staging", Key=f"_batches/{name}/{load_id}.json", Body=body)
        folder = f"{newest['key'].rpartition('/')[0]}/"
        own = {"load_id": load_id, "key": folder, "version_id": None, "size": sum(load["size"] for load in loads)}
        totals = {name: sum(known[name] for known in facts) for name in ("rows", "rows_checked", "rows_quarantined")}
        totals |= {"bytes": sum(known["bytes"] for known in facts)}
        return newest | own, facts[0] | totals | {
            "header": sorted({name for known in facts for name in known["header"]})
        }

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
            raw_database=f"{self.name}_raw",
            quarantine_bucket=f"{self.name}-quarantine",
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


def deployed(spark: SparkSession) -> World:
    """A deployment of its own: buckets, databases, nothing in them."""
    name = f"t{uuid.uuid4().hex[:10]}"
    client = boto3.client("s3")
    for bucket in (f"{name}-raw", f"{name}-staging", f"{name}-mart", f"{name}-quarantine"):
        client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=f"{name}-raw", VersioningConfiguration={"Status": "Enabled"})
    glue = boto3.client("glue")
    for database in (f"{name}_staging", f"{name}_mart"):
        glue.create_database(DatabaseInput={"Name": database})
        spark.sql(f"CREATE NAMESPACE IF NOT EXISTS glue_catalog.{database}")
    return World(spark, name)
