"""Random files of changes: what the validator accepts, the staging job accepts, and the rows end as a model says."""

import json
import random
import subprocess
from pathlib import Path

import pytest
from etl.errors import FileError
from etl.relations import sql as relations

from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

ROOT = Path(__file__).parents[3]
# Of the few, the last two are files that both refuse.
SEEDS = either((3, 9, 17, 21, 23), range(1000, 1150))
OPERATIONS = [
    None,
    {"column": "op", "insert": ["I"], "update": ["U"], "delete": ["D"]},
    {"column": "op", "insert": ["I"], "delete": ["D"], "default": "update"},
    {"preset": "dms", "column": "op", "default": "insert"},
    {"preset": "debezium", "column": "op"},
]
INTEGER = {"type": "integer"}


def _example(seed):
    """A definition, and a file that mostly keeps it: keys and points in time come again, few things are missing."""
    draw = random.Random(seed)  # noqa: S311
    operation = OPERATIONS[seed % len(OPERATIONS)]
    sequence = draw.choice(["at", "at", "file_order"])
    policy = {
        "description": "Things",
        "grain": "one row per thing",
        "format": {"type": draw.choice(["csv", "csv", "jsonl", "json"])},
        "feed": "changes",
        "natural_key": ["id"],
        "sequence_by": sequence,
        "invalid_rows": draw.choice(["reject_file", {"quarantine": {"max_percent": 60}}]),
    }
    optional = draw.choice([[], ["op"]]) if operation and "default" not in operation else []
    row_schema = {
        "type": "object",
        "properties": {
            "id": INTEGER,
            "v": INTEGER,
            "at": INTEGER,
            "op": {"type": draw.choice(["string", ["string", "null"]])},
        },
        "required": ["id", "at", *optional],
    }
    if operation:
        policy["operation"] = operation
    return {"policy": policy, "row_schema": row_schema, "text": _text(draw, policy, operation)}


def _text(draw, policy, operation):
    known = {"debezium": ["c", "u", "d"]}.get((operation or {}).get("preset"), ["I", "D"])
    wrong = draw.choice([0, 0.1, 0.2])
    names = ["id", "v", "at", "op"] if draw.random() < 0.7 else ["id", "v", "at"]
    rows = []
    for _ in range(draw.randint(1, 14)):
        row = {"id": draw.randint(1, 3), "v": draw.randint(1, 2), "at": draw.randint(1, 2), "op": draw.choice(known)}
        if draw.random() < wrong:
            row["op"] = draw.choice(["X", "", None, "i"])
        if draw.random() < wrong / 2:
            row[draw.choice(["at", "id", "op"])] = None
        rows.append({name: row[name] for name in names})
    if policy["format"]["type"] == "csv":
        lines = [",".join("" if value is None else str(value) for value in row.values()) for row in rows]
        return "\n".join([",".join(names), *lines]) + "\n"
    given = [json.dumps({name: value for name, value in row.items() if value is not None}) for row in rows]
    return "\n".join(given) if policy["format"]["type"] == "jsonl" else f"[{','.join(given)}]"


def _judged(examples):
    """What the validator says of each: its table, its verdict, its valid rows."""
    command = [ROOT / "node_modules/.bin/tsx", Path(__file__).with_name("verdicts.script.ts")]
    said = subprocess.run(command, input=json.dumps(examples), capture_output=True, text=True, cwd=ROOT)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def _model(rows, example):
    """The last change of each key by time, then by its place in the file."""
    operation = example["policy"].get("operation") or {}
    deletes = {"debezium": ["d"]}.get(operation.get("preset"), operation.get("delete", ["D"]) if operation else [])
    timed = example["policy"]["sequence_by"] == "at"
    last = {}
    for row in sorted(rows, key=lambda row: row["at"] if timed else 0):
        last[row["id"]] = row
    return sorted((key, row.get("v")) for key, row in last.items() if row.get("op") not in deletes)


def test_what_the_validator_says_of_a_file_of_changes_spark_says_too(world):
    examples = [_example(seed) for seed in SEEDS]
    accepted = 0
    for seed, example, said in zip(SEEDS, examples, _judged(examples), strict=True):
        table, verdict = said["table"], said["verdict"]
        world.define(table)
        if verdict["accepted"]:
            load, _ = world.put("2026-03-01", example["text"], table=table["id"])
            report = world.stage((load, verdict["facts"]))
            aside = verdict["facts"]["rows_quarantined"]
            assert (report["rows_read"], report["rows_quarantined"]) == (verdict["facts"]["rows"], aside), seed
            current = relations.current(world.frame(table["name"]), table).select("id", "v").collect()
            assert sorted(map(tuple, current)) == _model(said["rows"], example), seed
            accepted += 1
        else:
            # As if time had run out before the first row.
            load = world.put("2026-03-01", example["text"], table=table["id"], rows=None, rows_checked=0)
            with pytest.raises(FileError):
                world.stage(load)
    assert 0 < accepted < len(examples)
