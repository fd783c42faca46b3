"""Readers, one file a format: `read(file)` gives the rows as a DataFrame.

Its columns: declared and evolved ones that the file has, by staging name, as text or with the file's own type; `_found`
(formats whose rows are taken apart and checked in Python: what is wrong with the row, NULL when nothing is), or else
`_malformed` (the text of a record that could not be taken apart); `_raw` (the row as JSON, where it is to be set
aside); `_extra` (a JSON object of what the definition does not know, where the table keeps it); `_position` (orders the
rows, where the table has sequence_by: given before anything moves them).

A reader adds a row here.
"""

import sys
from collections.abc import Callable

from pyspark import cloudpickle
from pyspark.sql import DataFrame

from etl.readers import csv, json, jsonl, parquet, xml
from etl.readers.file import File

# Executors get the library with the task: how a cluster spreads it to Python workers is its own affair.
cloudpickle.register_pickle_by_value(sys.modules["etl"])  # type: ignore[no-untyped-call]

READERS: dict[str, Callable[[File], DataFrame]] = {
    "csv": csv.read,
    "json": json.read,
    "jsonl": jsonl.read,
    "parquet": parquet.read,
    "xml": xml.read,
}
