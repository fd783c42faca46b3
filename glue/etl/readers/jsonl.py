"""JSON Lines: one object a line."""

from collections.abc import Callable, Iterator
from typing import Any

from pyspark import RDD
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.contract import Finding, compile_parse, trim
from etl.documents import Terms
from etl.readers import content, records
from etl.readers.file import File

EXPECTED = "one JSON object on the line"
Record = dict[str, Any]


def read(file: File) -> DataFrame:
    """Rows of the lines that are not blank. UTF-8 is cut at line ends by Spark; other encodings are read as a whole."""
    encoding, compression, terms = file.encoding, file.compression, file.terms
    if encoding == "utf-8":
        return records.frame(file, _lines(file), lambda: _of_lines(terms))
    return records.frame(file, content.pieces(file), lambda: _of_content(encoding, compression, terms))


def _lines(file: File) -> RDD[Any]:
    # Spark leaves out a byte order mark at the start of the file.
    lines = file.spark.read.option("lineSep", "\n").text(file.path)
    placed = lines.select(*(file.position or [F.lit(0)]), F.col("value").cast("binary"))
    return file.spread(placed).rdd.map(lambda row: (row[0], bytes(row[1])))


def _of_lines(terms: Terms) -> Callable[[bytes], Iterator[Record | Finding]]:
    parse = compile_parse(EXPECTED, terms)

    def found(line: bytes) -> Iterator[Record | Finding]:
        text = content.decode(lambda data, _: data.decode("utf-8"), line, "utf-8", True)
        if trim(text):
            yield parse(text)

    return found


def _of_content(encoding: str, compression: str, terms: Terms) -> Callable[[bytes], Iterator[Record | Finding]]:
    parse = compile_parse(EXPECTED, terms)

    def found(whole: bytes) -> Iterator[Record | Finding]:
        for line in "".join(content.texts(whole, encoding, compression)).split("\n"):
            if trim(line):
                yield parse(line)

    return found
