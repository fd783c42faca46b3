"""CSV; TSV is compiled to it."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from etl.contract.words import words
from etl.documents import CsvFormat
from etl.errors import RowContractError
from etl.gate.rows import EXTRA, MALFORMED, RAW
from etl.names import snake_case
from etl.readers import content
from etl.readers.file import File

LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
# Spark turns every unquoted empty field into its nullValue, whatever that is; this one cannot be in a file.
UNQUOTED_EMPTY = "\u0000empty"


def read(file: File) -> DataFrame:
    """Text columns by staging name. Positions come from the file's own header, never from the definition."""
    if not file.is_known:
        refuse_bad_bytes(file)
    table, format_ = file.table, file.table["format"]
    if format_["type"] != "csv":
        raise AssertionError("the reader of csv reads nothing else")
    header = file.facts["header"] if format_["header"] else [column["source_name"] for column in table["columns"]]
    positions = [f"c{index}" for index in range(len(header))]
    fields = [StructField(name, StringType()) for name in [*positions, MALFORMED]]
    options = _options(format_, file)
    reader = file.spark.read.schema(StructType(fields)).options(**options).option("header", format_["header"])
    raw = reader.option("columnNameOfCorruptRecord", MALFORMED).csv(file.path)
    values = {name: _value(F.col(at), words(table, name).nulls) for at, name in zip(positions, header, strict=True)}
    names = {column["source_name"]: column["name"] for column in table["columns"] if column["source_name"]}
    added = {column["name"] for column in table["columns"] if column["source_name"] is None}
    evolved = {name: snake_case(name) for name in values if name not in names and snake_case(name) in added}
    known = [value.alias((names | evolved)[name]) for name, value in values.items() if name in names | evolved]
    every = F.to_json(F.struct(*[value.alias(name) for name, value in values.items()]))
    if options.get("lineSep") == "\n" and not file.is_known:
        # Lines that end otherwise than the first one leave their carriage return in the last field.
        last = F.col(positions[-1])
        raw = raw.withColumn(MALFORMED, F.coalesce(MALFORMED, F.when(last.endswith("\r"), last)))
    text = F.when(F.col(MALFORMED).isNotNull(), F.to_json(F.struct(F.col(MALFORMED).alias("(record)")))).otherwise(
        every
    )
    extra = _extra(values, names).alias(EXTRA)
    return raw.select(*known, MALFORMED, extra, text.alias(RAW), *file.position, *file.part)


def _extra(values: dict[str, Column], names: dict[str, str]) -> Column:
    """A JSON object of the unknown columns that have a value; NULL when none has."""
    unknown = [value.alias(name) for name, value in sorted(values.items()) if name not in names]
    if not unknown:
        return F.lit(None).cast("string")
    return F.nullif(F.to_json(F.struct(*unknown)), F.lit("{}"))


def refuse_bad_bytes(file: File) -> None:
    """Raise when a file that nobody has read to its end holds bytes that are no text: Spark would replace them."""
    if file.encoding.startswith("utf-16"):
        encoding, compression = file.encoding, file.compression
        content.pieces(file).foreach(lambda piece: _read(piece[1], encoding, compression))
        return
    lines = file.spark.read.option("lineSep", "\n").text(file.path).select(F.col("value").cast("binary").alias("bytes"))
    text = F.decode("bytes", file.encoding)
    broken = lines.where((F.encode(text, file.encoding) != F.col("bytes")) | F.contains(text, F.lit("\0")))
    if not broken.isEmpty():
        raise RowContractError(
            f"{file.table['id']}: the file holds bytes that are no {file.encoding}, or a NUL byte; save it as "
            f"{file.encoding} and send it again."
        )


def _read(whole: bytes, encoding: str, compression: str) -> None:
    for _ in content.texts(whole, encoding, compression):
        pass


def _options(format_: CsvFormat, file: File) -> dict[str, str | bool | int]:
    quote = format_["quote"]
    options: dict[str, str | bool | int] = {
        "sep": format_["delimiter"],
        "quote": quote,
        "escape": quote,  # RFC 4180: a quote is doubled
        "encoding": file.encoding,
        "nullValue": UNQUOTED_EMPTY,
        "emptyValue": "",
        "mode": "PERMISSIVE",
        # A row of the validator's length has one field more than commas.
        "maxColumns": file.terms["limits"]["row_length"] + 1,
        "unescapedQuoteHandling": "RAISE_ERROR",
    }
    return options | {"multiLine": True, "lineSep": _line_end(file)} if _needs_stream(format_, file) else options


def _line_end(file: File) -> str:
    """How the first line ends, and so all do: with it, Spark keeps the line ends inside quotes."""
    if file.is_known and (told := file.facts.get("line_end")):
        return LINE_ENDS[told]
    lines = file.spark.read.option("lineSep", "\n").text(file.path)
    first = lines.select(F.col("value").cast("binary").alias("bytes")).first()
    # In UTF-16, either byte order, a carriage return before the byte of the line feed ends with these two.
    sign = b"\r\x00" if file.encoding.startswith("utf-16") else b"\r"
    return "\r\n" if first is not None and bytes(first["bytes"]).endswith(sign) else "\n"


def _needs_stream(format_: CsvFormat, file: File) -> bool:
    """Whether the file is parsed from start to end, in one partition: splitting looks only for the byte \\n."""
    wide = file.encoding.startswith("utf-16")
    broken = bool(file.facts.get("embedded_newlines")) or not file.is_known
    # Cutting lines itself, Spark drops those of white space.
    broken = broken or bool(file.facts.get("blank_rows"))
    return broken or wide or (bool(file.facts.get("bom")) and not format_["header"])


def _value(raw: Column, nulls: frozenset[str]) -> Column:
    """NULL where the field stands for null; only of an empty field does Spark tell whether it was quoted."""
    text = raw if "" in nulls else F.coalesce(raw, F.lit(""))
    others = sorted(nulls - {""})
    return F.when(~text.isin(*others), text) if others else text
