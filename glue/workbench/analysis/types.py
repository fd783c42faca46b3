"""Which types compare with one another as a person means it; Spark would cast one of them without a word."""

from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    MapType,
    NullType,
    NumericType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

TIMES = (DateType, TimestampType)
FAMILIES: tuple[tuple[type[DataType], ...], ...] = ((NumericType,), (StringType,), (BooleanType,), TIMES)
NESTED = (ArrayType, MapType, StructType)


def alike(one: DataType, other: DataType) -> bool:
    """Whether both are numbers, texts, booleans or times; a type that is not known is like any other."""
    if isinstance(one, NullType) or isinstance(other, NullType):
        return True
    return any(isinstance(one, family) and isinstance(other, family) for family in FAMILIES) or one == other


def fits(value: object, type_: DataType) -> bool:
    """Whether a value of mart.json (text, number or boolean) can be one of a column of that type."""
    if isinstance(type_, NullType):
        return True
    if isinstance(value, bool):
        return isinstance(type_, BooleanType)
    if isinstance(value, int | float):
        return isinstance(type_, NumericType)
    return isinstance(type_, StringType | DateType | TimestampType)


def find(columns: StructType, name: str) -> StructField | None:
    """The column of that name; Spark compares names without case."""
    return next((field for field in columns.fields if field.name.lower() == name.lower()), None)
