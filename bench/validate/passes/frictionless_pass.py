"""Validates a CSV file with frictionless, against the part of our row schema that it supports.

Usage: frictionless_pass.py FILE TABLE.json all|types. `all` is types, required, bounds, enum, lengths; `types` leaves
the constraints out, which is faster. Prints {"rows", "seconds", "rss_mb"}; the imports do not count.
"""

import json
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from frictionless import Resource, Schema, system

KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "minLength",
    "maxLength": "maxLength",
    "pattern": "pattern",
    "enum": "enum",
}


def field(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    kind = "date" if schema.get("format") == "date" else schema["type"]
    constraints = {known: schema[keyword] for keyword, known in KEYWORDS.items() if keyword in schema}
    return {"name": name, "type": kind, "constraints": {"required": required, **constraints}}


def peak_megabytes() -> float:
    """VmHWM is this program's own peak; Linux hands ru_maxrss down from the parent through fork and exec."""
    status = Path("/proc/self/status")
    own = re.search(r"^VmHWM:\s*(\d+) kB$", status.read_text(), re.M) if status.exists() else None
    return (int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def main(file: str, table: str, what: str) -> None:
    row = json.loads(Path(table).read_text())["row_schema"]
    fields = [field(name, schema, name in row["required"]) for name, schema in row["properties"].items()]
    if what == "types":
        fields = [{"name": each["name"], "type": each["type"]} for each in fields]
    schema = Schema.from_descriptor({"fields": fields})
    os.chdir(Path(file).parent)  # frictionless trusts relative paths only
    started = time.perf_counter()
    with system.use_context(trusted=True):
        report = Resource(path=Path(file).name, schema=schema).validate(limit_errors=1)
    seconds = time.perf_counter() - started
    if not report.valid:
        raise SystemExit(str(report.flatten(["rowNumber", "fieldName", "note"])))
    print(json.dumps({"rows": report.tasks[0].stats["rows"], "seconds": seconds, "rss_mb": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
