"""The remedy in findings about texts that would lose something if they were cast: the twin of rows/advice.ts."""

import re
from collections.abc import Callable

from etl.contract.finding import Finding
from etl.contract.padded import is_padded
from etl.contract.words import words
from etl.documents import TableDefinition

TEXTS = frozenset(("csv", "xml"))
WAYS = "(declare a code as string; list a number in zero_padded of table.json)"
EXPONENT = re.compile(r"^[+-]?[0-9.]+[eE][+-]?[0-9]+\Z")
SPACE = re.compile(r"^(?: |\u00a0|\\[tnr])+[+\-.0-9]|[0-9](?: |\u00a0|\\[tnr])+\Z")
# Remedies that lose nothing, by the text as a finding shows it. The first that fits is reported.
NUMBERS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (is_padded, f"without leading zeros or a plus sign {WAYS}"),
    (lambda text: text == "-0", f"without a sign before zero {WAYS}"),
    (
        lambda text: EXPONENT.fullmatch(text) is not None,
        "in plain digits, without an exponent (declare a code as string)",
    ),
    (lambda text: SPACE.search(text) is not None, "without white space around it"),
)
# What programs write for a value that is not there.
MARKER = re.compile(
    r"NA|N/A|n/a|#N/A|NULL|null|\\{1,2}N|None|NaN|nan|-{1,2}|\?|0000-00-00(?: 00:00:00)?|00\.00\.0000|00/00/0000"
)
NULLS = "(list what stands for null in format.null_values of table.json)"
BOOLEAN = "true or false"
BOOLEANS = "(list other texts in format.boolean_values of table.json)"
OTHER_BOOLEAN = re.compile(r"true|false|t|f|yes|no|y|n|1|0", re.IGNORECASE)
NUMERIC = re.compile(r"(?:an integer|a number)\b")
MOMENT = "a date and time"
NANOSECONDS = re.compile(r":[0-9]{2}\.[0-9]{7,9}(?:Z|[+-][0-9]{2}:[0-9]{2})?\Z")


def explained(finding: Finding, table: TableDefinition) -> Finding:
    """The finding, with the remedy."""
    text = re.sub(r'^"|"\Z', "", finding.found)
    advice = _on_text(finding, text, table) if table["format"]["type"] in TEXTS else None
    advice = advice or _on_moment(finding, text)
    return finding if advice is None else finding._replace(expected=f"{finding.expected} {advice}")


def _on_text(finding: Finding, text: str, table: TableDefinition) -> str | None:
    """Of a format whose values are texts."""
    if finding.rule not in ("type", "format"):
        return None
    if MARKER.fullmatch(text):
        return NULLS
    if finding.rule == "format":
        return None
    if NUMERIC.match(finding.expected):
        return next((advice for fits, advice in NUMBERS if fits(text)), None)
    if not finding.expected.startswith(BOOLEAN):
        return None
    listed = ", ".join(words(table, (finding.column or "").split(".")[0]).booleans)
    if listed != "true, false":
        return f"as {listed} {BOOLEANS}"
    return BOOLEANS if OTHER_BOOLEAN.fullmatch(text) else None


def _on_moment(finding: Finding, text: str) -> str | None:
    if finding.rule == "format" and finding.expected.startswith(MOMENT) and NANOSECONDS.search(text):
        return "with at most 6 decimals of a second (declare more as string)"
    return None
