"""CSV; TSV is compiled to it."""

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from etl.casting import MALFORMED
from etl.definitions import Document

# Spark turns every unquoted empty field into its nullValue, whatever that is; this one cannot be in a file.
UNQUOTED_EMPTY = "\u0000empty"


def read(spark: SparkSession, path: str, table: Document, facts: Document) -> DataFrame:
    """Text columns by staging name. Positions come from the file's own header, never from the definition."""
    format_ = table["format"]
    has_header = format_["header"]
    header = facts["header"] if has_header else [column["source_name"] for column in table["columns"]]
    positions = [f"c{index}" for index in range(len(header))]
    fields = [StructField(name, StringType()) for name in [*positions, MALFORMED]]
    raw = (
        spark.read.schema(StructType(fields))
        .options(**_options(format_, facts))
        .option("header", has_header)
        .option("columnNameOfCorruptRecord", MALFORMED)
        .csv(path)
    )
    names = {column["source_name"]: column["name"] for column in table["columns"]}
    known = [(position, names[title]) for position, title in zip(positions, header, strict=True) if title in names]
    values = [_value(F.col(position), format_["null_value"]).alias(name) for position, name in known]
    return raw.select(*values, MALFORMED)


def _options(format_: Document, facts: Document) -> dict[str, str | bool]:
    quote = format_["quote"]
    return {
        "sep": format_["delimiter"],
        "quote": quote,
        "escape": quote,  # RFC 4180: a quote is doubled
        "encoding": facts.get("encoding") or "utf-8",
        "multiLine": _needs_stream(format_, facts),
        "nullValue": UNQUOTED_EMPTY,
        "emptyValue": "",
        "mode": "PERMISSIVE",
    }


def _needs_stream(format_: Document, facts: Document) -> bool:
    """Whether the file must be parsed from start to end, in one partition: splitting looks for the byte \\n alone."""
    wide = str(facts.get("encoding")).startswith("utf-16")
    return bool(facts.get("embedded_newlines")) or wide or (bool(facts.get("bom")) and not format_["header"])


def _value(raw: Column, null_value: str) -> Column:
    """NULL where the field is the null_value; Spark tells unquoted from quoted only where that is empty."""
    if null_value == "":
        return raw
    text = F.coalesce(raw, F.lit(""))
    return F.when(text != null_value, text)
