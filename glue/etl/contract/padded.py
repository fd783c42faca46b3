"""Numbers with leading zeros or a plus sign, in formats whose numbers are texts: the twin of rows/padded.ts.

Such texts are codes as a rule: as numbers, `02134` and `2134` are the same.
"""

import re

PADDED = re.compile(r"(?:\+(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|-?0[0-9]+(?:\.[0-9]*)?)(?:[eE][+-]?[0-9]+)?")


def is_padded(text: str) -> bool:
    """Whether a text is a number with leading zeros or a plus sign."""
    return PADDED.fullmatch(text) is not None
