"""Days and times: the twin of functions/core/contract/dates.ts."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from etl.contract.finding import Finding, show
from etl.contract.patterns import compile_pattern
from etl.contract.phrases import fill
from etl.documents import Column, DatePattern, Phrases, TableDefinition

TIME = re.compile(
    r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6}0{0,3})?(?:Z|[+-](?:(?:0\d|1[0-7]):[0-5]\d|18:00))?", re.ASCII
)


def is_date(text: str) -> bool:
    """`YYYY-MM-DD`, a day that exists, years 0001 to 9999."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """ISO 8601 date, `T` or a space, `hh:mm:ss`, at most 6 decimals (and 3 zeros), then `Z`, `±hh:mm` or nothing (UTC).

    Wider than RFC 3339, which wants a zone; narrower in that Spark knows no second 60 and no offset beyond 18 hours.
    """
    return TIME.fullmatch(text, 10) is not None and is_date(text[:10])


CHECKS = {"date": is_date, "timestamp": is_date_time}


def compile_iso(pattern: DatePattern) -> Callable[[str], str | None]:
    """ISO 8601 text of a text in a column's `pattern` (etl/documents.py); None where it is not written so."""
    match, template = compile_pattern(pattern["match"]), _compile_template(pattern["iso"])
    rewrites = [(compile_pattern(from_), _compile_template(to)) for from_, to in pattern["rewrites"]]

    def iso(text: str) -> str | None:
        found = match.search(text)
        if found is None:
            return None
        made = template(found)
        for from_, to in rewrites:
            made = from_.sub(to, made)
        return made

    return iso


def _compile_template(text: str) -> Callable[[re.Match[str]], str]:
    """A text with `$1`, `$2`, ... for the groups of a match."""
    parts = re.split(r"\$(\d)", text)
    return lambda found: "".join((found[int(part)] or "") if at % 2 else part for at, part in enumerate(parts))


def compile_dates(table: TableDefinition) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A record with its dates as ISO 8601 text, whatever pattern the table's files write them in."""
    patterns = {c["source_name"]: compile_iso(pattern) for c in table["columns"] if (pattern := c.get("pattern"))}

    def convert(record: dict[str, Any]) -> dict[str, Any]:
        texts = {name: record[name] for name in patterns if isinstance(record.get(name), str)}
        return record | {name: patterns[name](text) or text for name, text in texts.items()} if texts else record

    return convert


def compile_date_check(column: Column, pattern: DatePattern, phrases: Phrases) -> Callable[[Any], Finding | None]:
    """What is wrong with a value of a column that declares a date `pattern`."""
    iso = compile_iso(pattern)
    holds, phrase = CHECKS[column["type"]], phrases["patterns"]
    expected = fill(phrase["date"] if column["type"] == "date" else phrase["timestamp"], pattern["text"])

    def check(value: Any) -> Finding | None:
        if not isinstance(value, str):
            return None
        text = iso(value)
        if text is not None and holds(text):
            return None
        return Finding(column["source_name"], "format", expected, show(value))

    return check
