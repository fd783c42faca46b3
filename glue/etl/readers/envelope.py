"""Rows out of their envelopes: the twin of functions/core/validation/rows/envelope.ts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from etl.contract import Finding, show
from etl.documents import Operation, TableDefinition, Terms

PREFIX = "__"
SOURCE = "source"
Record = dict[str, Any]
Unwrap = Callable[[Record | Finding], Iterable[Record | Finding]]


def compile_unwrap(table: TableDefinition, terms: Terms) -> Unwrap:
    """Compile the rows of a record: itself, or what its envelope holds (docs/interfaces.md, "Envelopes")."""
    operation = table["operation"]
    if operation is None or not operation.get("envelope"):
        return lambda record: (record,)
    unwrap = _Envelopes(table, operation, terms["phrases"]["envelope"])
    return lambda record: (record,) if isinstance(record, Finding) else unwrap.rows(record)


class _Envelopes:
    def __init__(self, table: TableDefinition, operation: Operation, expected: str) -> None:
        sources = {column["name"]: column["source_name"] for column in table["columns"]}
        self.operation, self.expected = operation, expected
        self.column = sources[operation["column"]]
        self.key = [sources[name] for name in table["natural_key"]]
        self.own = [name for name in sources.values() if name and name.startswith(PREFIX)]

    def rows(self, record: Record) -> Iterator[Record | Finding]:
        has_sides = "before" in record or "after" in record
        body = record if has_sides else _below(record, "payload") or record
        own = self._envelopes(body)
        operation = own.get(self.column)
        deletes = operation in self.operation["delete"]
        side = "before" if deletes else "after"
        image = _below(body, side)
        if image is None:
            found = show(body[side]) if side in body else "nothing"
            yield Finding(side, "envelope", self.expected, found)
            return
        before = None if deletes else _below(body, "before")
        if before is not None and operation in self.operation["update"] and self._has_moved(before, image):
            yield before | own | {self.column: self.operation["delete"][0]}
            yield image | own | {self.column: self.operation["insert"][0]}
            return
        yield image | own

    def _envelopes(self, body: Record) -> Record:
        """The members of the envelope that the table has columns for."""
        source = _below(body, SOURCE) or {}
        own = {}
        for prefixed in self.own:
            name = prefixed.removeprefix(PREFIX)
            inner = name.removeprefix(f"{SOURCE}_")
            if name in body:
                own[prefixed] = body[name]
            elif inner != name and inner in source:
                own[prefixed] = source[inner]
        return own

    def _has_moved(self, before: Record, after: Record) -> bool:
        """Whether the key was another one before, which is a delete and an insert; one without values says nothing."""
        return all(before.get(name) is not None for name in self.key) and any(
            before[name] != after.get(name) for name in self.key
        )


def _below(values: Record, name: str) -> Record | None:
    found = values.get(name)
    return found if isinstance(found, dict) else None
