"""A mart of which a test gives the rows: it stands in the catalog as if it had been built."""

import json
from typing import Any

from etl.documents import GivenMart
from etl.errors import SluiceError
from etl.marts.run import PUBLISHED, tag_of
from etl.platform.iceberg import Branch, Table
from pyspark.sql import SparkSession
from pyspark.sql.types import StructType

from workbench.rehearsal.place import Place
from workbench.rehearsal.values import parse


class RowOfTestError(SluiceError):
    """A row of a test has a column or a value that there cannot be."""


def give(spark: SparkSession, place: Place, given: GivenMart, columns: StructType, batch_date: str) -> None:
    """Publish the rows as the state of that batch date."""
    table = Table(spark, place.mart_database, given["mart"])
    if not table.exists():
        types: dict[str, tuple[str, str | None]] = {
            field.name: (field.dataType.simpleString(), None) for field in columns
        }
        table.create(types, "Rows of a test.", f"s3://{place.mart_bucket}/{given['mart']}", None)
    rows = [typed(row, columns, f"row {at} of mart.{given['mart']}") for at, row in enumerate(given["rows"], 1)]
    nullable = StructType.fromJson(json.loads(columns.json().replace('"nullable":false', '"nullable":true')))
    branch = Branch(table, "given")
    branch.create()
    branch.overwrite(spark.createDataFrame(rows, nullable), {})
    served = max(table.properties().get(PUBLISHED, ""), batch_date)
    branch.publish({PUBLISHED: served}, tag=tag_of(batch_date))


def typed(row: dict[str, Any], columns: StructType, about: str) -> tuple[Any, ...]:
    """The row's values in the order of the columns. Raises RowOfTestError; `about` begins its sentence."""
    unknown = [name for name in row if name not in columns.names]
    if unknown:
        raise RowOfTestError(
            f"{about} names {unknown[0]}, which is no column there, found {', '.join(columns.names)}; correct the test."
        )
    return tuple(_value(row.get(field.name), field.name, field.dataType, about) for field in columns)


def _value(value: Any, name: str, type_: Any, about: str) -> Any:
    try:
        return parse(value, type_)
    except ValueError as error:
        found = json.dumps(value, ensure_ascii=False)
        raise RowOfTestError(
            f"{about}: {name} is {type_.simpleString()}, expected {error}, found {found}; correct the test."
        ) from error
