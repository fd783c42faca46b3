"""The Glue catalogue as the jobs ask it: what is missing or there already is no error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


def find(glue: Any, database: str, name: str) -> dict[str, Any] | None:
    """The table or view, or None."""
    try:
        found: dict[str, Any] = glue.get_table(DatabaseName=database, Name=name)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "EntityNotFoundException":
            return None
        raise
    return found


@contextmanager
def taken() -> Iterator[None]:
    """What is there already is as it should be."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "AlreadyExistsException":
            raise


class Refusals:
    """Errors of the catalogue after the rows are published: too late to fail the load, and told in its report."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Keep the error of this block, which registers `what`."""
        try:
            yield
        except ClientError as error:
            self.sentences.append(f"{what}: {error.response['Error']['Code']}: {error.response['Error']['Message']}")
        except BotoCoreError as error:
            self.sentences.append(f"{what}: {error}")
