"""The cases that both engines share (tests/contract), as tests/contract/cases.ts reads them."""

import json
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parents[1] / "contract"
DEFINITIONS = json.loads((CONTRACT / "definitions.json").read_text())
FILES = {"csv": ("", "\n", "\n"), "jsonl": ("", "\n", "\n"), "json": ("[\n", ",\n", "\n]\n")}
FILES["xml"] = ("<rows>\n", "\n", "\n</rows>\n")


def read_groups() -> dict[str, dict[str, Any]]:
    """The groups of every file, by the id of the table that each is: `integers/g0`."""
    groups = {}
    for path in sorted((CONTRACT / "cases").glob("*.json")):
        for at, group in enumerate(json.loads(path.read_text())["groups"]):
            groups[f"{path.stem.replace('-', '_')}/g{at}"] = group
    return groups


def content(group: dict[str, Any], table: dict[str, Any]) -> str:
    """The file of a group."""
    before, between, after = FILES[table["format"]["type"]]
    if table["format"]["type"] == "csv":
        before = table["format"]["delimiter"].join(group["row_schema"]["properties"]) + "\n"
    return before + between.join(row["text"] for row in group["rows"]) + after


def breaches(verdict: Any) -> list[str]:
    """The breaches of a verdict or of findings as texts, in a fixed order."""
    given = [] if verdict == "valid" else verdict if isinstance(verdict, list) else [verdict]
    return sorted(f"{breach['column'] or 'the row'}: {breach['rule']}" for breach in given)
