"""Reading a load: exactly its version, by column name, with the declared types, checked, with key and row hash."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from etl.contract.finding import clip
from etl.documents import TableDefinition, Terms, ValidationFacts
from etl.errors import DuplicateKeyError, RowContractError
from etl.gate import set_aside
from etl.gate.casting import typed
from etl.gate.certain import compile_certain
from etl.gate.rejection import SHOWN, findings, problem
from etl.gate.rows import BAD, PART, POSITION
from etl.gate.set_aside import SetAside
from etl.load import identity
from etl.load.delivery import Delivery
from etl.platform.objects import Objects
from etl.readers import READERS
from etl.readers.file import File

Marks: TypeAlias = Callable[[DataFrame, TableDefinition], DataFrame]
"""Adds columns to the rows of a file by which their feed tells them apart (load/identity.py)."""


@dataclass(frozen=True)
class Opened:
    """A load's rows: own columns, marks, `_bad`; and what was set aside of them.

    `are_kept`: the rows are read once. Else each use reads the file again.
    """

    rows: DataFrame
    are_kept: bool
    aside: SetAside


def needs_contract(table: TableDefinition, terms: Terms, facts: ValidationFacts) -> bool:
    """Whether Spark's columns cannot settle every row of a file, as is known before it is read."""
    trusted = facts["rows"] is not None and not facts["rows_quarantined"]
    return not trusted or compile_certain(table, terms) is None


@contextmanager
def opened(
    files: Sequence[tuple[File, Delivery]], mark: Marks, every_row: bool, objects: Objects, quarantine: str
) -> Iterator[Opened]:
    """The rows of a load that keep the contract.

    Where `every_row` is false, rows may be left that their columns do not show to be valid: they have `_bad`, and
    whoever takes the rows has to count it (agreement.counts). Where it is true, every row has been checked, and those
    that break the contract are in the bucket `quarantine`, or the file is refused: RowContractError.
    """
    for file, delivery in files:
        refuse_undeclared(file.table, delivery.facts["header"])
    with ExitStack() as stack:
        table = files[0][0].table
        every = mark(_union([file for file, _ in files], every_row), table)
        are_kept = every_row or files[0][0].single_partition or not is_read_easily(table)
        if are_kept:
            every = every.persist()
            stack.callback(every.unpersist)
        asides = [
            set_aside.take(every.where(F.col(PART) == at), table, delivery.load, objects, quarantine)
            for at, (_, delivery) in enumerate(files if every_row else [])
        ]
        aside = set_aside.together(asides)
        yield Opened((every.where(F.col(BAD).isNull()) if aside.count else every).drop(PART), are_kept, aside)


def is_read_easily(table: TableDefinition) -> bool:
    """Whether a large file is read twice in less time than it takes to keep its rows. Without a key, rows are numbered
    as they are read."""
    return table["format"]["type"] == "parquet" and bool(table["natural_key"])


def _union(files: list[File], every_row: bool) -> DataFrame:
    """The typed rows of the files, by the names of their columns; `_part` says which file a row is from."""
    parts = [_typed(file, every_row).withColumn(PART, F.lit(at)) for at, file in enumerate(files)]
    rows = reduce(lambda left, right: left.unionByName(right, allowMissingColumns=True), parts)
    return rows.coalesce(1) if files[0].single_partition else rows


@contextmanager
def opened_together(file: File) -> Iterator[DataFrame]:
    """The rows of files that are alike, with the `_part` that each is from, and `_position` as of a file on its own.

    Cached. Rows that their columns do not show to be valid have `_bad`, as those of `opened`.
    """
    refuse_undeclared(file.table, file.facts["header"])
    rows = _typed(file, every_row=False).coalesce(1)
    first = F.min(POSITION).over(Window.partitionBy(PART))
    rows = identity.hashed(rows.withColumn(POSITION, F.col(POSITION) - first), file.table).persist()
    try:
        yield rows
    finally:
        rows.unpersist()


def _typed(file: File, every_row: bool) -> DataFrame:
    return typed(READERS[file.table["format"]["type"]](file), file.table, file.terms, every_row)


def path_of(table: TableDefinition, extension: str, work: str, name: str = "data") -> str:
    """Where a version is copied to: Spark reads keys, not versions, and trusts extensions."""
    return f"{work}/{name}.{table['format']['type']}{extension}"


def refuse_undeclared(table: TableDefinition, header: list[str]) -> None:
    """Hold columns that the definition does not know against `new_columns`."""
    known = {column["source_name"] for column in table["columns"]}
    unknown = sorted(set(header) - known)
    # In the rows of the other formats it is the row that breaks the contract.
    if unknown and table["new_columns"] == "reject" and table["format"]["type"] in ("csv", "parquet"):
        raise RowContractError(
            f"{table['id']}: column {unknown} is not declared; add it to row.schema.json, or set new_columns to ignore."
        )


def refuse_duplicates(table: TableDefinition, delivery: Delivery, rows: DataFrame) -> None:
    """Raise, naming the first few natural keys that stand in more than one row."""
    names = table["natural_key"]
    many = rows.groupBy(*names).count().where("count > 1")
    first = many.orderBy(*names).limit(SHOWN).collect()
    keys = [f"{', '.join(f'{name}={row[name]}' for name in names)} ({row['count']} rows)" for row in first]
    error = DuplicateKeyError(
        f"{table['id']}: {delivery.load['key']} has several rows of one natural key: {'; '.join(keys[:3])}; correct "
        "the file, or declare the natural_key that is unique ([] if there is none)."
    )
    sources = {column["name"]: column["source_name"] for column in table["columns"]}
    columns = [sources[name] for name in names]
    column, expected = columns[0] if len(columns) == 1 else None, f"each {', '.join(columns)} once in a snapshot"
    problems = [problem(column, "duplicate_key", expected, clip(key)) for key in keys]
    error.findings = findings(delivery.load, rows.count(), {"duplicate_key": many.count()}, problems)
    raise error
