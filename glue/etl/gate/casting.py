"""From raw values to declared types, where a value that does not fit is found, never silently NULL or rounded."""

import re
from collections.abc import Callable
from typing import Any

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

from etl.contract import Finding, cast, compile_contract, compile_parse, show
from etl.contract.cast_json import drop_nulls
from etl.contract.words import words
from etl.definitions import column_names
from etl.documents import Column as ColumnDefinition
from etl.documents import TableDefinition, Terms
from etl.gate.certain import Cell, compile_certain, iso
from etl.gate.certain_typed import compile_certain_typed
from etl.gate.rows import BAD, EXTRA, FOUND, FOUND_TYPE, MALFORMED, PART, POSITION, RAW, RESCUED

MALFORMED_FIELDS = ("field_count", "as many fields as the file has columns")
MALFORMED_LINE_END = ("line_end", "lines that end as the first one does, in LF")
VALUE = "_value_"
LEAF = r"\b(bigint|double|boolean|date|timestamp|decimal\(\d+,\s*\d+\))(?=[,>])"


def _uncertain() -> Column:
    """Stands for the contract's findings on a row that its columns do not settle."""
    return F.array(F.struct(*[F.lit(None).cast("string").alias(name) for name in Finding._fields]))


def typed(raw: DataFrame, table: TableDefinition, terms: Terms, every_row: bool) -> DataFrame:
    """Give every column its type; add `_bad`: the findings on the row, NULL for a valid row, of which `_raw` goes.

    `raw` is what a reader gives. Columns that it lacks become NULL. Where `every_row` is false, a row of which its
    columns do not show that it is valid has something unsaid in `_bad`: nobody has looked at it closely. There is no
    `_raw` then, as it is read when somebody looks.
    """
    given = {name: F.col(f"`{name}`") for name in column_names(table) if name in raw.columns}
    if RESCUED in column_names(table):
        given[RESCUED] = F.col(EXTRA)
    made = {
        column["name"]: _value(
            given.get(column["name"]), _is_text(raw, column["name"]), column, _words(raw, table, column)
        )
        for column in table["columns"]
    }
    values = {name: F.col(f"`{VALUE}{name}`") for name in made}
    bad = F.col(FOUND) if FOUND in raw.columns else _found(raw, table, terms, given, values, every_row)
    if FOUND in raw.columns or every_row:
        bad = _or_lost(bad, raw, table, values)
    others = [F.col(name) for name in (EXTRA, POSITION, PART) if name in raw.columns]
    if RAW in raw.columns and every_row:
        # Here, and not above it: what a row was is then made only of those with which something is wrong.
        others.append(F.when(bad.isNotNull(), F.col(RAW)).alias(RAW))
    # Columns of their own, which Spark makes once, however often the checks look at them.
    with_values = raw.withColumns({f"{VALUE}{name}": value for name, value in made.items()})
    return with_values.select(*[value.alias(name) for name, value in values.items()], *others, bad.alias(BAD))


def _words(raw: DataFrame, table: TableDefinition, column: ColumnDefinition) -> dict[str, bool]:
    """The texts that stand for true and false; what was checked where it was read has `true` and `false`."""
    return words(table, column["source_name"]).booleans if MALFORMED in raw.columns else {"true": True, "false": False}


def _is_text(raw: DataFrame, name: str) -> bool:
    return name not in raw.columns or isinstance(raw.schema[name].dataType, StringType)


def _value(source: Column | None, is_text: bool, column: ColumnDefinition, booleans: dict[str, bool]) -> Column:
    type_ = column["type"]
    if source is None:
        return F.lit(None).cast(type_)
    if not is_text or type_ == "string":
        return source
    if type_.startswith(("struct", "array")):
        # Leaves are text: take them apart as text, then give them their types.
        return F.from_json(source, re.sub(LEAF, "string", type_)).cast(type_)
    if type_ == "boolean":
        yes, no = ([word for word, value in booleans.items() if value is wanted] for wanted in (True, False))
        return F.when(source.isin(*yes), F.lit(True)).when(source.isin(*no), F.lit(False))
    pattern = column["pattern"]
    return iso(source, pattern).cast(type_) if pattern else source.cast(type_)


def _or_lost(bad: Column, raw: DataFrame, table: TableDefinition, values: dict[str, Column]) -> Column:
    """`bad`, or a value that became NULL by its cast: the contract should have kept it out, so this is a last net."""
    lost = []
    for column in table["columns"]:
        name = column["name"]
        if name in raw.columns and _is_text(raw, name) and column["type"] != "string":
            parts = (F.lit(name), F.lit("type"), F.lit(column["type"]), F.col(f"`{name}`"))
            finding = F.struct(*[part.alias(field) for part, field in zip(parts, Finding._fields, strict=True)])
            lost.append(F.when(F.col(f"`{name}`").isNotNull() & values[name].isNull(), F.array(finding)))
    return F.coalesce(bad, *lost)


def _found(
    raw: DataFrame,
    table: TableDefinition,
    terms: Terms,
    given: dict[str, Column],
    values: dict[str, Column],
    every_row: bool,
) -> Column:
    """What is wrong with a row of columns; only a row that is not certainly right is looked at in Python."""
    texts = MALFORMED in raw.columns
    certain = _certain_of_texts(table, terms, given, values) if texts else _certain_of_types(table, terms, given)
    if not every_row:
        return F.when(~certain, _uncertain())
    check = F.udf(compile_check(table, terms), FOUND_TYPE)
    cells = [value.alias(name) for name, value in given.items() if name != RESCUED] if texts else []
    row = F.struct(*cells, MALFORMED) if texts else F.struct(RAW)
    return F.when(~certain, check(F.when(~certain, row)))


def _certain_of_texts(
    table: TableDefinition, terms: Terms, given: dict[str, Column], values: dict[str, Column]
) -> Column:
    compiled = compile_certain(table, terms)
    cells = {name: Cell(text, values[name]) for name, text in given.items()}
    return compiled(cells) & F.col(MALFORMED).isNull() if compiled else F.lit(False)


def _certain_of_types(table: TableDefinition, terms: Terms, given: dict[str, Column]) -> Column:
    compiled = compile_certain_typed(table, terms)
    return compiled(given) if compiled else F.lit(False)


def compile_check(table: TableDefinition, terms: Terms) -> Callable[[Row | None], list[tuple[Any, ...]] | None]:
    """The contract of a row of texts, or of a row with its JSON in `_raw`; compiled when the first row comes."""
    compiled: list[Callable[[dict[str, Any]], list[tuple[Any, ...]]]] = []

    def check(row: Row | None) -> list[tuple[Any, ...]] | None:
        if row is None:
            return None
        fields = row.asDict()
        if not compiled:
            compiled.append((_of_json if RAW in fields else _of_texts)(table, terms))
        return compiled[0](fields) or None

    return check


Findings = Callable[[dict[str, Any]], list[tuple[Any, ...]]]


def _of_texts(table: TableDefinition, terms: Terms) -> Findings:
    contract, make = compile_contract(table, terms), cast(table)
    sources = {column["name"]: column["source_name"] for column in table["columns"]}

    def findings(row: dict[str, Any]) -> list[tuple[Any, ...]]:
        malformed = row.pop(MALFORMED)
        if malformed is not None:
            reason = MALFORMED_LINE_END if malformed.endswith("\r") else MALFORMED_FIELDS
            return [(None, *reason, show(malformed))]
        texts = {sources[name]: value for name, value in row.items() if sources[name] is not None}
        return [_of_cell(finding, texts) for finding in contract(make(texts))]

    return findings


def _of_json(table: TableDefinition, terms: Terms) -> Findings:
    contract, parse, known = compile_contract(table, terms), compile_parse("a row", terms), drop_nulls(table)

    def findings(row: dict[str, Any]) -> list[tuple[Any, ...]]:
        record = parse(row[RAW])
        return [tuple(each) for each in ([record] if isinstance(record, Finding) else contract(known(record)))]

    return findings


def _of_cell(finding: Finding, texts: dict[str, Any]) -> tuple[Any, ...]:
    """A field without a value is there, unlike a property that is missing."""
    empty = finding.found == "nothing" and finding.column in texts
    return tuple(finding._replace(found="an empty field") if empty else finding)
