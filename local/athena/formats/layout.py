"""The facts of a table that a reader needs."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Layout:
    """Columns in order (lower-case names, Arrow types), serde and table parameters of the table called `table`."""

    table: str
    names: list[str]
    types: list[pa.DataType]
    serde: dict[str, str]
    parameters: dict[str, str]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema(list(zip(self.names, self.types, strict=True)))

    @property
    def header_lines(self) -> int:
        """The number of lines to skip in each file: `skip.header.line.count`."""
        return int(self.parameters.get("skip.header.line.count") or 0)
