"""CSV: delimiter and header from the classifier, else inferred; types by Arrow's reader."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from local.crawlers.formats.classification import Classification
from local.crawlers.sample import Sample
from local.crawlers.shapes import Shape, shape_of_text

OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
_LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
_DELIMITERS = [",", "|", "\t", ";", "\x01"]


def classify(sample: Sample, classifier: dict[str, Any]) -> Classification | None:
    """Columns of a delimited file; None where it is not text, or has one column and no classifier allows that."""
    try:
        text = sample.whole_lines.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    delimiter = classifier.get("Delimiter") or _delimiter(text)
    quote = classifier.get("QuoteSymbol") or '"'
    if delimiter is None or (not classifier and "\x00" in text):
        return None
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, quotechar=quote))
    rows = [row for row in rows if row]
    if not rows or (len(rows[0]) == 1 and not classifier.get("AllowSingleColumn")):
        return None
    header = _has_header(rows, classifier.get("ContainsHeader", "UNKNOWN"))
    names = classifier.get("Header") or (rows[0] if header else [f"col{n}" for n in range(len(rows[0]))])
    body = rows[1:] if header else rows
    serde = _serde(classifier, quote in text)
    shapes = ["string"] * len(names) if serde == OPEN_CSV else _shapes(text, delimiter, quote, names, header)
    skip = {"skip.header.line.count": "1"} if header else {}
    return Classification(
        "csv",
        dict(zip(names, shapes, strict=True)),
        serde,
        _serde_parameters(serde, delimiter, quote),
        {"delimiter": delimiter, "columnsOrdered": "true", "areColumnsQuoted": str(serde == OPEN_CSV).lower(), **skip}
        | ({} if body else {"recordCount": "0"}),
    )


def _delimiter(text: str) -> str | None:
    """The delimiter that splits each of the first lines into the same number of fields, at least two."""
    lines = text.splitlines()[:20]
    for delimiter in _DELIMITERS:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
        if len(widths) == 1 and widths.pop() > 1:
            return delimiter
    return None


def _has_header(rows: list[list[str]], contains: str) -> bool:
    """Glue's rule for an unknown header: all names are distinct texts, and some value below is not text."""
    if contains != "UNKNOWN":
        return contains == "PRESENT"
    first = rows[0]
    distinct = len(set(first)) == len(first) and all(0 < len(name) <= 150 for name in first)
    if not distinct or any(shape_of_text(name) != "string" for name in first):
        return False
    return any(shape_of_text(value) != "string" for row in rows[1:] for value in row) or len(rows) == 1


def _serde(classifier: dict[str, Any], quoted: bool) -> str:
    """The classifier's serde. Without it OpenCSVSerde where a classifier meets quotes, else LazySimpleSerDe."""
    named = classifier.get("Serde") or "None"
    if named != "None":
        return OPEN_CSV if named == "OpenCSVSerDe" else _LAZY_SIMPLE
    return OPEN_CSV if classifier and quoted else _LAZY_SIMPLE


def _serde_parameters(serde: str, delimiter: str, quote: str) -> dict[str, str]:
    if serde == OPEN_CSV:
        return {"separatorChar": delimiter, "quoteChar": quote, "serialization.format": "1"}
    return {"field.delim": delimiter}


def _shapes(text: str, delimiter: str, quote: str, names: list[str], header: bool) -> list[Shape]:
    """bigint, double, boolean or string for each column; dates are strings, as in Glue."""
    table = pa_csv.read_csv(
        io.BytesIO(text.encode()),
        pa_csv.ReadOptions(column_names=names, skip_rows=1 if header else 0),
        pa_csv.ParseOptions(
            delimiter=delimiter,
            quote_char=quote,
            newlines_in_values=True,
            invalid_row_handler=lambda _row: "skip",
        ),
        pa_csv.ConvertOptions(strings_can_be_null=True, true_values=["true", "TRUE"], false_values=["false", "FALSE"]),
    )
    return [_shape(kind) for kind in table.schema.types]


def _shape(kind: pa.DataType) -> Shape:
    if pa.types.is_null(kind):
        return None
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_floating(kind):
        return "double"
    return "boolean" if pa.types.is_boolean(kind) else "string"
