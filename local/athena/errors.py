"""Failures of a query, whose text is that of Athena's StateChangeReason, the error code first."""

from __future__ import annotations


class QueryError(Exception):
    """A failed query; `str()` is `CODE: sentence`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class TableNotFoundError(QueryError):
    """A name in FROM that the catalog does not hold; line and column are those of the query, from 1."""

    def __init__(self, line: int, column: int, name: str) -> None:
        super().__init__("TABLE_NOT_FOUND", f"line {line}:{column}: Table '{name}' does not exist")
