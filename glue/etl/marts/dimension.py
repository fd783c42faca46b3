"""dimension: the rows of as_of or scd2, each with a surrogate key, and the member "unknown".

The surrogate key is a hash of the mart, the natural key and the start of the version: the same in every build, so that
facts and dimensions are built apart. docs/interfaces.md has the formula. Facts whose member is missing point to
"unknown" (Kimball and Ross, The Data Warehouse Toolkit, 3rd ed., chapter 3), so that an inner join loses none. Of a
calendar the surrogate key is the day as the number yyyymmdd, and that of "unknown" is 0.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType, DataType, StringType, StructField

from etl.documents import MartDefinition
from etl.errors import MartSchemaError
from etl.load import hashing
from etl.marts import calendar, scd2
from etl.marts.intervals import CURRENT, FROM, TO
from etl.marts.run import MartRun
from etl.names import quoted

UNKNOWN = "unknown"
UNKNOWN_DAY = 0

# The types of a key, as hashing.py knows them; beside them those that only the SQL of a mart gives.
TYPES = {"tinyint": "bigint", "smallint": "bigint", "int": "bigint", "float": "double"} | {
    name: name for name in hashing.CANONICAL if name != "decimal"
}


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """The members with their surrogate keys in the first column, and "unknown"; versions where the rows have them."""
    name = surrogate_key_of(run.mart)
    present = {column.lower() for column in rows.columns}
    members = scd2.shape(run, rows) if present & {FROM, TO} else rows
    if name in {column.lower() for column in members.columns}:
        raise MartSchemaError(
            f"{run.mart['id']}: mart.sql gives a column {name}, which is the surrogate_key that the job adds; rename "
            "one of them."
        )
    key = _surrogate_key(run.mart, members).alias(name)
    keyed = members.select(key, *map(quoted, members.columns))
    nobody = unknown_key(keyed.schema.fields[0].dataType).alias(name)
    unknown = run.spark.range(1).select(nobody, *map(_of_unknown, keyed.schema.fields[1:]))
    return keyed.union(unknown)


def unknown_key(type_: DataType) -> Column:
    """The surrogate key of "unknown" in a dimension whose keys are of this type."""
    return F.lit(UNKNOWN if isinstance(type_, StringType) else UNKNOWN_DAY)


def is_unknown(key: Column) -> Column:
    """Whether a surrogate key is that of "unknown"."""
    return key.cast("string").isin(UNKNOWN, str(UNKNOWN_DAY))


def surrogate_key_of(mart: MartDefinition) -> str:
    """The column of the surrogate key."""
    return str(mart["surrogate_key"])


def keys(mart: MartDefinition, columns: list[str]) -> list[list[str]]:
    """What identifies a member: its natural key, with the start of a version, and its surrogate key."""
    return [_natural_key(mart, columns), [surrogate_key_of(mart)]]


def members(mart: MartDefinition, rows: DataFrame) -> DataFrame:
    """The rows without "unknown"."""
    return rows.where(~is_unknown(F.col(quoted(surrogate_key_of(mart)))))


def _natural_key(mart: MartDefinition, columns: list[str]) -> list[str]:
    return [*mart["natural_key"], *([FROM] if FROM in (column.lower() for column in columns) else [])]


def _surrogate_key(mart: MartDefinition, rows: DataFrame) -> Column:
    given = {field.name.lower(): field.dataType.simpleString() for field in rows.schema}
    if mart["calendar"]:
        return calendar.key(mart, given)
    columns = _natural_key(mart, rows.columns)
    return hashing.key(mart["id"], [{"name": name, "type": _type(mart, name, given)} for name in columns])


def _type(mart: MartDefinition, name: str, given: dict[str, str]) -> str:
    if name not in given:
        raise MartSchemaError(
            f"{mart['id']}: mart.sql gives no column {name}, found {sorted(given)}; select it, as natural_key of "
            "mart.json lists it."
        )
    found = given[name]
    if found.startswith("decimal"):
        return found
    if found not in TYPES:
        raise MartSchemaError(
            f"{mart['id']}: column {name} is of type {found}, expected one of {', '.join(sorted(TYPES))} or decimal, "
            "of which a surrogate key is made; cast it in mart.sql."
        )
    return TYPES[found]


def _of_unknown(field: StructField) -> Column:
    """NULL, but "unknown" is current at all times."""
    is_current = field.name.lower() == CURRENT and isinstance(field.dataType, BooleanType)
    return F.lit(True if is_current else None).cast(field.dataType).alias(field.name)
