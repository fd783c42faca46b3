"""The contract of one row: its JSON Schema, and what its columns' types add to it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from etl.contract.advice import explained
from etl.contract.compile import Compiler
from etl.contract.dates import compile_date_check, compile_dates
from etl.contract.finding import Finding, show
from etl.contract.operation import explain_operation, operation_column
from etl.contract.ranges import compile_range
from etl.documents import TableDefinition, Terms

Contract: TypeAlias = Callable[[dict[str, Any]], list[Finding]]


def compile_contract(table: TableDefinition, terms: Terms) -> Contract:
    """Compile the check of a record by property name, its dates as the file writes them.

    `terms` is `contract` of definitions.json. Whether a property may be one that the schema does not know is decided by
    `new_columns`, whatever `additionalProperties` says at the top level. Raises DefinitionError for a
    schema that no build lets pass.
    """
    schema = {name: value for name, value in table["row_schema"].items() if name != "additionalProperties"}
    compiler, phrases = Compiler(schema, terms), terms["phrases"]
    check = compiler.compile(schema)
    ranges = [(c["source_name"], part) for c in table["columns"] if (part := compile_range(c["type"], phrases))]
    known, rejects = frozenset(schema.get("properties") or ()), table["new_columns"] == "reject"
    numeric = frozenset(terms["keywords"]["numeric"])
    convert = compile_dates(table)
    operation = operation_column(table)
    dates = [
        (c["source_name"], compile_date_check(c, pattern, phrases))
        for c in table["columns"]
        if (pattern := c.get("pattern"))
    ]

    def contract(record: dict[str, Any]) -> list[Finding]:
        out = compiler.outcome()
        check(convert(record) if dates else record, None, out)
        found = out.findings
        for name, date_check in dates:
            if wrong := date_check(record.get(name)):
                found = [*(finding for finding in found if finding.column != name), wrong]
        outside = _ranges(record)
        if outside:
            places = {finding.column for finding in outside}
            # A number that the column has no room for says nothing more by also breaking a bound of its schema.
            inside = (finding for finding in found if finding.column not in places or finding.rule not in numeric)
            found = [*inside, *outside]
        if found:
            found = [explained(finding, table) for finding in found]
        if found and operation:
            found = [_remedied(finding) for finding in found]
        return [*_new_columns(record), *found] if rejects else found

    def _remedied(finding: Finding) -> Finding:
        return explain_operation(finding, operation, phrases)

    def _new_columns(record: dict[str, Any]) -> list[Finding]:
        names = (name for name in record if name not in known)
        return [Finding(name, "new_column", phrases["new_column"], show(record[name])) for name in names]

    def _ranges(record: dict[str, Any]) -> list[Finding]:
        out = compiler.outcome()
        for name, part in ranges:
            if name in record:
                part(record[name], (None, name), out)
        return out.findings

    return contract
