"""Numbers with leading zeros or a plus sign, in formats whose numbers are texts: the twin of rows/padded.ts.

Such texts are codes as a rule: as numbers, `02134` and `2134` are the same.
"""

import re

from etl.contract.finding import Finding

TEXTS = frozenset(("csv", "xml"))
PADDED = re.compile(r"(?:\+(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|-?0[0-9]+(?:\.[0-9]*)?)(?:[eE][+-]?[0-9]+)?")
NUMERIC = re.compile(r"(?:an integer|a number)\b")
REMEDY = "without leading zeros or a plus sign (declare a code as string; list a number in zero_padded of table.json)"


def is_padded(text: str) -> bool:
    """Whether a text is a number with leading zeros or a plus sign."""
    return PADDED.fullmatch(text) is not None


def explained(finding: Finding) -> Finding:
    """The finding, with the remedy where a padded number is what breaks its type."""
    if finding.rule != "type" or not NUMERIC.match(finding.expected) or not is_padded(finding.found.strip('"')):
        return finding
    return finding._replace(expected=f"{finding.expected} {REMEDY}")
