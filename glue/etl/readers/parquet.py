"""Parquet: columns by name, at any depth; what they hold has a type already."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    ByteType,
    DataType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    ShortType,
    StringType,
    StructType,
    TimestampNTZType,
    TimestampType,
)

from etl.errors import RowContractError
from etl.gate.rows import EXTRA, RAW
from etl.names import quoted, snake_case
from etl.readers.file import File

WHOLE: dict[type[DataType], int] = {ByteType: 3, ShortType: 5, IntegerType: 10, LongType: 19}
WIDER: dict[type[DataType], str] = dict.fromkeys((ByteType, ShortType, IntegerType), "bigint") | {FloatType: "double"}
# JSON of a row, nulls and digits included; times as JSON Schema wants them.
AS_JSON = {"ignoreNullFields": "false"}
AS_JSON |= {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}


def read(file: File) -> DataFrame:
    """Columns with the types of the table, by staging name. Raises RowContractError where a type does not fit."""
    raw, wanted, names, declared = _raw(file), _wanted(file), _names(file), _declared(file)
    values = []
    for field in raw.schema:
        if field.name in names:
            name, value, type_ = names[field.name], F.col(quoted(field.name)), field.dataType
            if field.name not in declared:
                value, type_ = _plain(value, type_)
            values.append(_conform(file, field.name, value, type_, wanted[name]).alias(name))
    unknown = [F.col(quoted(name)) for name in sorted(raw.columns) if name not in declared]
    extra = F.nullif(F.to_json(F.struct(*unknown)), F.lit("{}")) if unknown else F.lit(None).cast("string")
    text = F.to_json(F.struct(*[F.col(quoted(name)) for name in raw.columns]), AS_JSON)
    return raw.select(*values, extra.alias(EXTRA), text.alias(RAW), *file.position)


def types(file: File) -> dict[str, str]:
    """The Spark SQL type of each column, as wide as a column that may have other files, too, should be."""
    return {field.name: _evolved(field.dataType) for field in _raw(file).schema}


def _raw(file: File) -> DataFrame:
    # Pages may carry checksums: without them, a changed value is a value.
    return file.spark.read.option("parquet.page.verify-checksum.enabled", True).parquet(file.path)


def _declared(file: File) -> dict[str, str]:
    return {c["source_name"]: c["name"] for c in file.table["columns"] if c["source_name"] is not None}


def _names(file: File) -> dict[str, str]:
    """Staging names of the file's columns, evolved ones included."""
    added = {column["name"] for column in file.table["columns"] if column["source_name"] is None}
    evolved = {name: snake_case(name) for name in file.facts["header"] if snake_case(name) in added}
    return evolved | _declared(file)


def _wanted(file: File) -> dict[str, DataType]:
    columns = [F.lit(None).cast(column["type"]).alias(column["name"]) for column in file.table["columns"]]
    return {field.name: field.dataType for field in file.spark.range(0).select(*columns).schema}


def _evolved(type_: DataType) -> str:
    if isinstance(type_, ArrayType | StructType | MapType | BinaryType):
        return "string"
    if isinstance(type_, TimestampNTZType):
        return "timestamp"
    return WIDER.get(type(type_), type_.simpleString())


def _plain(value: Column, type_: DataType) -> tuple[Column, DataType]:
    """A value of an evolved column: a nested value is kept as JSON, since nobody has declared its parts."""
    if isinstance(type_, BinaryType):
        return F.base64(value), StringType()
    if isinstance(type_, ArrayType | StructType | MapType):
        return F.to_json(value), StringType()
    return value, type_


def _conform(file: File, path: str, value: Column, found: DataType, wanted: DataType) -> Column:
    """`value` as `wanted`, fields by name; a field that the file lacks is NULL."""
    if isinstance(wanted, StructType) and isinstance(found, StructType):
        fields = {field.name: field.dataType for field in found}
        parts = [
            _conform(file, f"{path}.{field.name}", value.getField(field.name), fields[field.name], field.dataType)
            if field.name in fields
            else F.lit(None).cast(field.dataType)
            for field in wanted
        ]
        made = F.struct(*[part.alias(field.name) for part, field in zip(parts, wanted, strict=True)])
        return F.when(value.isNotNull(), made)
    if isinstance(wanted, ArrayType) and isinstance(found, ArrayType):
        return F.transform(value, lambda item: _conform(file, f"{path}[]", item, found.elementType, wanted.elementType))
    if not _fits(found, wanted):
        raise RowContractError(
            f"{file.table['id']}: the column {path} is {found.simpleString()} in the file, expected "
            f"{wanted.simpleString()} or what it has room for; correct the file, or change row.schema.json."
        )
    return value.cast(wanted)


def _fits(found: DataType, wanted: DataType) -> bool:
    """Whether the cast loses nothing; the twin of functions/core/validation/parquet/fits.ts."""
    whole = WHOLE.get(type(found))
    if isinstance(wanted, DecimalType):
        if isinstance(found, DecimalType):
            return found.scale <= wanted.scale and found.precision - found.scale <= wanted.precision - wanted.scale
        return whole is not None and whole <= wanted.precision - wanted.scale
    if isinstance(wanted, LongType):
        return whole is not None
    if isinstance(wanted, DoubleType):
        return isinstance(found, FloatType | DoubleType)
    if isinstance(wanted, TimestampType):
        return isinstance(found, TimestampType | TimestampNTZType)
    return type(found) is type(wanted)
