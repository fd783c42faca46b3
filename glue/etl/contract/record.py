"""The contract of one row: its JSON Schema, and what its columns' types add to it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from etl.contract.compile import Compiler
from etl.contract.dates import compile_date_check, compile_dates
from etl.contract.finding import Finding
from etl.contract.ranges import compile_range
from etl.definitions import Document

Contract: TypeAlias = Callable[[dict[str, Any]], list[Finding]]
# A number that the column has no room for says nothing more by also being too large for these.
NUMERIC = frozenset(("multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))
FORMAT = frozenset(("format",))


def compile_contract(table: Document, formats: dict[str, str]) -> Contract:
    """Compile the check of a record by property name, its dates as the file writes them.

    `formats` is that of definitions.json. Properties that the schema does not know are the business of `new_columns`,
    whatever `additionalProperties` says at the top level. Raises DefinitionError for a schema that no build lets pass.
    """
    schema = {name: value for name, value in table["row_schema"].items() if name != "additionalProperties"}
    compiler = Compiler(schema, formats)
    check = compiler.compile(schema)
    ranges = [(c["source_name"], part) for c in table["columns"] if (part := compile_range(c["type"]))]
    convert = compile_dates(table)
    dates = [(c["source_name"], compile_date_check(c)) for c in table["columns"] if c.get("pattern")]

    def contract(record: dict[str, Any]) -> list[Finding]:
        out = compiler.outcome()
        check(convert(record) if dates else record, None, out)
        found = out.findings
        for name, date_check in dates:
            found = _instead(found, name, FORMAT, date_check(record.get(name)))
        for broken in _ranges(record):
            found = _instead(found, broken.column, NUMERIC, broken)
        return found

    def _ranges(record: dict[str, Any]) -> list[Finding]:
        out = compiler.outcome()
        for name, part in ranges:
            if name in record:
                part(record[name], (None, name), out)
        return out.findings

    return contract


def _instead(found: list[Finding], column: str | None, rules: frozenset[str], own: Finding | None) -> list[Finding]:
    """The findings with `own`, which says it better, in place of those about the same column and `rules`."""
    kept = [finding for finding in found if finding.column != column or finding.rule not in rules]
    return kept if own is None else [*kept, own]
