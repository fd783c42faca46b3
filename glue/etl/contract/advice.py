"""The remedy in findings about texts that would lose something if they were cast: the twin of rows/advice.ts."""

import re
from collections.abc import Callable

from etl.contract.finding import Finding
from etl.contract.padded import is_padded

TEXTS = frozenset(("csv", "xml"))
WAYS = "(declare a code as string; list a number in zero_padded of table.json)"
EXPONENT = re.compile(r"^[+-]?[0-9.]+[eE][+-]?[0-9]+\Z")
SPACE = re.compile(r"^(?: |\u00a0|\\[tnr])+[+\-.0-9]|[0-9](?: |\u00a0|\\[tnr])+\Z")
# By the text, as a finding shows it: what would lose nothing. The first that fits is said.
NUMBERS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (is_padded, f"without leading zeros or a plus sign {WAYS}"),
    (lambda text: text == "-0", f"without a sign before zero {WAYS}"),
    (
        lambda text: EXPONENT.fullmatch(text) is not None,
        "in plain digits, without an exponent (declare a code as string)",
    ),
    (lambda text: SPACE.search(text) is not None, "without white space around it"),
)
NUMERIC = re.compile(r"(?:an integer|a number)\b")
MOMENT = "a date and time"
NANOSECONDS = re.compile(r":[0-9]{2}\.[0-9]{7,9}(?:Z|[+-][0-9]{2}:[0-9]{2})?\Z")


def explained(finding: Finding, is_text: bool) -> Finding:
    """The finding, with the remedy; `is_text`: whether the numbers of the format are texts."""
    text = re.sub(r'^"|"\Z', "", finding.found)
    advice = None
    if finding.rule == "type" and is_text and NUMERIC.match(finding.expected):
        advice = next((words for fits, words in NUMBERS if fits(text)), None)
    elif finding.rule == "format" and finding.expected.startswith(MOMENT) and NANOSECONDS.search(text):
        advice = "with at most 6 decimals of a second (declare more as string)"
    return finding if advice is None else finding._replace(expected=f"{finding.expected} {advice}")
