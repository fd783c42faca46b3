"""XML: one row per `row_tag` element, as docs/interfaces.md says (the naming is that of Spark's own XML reader)."""

import bz2
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StringType, StructField, StructType

from etl.definitions import Document

CHUNK_BYTES = 256 * 1024
OPENERS: dict[bytes, Callable[[io.BytesIO], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open}

# Executors get this module with the task: how a cluster spreads the library to Python workers is its own affair.
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # type: ignore[no-untyped-call]


def read(spark: SparkSession, path: str, table: Document, facts: Document) -> DataFrame:
    """Text columns by staging name, nested values as JSON; an absent or empty element is NULL."""
    row_tag = table["format"]["row_tag"]
    declared = spark.range(0).select(*[F.lit(None).cast(c["type"]).alias(c["name"]) for c in table["columns"]]).schema
    wanted = [(column["source_name"], field.dataType) for column, field in zip(table["columns"], declared, strict=True)]
    schema = StructType([StructField(field.name, StringType()) for field in declared])
    files = spark.read.format("binaryFile").load(path).select("content").rdd

    def rows(file: tuple[bytearray]) -> Iterator[tuple[str | None, ...]]:
        for row in parse(bytes(file[0]), row_tag):
            yield tuple(_text(row.get(name), type_) for name, type_ in wanted)

    return spark.createDataFrame(files.flatMap(rows), schema, verifySchema=False)


def parse(content: bytes, row_tag: str) -> Iterator[dict[str, Any]]:
    """Rows of a document, plain, gzip or bzip2, streamed. A DOCTYPE is refused.

    A value is a text, None, a dict (the element has attributes or children) or a list (the element is repeated).
    """
    collector = _Collector(row_tag)
    opener = next((opener for magic, opener in OPENERS.items() if content.startswith(magic)), None)
    stream = opener(io.BytesIO(content)) if opener else io.BytesIO(content)
    while chunk := stream.read(CHUNK_BYTES):
        collector.parser.Parse(chunk, False)
        yield from collector.take()
    collector.parser.Parse(b"", True)
    yield from collector.take()


class _Collector:
    """Expat's callbacks. `open` holds the elements that are open inside the current row: name, properties, text."""

    def __init__(self, row_tag: str) -> None:
        self.row_tag = row_tag
        self.rows: list[dict[str, Any]] = []
        self.open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def take(self) -> list[dict[str, Any]]:
        rows, self.rows = self.rows, []
        return rows

    def doctype(self, name: str, *_: object) -> None:
        raise ValueError(f'the document declares a DOCTYPE "{name}", which is refused (entity expansion); remove it.')

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if not self.open and local != self.row_tag:
            return
        given = {f"_{_local(key)}": value.strip() or None for key, value in attributes.items() if key[:5] != "xmlns"}
        self.open.append((local, given, []))

    def characters(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)

    def end(self, name: str) -> None:
        if not self.open:
            return
        local, properties, texts = self.open.pop()
        text = "".join(texts).strip() or None
        if properties and text:
            properties["_VALUE"] = text
        if self.open:
            _add(self.open[-1][1], local, properties or text)
        else:
            self.rows.append(properties)


def _add(parent: dict[str, Any], name: str, value: Any) -> None:
    if name not in parent:
        parent[name] = value
    elif isinstance(parent[name], list):
        parent[name].append(value)
    else:
        parent[name] = [parent[name], value]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _text(value: Any, type_: DataType) -> str | None:
    shaped = _shape(value, type_)
    return json.dumps(shaped) if isinstance(shaped, dict | list) else shaped


def _shape(value: Any, type_: DataType) -> Any:
    """One occurrence of an array is a list; a text where an object is declared is its `_VALUE`."""
    if isinstance(type_, ArrayType) and value is not None:
        return [_shape(item, type_.elementType) for item in (value if isinstance(value, list) else [value])]
    if isinstance(type_, StructType) and value is not None:
        parts = value if isinstance(value, dict) else {"_VALUE": value}
        return {field.name: _shape(parts.get(field.name), field.dataType) for field in type_}
    return value
