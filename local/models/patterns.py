"""Patterns of the service models, which are written for Java."""

from __future__ import annotations

from functools import cache

import regex

JAVA_SUPPLEMENTARY = r"\uD800\uDC00-\uDBFF\uDFFF"
SUPPLEMENTARY = r"\U00010000-\U0010FFFF"
"""Characters beyond 16 bits: a range of surrogate pairs in Java, a range of characters in Python."""


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern for a full match, as AWS matches it."""
    return regex.compile(pattern.replace(JAVA_SUPPLEMENTARY, SUPPLEMENTARY))


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text has the form of the pattern."""
    return compiled(pattern).fullmatch(text) is not None
