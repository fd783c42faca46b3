"""Rows as files of every format, written by other libraries than those that read them."""

import json
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa

from tests.glue.world import CSV, JSON, JSONL, PARQUET, WORDS, parquet

Row = dict[str, Any]
FORMATS = {
    "csv": CSV,
    "jsonl": JSONL,
    "json": JSON,
    "xml": {"type": "xml", "row_tag": "thing", "encoding": "utf-8", **WORDS},
    "parquet": PARQUET,
}
ARROW = pa.schema(
    [
        ("ID", pa.int64()),
        ("TEXT", pa.string()),
        ("AMOUNT", pa.decimal128(38, 10)),
        ("RATIO", pa.float64()),
        ("FLAG", pa.bool_()),
        ("DAY", pa.date32()),
        ("AT", pa.timestamp("us", tz="UTC")),
        ("SIZE", pa.struct([("w", pa.decimal128(38, 10)), ("tag", pa.string())])),
        ("TAGS", pa.list_(pa.int64())),
    ]
)


def text(value: Any) -> str:
    """A scalar as every text format writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)


def _csv(rows: list[Row], end: str) -> str:
    def cell(value: Any) -> str:
        written = "" if value is None else text(value)
        quoted = isinstance(value, str) and (value == "" or any(char in value for char in '",\r\n'))
        return '"' + written.replace('"', '""') + '"' if quoted else written

    return "".join(",".join(map(cell, line)) + end for line in ([*rows[0]], *(row.values() for row in rows)))


def json_text(value: Any) -> str:
    """JSON with all the digits of a decimal."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}: {json_text(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(json_text, value))}]"
    if isinstance(value, Decimal):
        return text(value)
    return json.dumps(text(value) if hasattr(value, "isoformat") else value, ensure_ascii=False)


def _xml(rows: list[Row], end: str) -> str:
    def leaf(name: str, value: Any) -> str:
        return f"<{name}>{escape(text(value), {chr(13): '&#13;'})}</{name}>" if value is not None else f"<{name}/>"

    def element(name: str, value: Any) -> str:
        if name == "TAGS" and value is None:
            return ""  # an empty element would be an item
        if isinstance(value, list):
            return "".join(leaf(name, item) for item in value)
        if isinstance(value, dict):
            return f"<{name}>{''.join(leaf(part, member) for part, member in value.items())}</{name}>"
        return leaf(name, value)

    lines = (f"<thing>{''.join(element(name, value) for name, value in row.items())}</thing>{end}" for row in rows)
    return f"<things>{end}{''.join(lines)}</things>"


WRITERS = {
    "csv": _csv,
    "jsonl": lambda rows, end: "".join(json_text(row) + end for row in rows),
    "json": lambda rows, end: "[" + f",{end}".join(map(json_text, rows)) + f"]{end}",
    "xml": _xml,
}


def content(format_: str, rows: list[Row], end: str = "\n", encoding: str = "utf-8", mark: bool = False) -> bytes:
    """The file; `end` is its line end, `mark` says that it begins with a byte order mark."""
    if format_ == "parquet":
        return parquet(rows, pa.schema([field for field in ARROW if field.name in rows[0]]))
    return (("\ufeff" if mark else "") + WRITERS[format_](rows, end)).encode(encoding)
