"""A file whose content Spark cannot read, although the validator found nothing wrong with it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from etl.contract.finding import clip
from etl.documents import TableDefinition
from etl.errors import RowContractError

# A dictionary is looked up after the page was read, where no error names the file any more.
LOST_IN_DICTIONARY = "org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary.decode"

# Spark names no file where decompression fails in it.
IN_ARCHIVE = re.compile(r"^.*(?:Exception|Error)\b.*\n\s+at org\.apache\.hadoop\.io\.compress\.", re.MULTILINE)


@contextmanager
def refused(table: TableDefinition, key: str, path: str) -> Iterator[None]:
    """Raise RowContractError where Spark fails in the file at `path`, which is a copy of `key`.

    The validator reads only the footer of parquet; damage in its pages shows up here, and so does damage in an archive
    that it had no time to read to its end.
    """
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        told = str(error)
        unreadable = f"Encountered error while reading file {path}" in told
        unreadable |= IN_ARCHIVE.search(told) is not None
        unreadable |= table["format"]["type"] == "parquet" and LOST_IN_DICTIONARY in told
        if not unreadable:
            raise
        raise RowContractError(
            f"{table['id']}: {key} is damaged: Spark cannot read its content ({clip(_cause(told))}); write the file "
            "again, and send it again."
        ) from error


def _cause(told: str) -> str:
    """What the innermost exception of a Java stack trace says."""
    causes = re.findall(r"^(?:Caused by: )?(?:[\w$]+\.)+([\w$]+(?:: .*)?)$", told, re.MULTILINE)
    read = [cause for cause in causes if not cause.startswith("SparkException")]
    return read[-1] if read else "no cause is told"
