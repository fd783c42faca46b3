"""The TypedDicts of schemas/meta: glue/etl/documents.py, which `npm run types` writes.

tests/schemas/test_documents.py says when they are stale. They are of the documents that a job reads or writes.
"""

import json
from pathlib import Path
from typing import Any

from datamodel_code_generator import DataModelType, GenerateConfig, InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.format import Formatter

ROOT = Path(__file__).parents[2]
META = ROOT / "schemas" / "meta"
DOCUMENTS = ROOT / "glue" / "etl" / "documents.py"
NAMES = (
    "definitions",
    "load",
    "facts",
    "batch",
    "rejection",
    "turn",
    "staging_report",
    "begun",
    "mart_report",
    "mart_failure",
    "job_failure",
    "rollback_report",
    "pull_report",
    "maintenance_report",
    "relation",
    "analysis",
    "test_plan",
    "test_outcome",
)
ABOUT = '"""The documents that jobs read and write. Generated from schemas/meta by `npm run types`: change it there."""'
CONFIG = GenerateConfig(
    input_file_type=InputFileType.JsonSchema,
    output_model_type=DataModelType.TypingTypedDict,
    target_python_version=PythonVersion.PY_311,
    enum_field_as_literal=LiteralType.All,
    use_title_as_name=True,
    use_closed_typed_dict=False,
    use_single_line_docstring=True,
    use_schema_description=True,
    use_field_description=True,
    use_standard_collections=True,
    use_union_operator=True,
    keep_model_order=True,
    skip_root_model=True,
    disable_timestamp=True,
    custom_file_header=ABOUT,
    formatters=[Formatter.RUFF_CHECK, Formatter.RUFF_FORMAT],
    settings_path=ROOT,
)


def python_file() -> str:
    """The text of glue/etl/documents.py, as `ruff format` leaves it."""
    return f"{generate(json.dumps(bundle()), config=CONFIG)}\n"


def bundle() -> dict[str, Any]:
    """The documents and all that they refer to as one schema, whose parts have the names of their types."""
    parts: dict[str, Any] = {}
    for name in NAMES:
        _add(f"{name}.schema.json", parts)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": parts}


def _add(place: str, parts: dict[str, Any]) -> str:
    """Add the part at `place`, such as `rejection.schema.json#/$defs/problem`, and its `$ref`s; gives its name."""
    file, _, pointer = place.partition("#")
    part = json.loads((META / file).read_text())
    for step in pointer.split("/")[1:]:
        part = part[step]
    if part["title"] not in parts:
        parts[part["title"]] = None
        parts[part["title"]] = _plain(part, file, parts)
    return str(part["title"])


def _plain(node: Any, file: str, parts: dict[str, Any]) -> Any:
    """The schema with its `$ref`s into the bundle."""
    if isinstance(node, list):
        return [_plain(child, file, parts) for child in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(child, file, parts) for key, child in node.items() if not key.startswith("$")}
    if "$ref" in node:
        place = node["$ref"] if not node["$ref"].startswith("#") else f"{file}{node['$ref']}"
        plain["$ref"] = f"#/$defs/{_add(place, parts)}"
    if plain.get("type") == "object" and not plain.keys() & {"properties", "additionalProperties"}:
        plain["additionalProperties"] = {}  # nothing is said about it: a dict of anything
    return plain


if __name__ == "__main__":
    DOCUMENTS.write_text(python_file())
