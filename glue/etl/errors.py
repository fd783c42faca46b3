"""Errors of the jobs. The class name is in Glue's ErrorMessage and in the failure document, and people search for it.

Nearly all of them are about data or definitions, which another run of the job would find as they are.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from etl.documents import MartReport, Rejection


class SluiceError(Exception):
    """Base class: one sentence that names the table, what was expected, what was found, and the remedy.

    `retryable`: whether the same job can succeed a little later. The state machines run a job once more exactly then:
    the failure document says so (etl/platform/failures.py).
    """

    retryable: ClassVar[bool] = False


class FileError(SluiceError):
    """The file breaks its table's contract. etl/gate/rejection.py describes the two documents.

    `findings`: what was found, and in which file, if the job knows more than the sentence says. `rejection`: the
    document that belongs beside the file in quarantine; None if a later file of the table is to blame.
    """

    findings: Rejection | None = None
    rejection: Rejection | None = None


class DefinitionError(SluiceError):
    """The compiled definitions lack a table or mart, or ask for a thing that no job can do."""


class ObjectMissingError(SluiceError):
    """An object, or the version of it that a load names, is not in S3."""


class RowContractError(FileError):
    """A value has another type than declared, a record is malformed, or a column is not declared."""


class UncertainRowsError(SluiceError):
    """Some rows need a closer look. The staging job catches this and looks again, thoroughly."""


class TogetherError(SluiceError):
    """Loads that cannot be staged in one commit. The staging job catches this and stages them one by one."""


class RowCountError(SluiceError):
    """The rows that were staged, unchanged and quarantined do not add up to the rows that were read."""


class DuplicateKeyError(FileError):
    """A snapshot has two rows with the same natural key."""


class MassDeleteError(SluiceError):
    """A snapshot would delete more of the table than its definition allows. A person may approve it."""


class SnapshotPartError(SluiceError):
    """The batch date has a file under another name already: a part or a mistake, which a person decides."""


class ImplausibleDateError(SluiceError):
    """Changes take effect long after the file's own time. A person may approve them."""


class StagingSchemaError(SluiceError):
    """The definition gives a column a type that the column of the staging table cannot be widened to."""


class CommitConflictError(SluiceError):
    """Maintenance changed the table during every attempt to commit. It ends by itself, so another run can succeed."""

    retryable = True


class MartInputError(SluiceError):
    """An input of a mart does not exist yet."""


class MartSchemaError(SluiceError):
    """The mart's SQL gives columns that the existing table cannot be evolved to."""


class MartTestError(SluiceError):
    """A test of a mart failed. The mart as published before stays in place.

    `report`: that of the build which is held back, where there is one.
    """

    report: MartReport | None = None


class MaintenanceError(SluiceError):
    """The maintenance of some tables stopped half-way, which leaves them right. The next run goes on with them."""


class MartRollbackError(SluiceError):
    """A mart has no state of the batch date that is to be served, or serves it already."""


SQL_STATE = r"(?: SQLSTATE: \w{5})?"
"""How Spark 4 ends its sentences."""


@contextmanager
def named_errors(about: str) -> Iterator[None]:
    """Raise an error of an executor again under its own name and sentence.

    An executor does not know which file it reads, so `about` begins the sentence.
    """
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        known = {kind.__name__: kind for base in (SluiceError, FileError) for kind in base.__subclasses__()}
        # `raise_error` of SQL gives a RuntimeException with the sentence, that of Spark 4 one with a class and a state.
        start = r"^(?:(?:Caused by: )?java\.lang\.RuntimeException: |\[USER_RAISED_EXCEPTION\] |(?:\w+\.)*)"
        found = re.search(rf"{start}({'|'.join(known)}): (.*?){SQL_STATE}$", str(error), re.MULTILINE)
        if found is None:
            raise
        raise known[found[1]](f"{about}: {found[2]}") from error
