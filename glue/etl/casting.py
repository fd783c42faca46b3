"""From raw values to declared types, where a value that does not fit is found, never silently NULL or rounded."""

import re

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DecimalType, StringType

from etl.definitions import Document

BAD = "_bad"
MALFORMED = "_malformed"
BAD_TYPE = "struct<column:string,expected:string,value:string>"

# What Spark's cast accepts is wider than what the validator does ('12.7' as bigint is 12, '2026' as date is 1 January).
PATTERNS = {
    "bigint": r"^\s*[+-]?\d+(\.0*)?\s*$",
    "double": r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$",
    "boolean": r"^\s*(?i:true|false)\s*$",
    "date": r"^\s*\d{4}-\d{2}-\d{2}\s*$",
    "timestamp": r"^\s*\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?\s*$",
}
LEAF = r"\b(bigint|double|boolean|date|timestamp|decimal\(\d+,\s*\d+\))(?=[,>])"
DECIMAL_PATTERN = r"^\s*[+-]?(\d*\.?\d{{0,{scale}}}0*|\d+\.?\d*[eE][+-]?\d+)\s*$"


def typed(raw: DataFrame, columns: list[Document]) -> DataFrame:
    """Give every declared column its type; add `_bad`, the first value of the row that does not fit (NULL when all do).

    `raw` has the columns that the file had, by staging name (strings, or types as declared), and may have
    `_malformed`: the text of a record that could not be taken apart. Declared columns that it lacks become NULL.
    """
    values: list[Column] = []
    problems: list[Column] = []
    if MALFORMED in raw.columns:
        problems.append(_problem(F.col(MALFORMED).isNotNull(), "(record)", "a well-formed record", F.col(MALFORMED)))
    for column in columns:
        name, type_ = column["name"], column["type"]
        if name not in raw.columns:
            values.append(F.lit(None).cast(type_).alias(name))
            continue
        source = F.col(f"`{name}`")
        value, fits = _convert(source, raw.schema[name].dataType, type_)
        values.append(value.alias(name))
        if fits is not None:
            wrong = source.isNotNull() & ~F.coalesce(fits, F.lit(False))
            problems.append(_problem(wrong, name, type_, source.cast("string")))
    return raw.select(*values, F.coalesce(F.lit(None).cast(BAD_TYPE), *problems).alias(BAD))


def _problem(wrong: Column, column: str, expected: str, value: Column) -> Column:
    fields = (F.lit(column).alias("column"), F.lit(expected).alias("expected"), value.alias("value"))
    return F.when(wrong, F.struct(*fields).cast(BAD_TYPE))


def _convert(source: Column, raw_type: object, type_: str) -> tuple[Column, Column | None]:
    """The value of the declared type, and whether it is the raw value (None: nothing can go wrong)."""
    if not isinstance(raw_type, StringType):
        value = source.cast(type_)
        return value, (value == source if isinstance(raw_type, DecimalType) else None)
    if type_ == "string":
        return source, None
    if type_.startswith(("struct", "array")):
        # Leaves are text (XML has nothing else): take them apart as text, then give them their types.
        nested = F.from_json(source, re.sub(LEAF, "string", type_)).cast(type_)
        return nested, nested.isNotNull()
    value = source.cast(type_)
    # The comparison spares the common spelling the regular expression.
    return value, value.isNotNull() & ((value.cast("string") == source) | source.rlike(_pattern(type_)))


def _pattern(type_: str) -> str:
    decimal = re.fullmatch(r"decimal\(\d+,\s*(\d+)\)", type_)
    return DECIMAL_PATTERN.format(scale=decimal[1]) if decimal else PATTERNS[type_]
