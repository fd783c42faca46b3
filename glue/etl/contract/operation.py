"""The remedy in findings about the operation column: the twin of rows/operation.ts."""

from etl.contract.finding import Finding
from etl.contract.phrases import fill
from etl.documents import Phrases, TableDefinition


def operation_column(table: TableDefinition) -> str | None:
    """The source column of the kind of change."""
    operation = table["operation"]
    if operation is None:
        return None
    return next(column["source_name"] for column in table["columns"] if column["name"] == operation["column"])


def explain_operation(finding: Finding, column: str | None, phrases: Phrases) -> Finding:
    """The finding, with the remedy where it is about the operation column."""
    remedies = {"enum": phrases["operation"]["value"], "required": phrases["operation"]["none"]}
    if finding.column != column or finding.rule not in remedies:
        return finding
    return finding._replace(expected=fill(remedies[finding.rule], finding.expected))
