"""Rows that are parsed and checked in Python, on the executors: formats whose types Spark's own readers blur.

Spark's JSON reader gives "5" and 5 as the same text, and takes numbers through a double.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyspark import RDD
from pyspark.sql import DataFrame

from etl.contract import Finding, compile_contract, compile_dates, json_text
from etl.contract.cells import compile_cell
from etl.documents import TableDefinition, Terms
from etl.errors import RowContractError
from etl.gate.rows import EXTRA, FOUND, FOUND_TYPE, POSITION, RAW
from etl.names import snake_case
from etl.readers.envelope import compile_unwrap
from etl.readers.file import File

Record = dict[str, Any]
Made = tuple[Any, ...]


def frame(
    file: File, pieces: RDD[Any], compile_records: Callable[[], Callable[[Any], Iterable[Record | Finding]]]
) -> DataFrame:
    """Rows of the records that `compile_records()` finds in each of `pieces`, compiled once a partition.

    A piece is (where it begins, what it holds); the records in it are counted from there.
    """
    table, terms, ordered = file.table, file.terms, file.is_ordered

    def rows(partition: Iterable[Any]) -> Iterator[Made]:
        records, unwrap, make = compile_records(), compile_unwrap(table, terms), compile_row(table, terms)
        for start, piece in partition:
            for at, record in enumerate(records(piece), start):
                for row in unwrap(record):
                    yield (*make(row), at) if ordered else make(row)

    names = ", ".join(f"`{column['name']}` string" for column in table["columns"])
    schema = f"{names}, {EXTRA} string, {RAW} string, {FOUND} {FOUND_TYPE}"
    schema += f", {POSITION} bigint" if ordered else ""
    return file.spark.createDataFrame(pieces.mapPartitions(rows), schema, verifySchema=False)


def compile_row(table: TableDefinition, terms: Terms) -> Callable[[Record | Finding], Made]:
    """Compile a record, or what is wrong with it, into a row of texts: its columns, `_extra`, `_raw`, `_found`."""
    contract, convert = compile_contract(table, terms), compile_dates(table)
    known = set(table["row_schema"]["properties"])
    cells = [(c["source_name"], compile_cell(c["type"])) for c in table["columns"] if c["source_name"] in known]
    added = [column["name"] for column in table["columns"] if column["source_name"] not in known]
    keep = KEEPERS[table["new_columns"]]

    def make(record: Record | Finding) -> Made:
        if isinstance(record, Finding):
            return (*(None for _ in table["columns"]), None, json_text(record.found), [tuple(record)])
        findings = [tuple(finding) for finding in contract(record)]
        raw = json_text(record) if findings else None
        extra, more = keep({name: record[name] for name in sorted(record.keys() - known)}, added)
        dated = convert(record)
        return (*(cell(dated.get(name)) for name, cell in cells), *more, extra, raw, findings or None)

    return make


Kept = tuple[str | None, list[str | None]]


def _dropped(_: Record, added: list[str]) -> Kept:
    return None, [None for _ in added]


def _rescued(unknown: Record, added: list[str]) -> Kept:
    # The column is filled from `_extra`, as it is for all formats.
    return json_text(unknown) if unknown else None, [None for _ in added]


def _evolved(unknown: Record, added: list[str]) -> Kept:
    if not unknown:
        return None, [None for _ in added]
    texts = {snake_case(name): as_text(value) for name, value in unknown.items()}
    if lost := texts.keys() - set(added):
        raise RowContractError(f"the columns {sorted(lost)} came up after the file was searched for new ones.")
    return None, [texts.get(name) for name in added]


def as_text(value: Any) -> str | None:
    """A value of a column without a declared type: text as it is, anything else as JSON."""
    return value if value is None or isinstance(value, str) else json_text(value)


KEEPERS: dict[str, Callable[[Record, list[str]], Kept]] = {
    "reject": _dropped,
    "ignore": _dropped,
    "rescue": _rescued,
    "evolve": _evolved,
}
