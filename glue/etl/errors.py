"""Errors of the jobs. The class name is what Glue's ErrorMessage starts with and what people search for.

All of them are about data or definitions: running the same job again does not help, so none is to be retried.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class SluiceError(Exception):
    """Base class: one sentence that names the table, what was expected, what was found, and the remedy."""


class FileError(SluiceError):
    """The file breaks its table's contract. Of the two documents etl/gate/rejection.py says what is in them.

    `findings`: what was found in which file, where more is known than the sentence. `rejection`: what is to lie beside
    the file in quarantine; None where the file is not that of the load, but one that depends on it.
    """

    findings: dict[str, Any] | None = None
    rejection: dict[str, Any] | None = None


class DefinitionError(SluiceError):
    """The compiled definitions have no such table or mart, or ask for something that no job knows."""


class ObjectMissingError(SluiceError):
    """An object (or the version of it that a load speaks for) is not in S3."""


class RowContractError(FileError):
    """A value is not of the declared type, a record is malformed, or a column is not declared."""


class UncertainRowsError(SluiceError):
    """Rows are left that only a closer look can judge: the job looks again, thoroughly. Nobody outside sees this."""


class RowCountError(SluiceError):
    """Rows read, staged, unchanged and quarantined do not add up."""


class DuplicateKeyError(FileError):
    """A snapshot has two rows of one natural key."""


class MassDeleteError(SluiceError):
    """A snapshot would delete more of the table than its definition allows."""


class StagingSchemaError(SluiceError):
    """The definition asks for a column type that the staging table cannot be evolved to."""


class CommitConflictError(SluiceError):
    """Somebody else changed the table while this job was preparing its commit."""


class MartInputError(SluiceError):
    """An input of a mart does not exist yet."""


class MartSchemaError(SluiceError):
    """The mart's SQL gives columns that the existing table cannot be evolved to."""


class MartTestError(SluiceError):
    """A test of a mart failed; the mart as published before keeps serving."""


@contextmanager
def named_errors(about: str) -> Iterator[None]:
    """Let an error of an executor, who does not know what it reads, keep its name and sentence; `about` begins it."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PythonException

    try:
        yield
    except (PythonException, Py4JJavaError) as error:
        known = {kind.__name__: kind for base in (SluiceError, FileError) for kind in base.__subclasses__()}
        found = re.search(rf"^(?:\w+\.)*({'|'.join(known)}): (.*)$", str(error), re.MULTILINE)
        if found is None:
            raise
        raise known[found[1]](f"{about}: {found[2]}") from error
