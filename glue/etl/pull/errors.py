"""Errors of a pull. `retryable`: whether the state machine starts the same pull once more, with a new instant."""

from etl.errors import SluiceError


class LoginRefusedError(SluiceError):
    """The database refused user or password. Another attempt could lock the account."""


class RelationMissingError(SluiceError):
    """The database has no such table or view, or its user may not know of it."""


class PrivilegeMissingError(SluiceError):
    """The user of the database may not do what the pull asks for."""


class ConnectionUrlError(SluiceError):
    """The driver, or Sluice, does not take the URL of a connection."""


class DatabaseUnreachableError(SluiceError):
    """Nothing answers at the URL, or it takes no more connections for now."""

    retryable = True


class InstantLostError(SluiceError):
    """The database could no longer show the instant that the pull reads. A new pull takes a new instant."""

    retryable = True


class DatabaseQueryError(SluiceError):
    """The database refused a statement for another reason, which its own words tell."""


class PullTypeError(SluiceError):
    """A column of the database has a type that the property of row.schema.json cannot hold without loss."""


class SchemaChangedError(SluiceError):
    """A column that follows the database is gone, or has a type to which its column in staging cannot be widened."""


class PullValueError(SluiceError):
    """A value of the database has more digits, or more of a time, than the property of row.schema.json."""
