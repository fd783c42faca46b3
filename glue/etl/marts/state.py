"""What a state of a mart was made from.

It is kept in the summary of the state's own snapshot, so that it comes and goes with the rows, whatever crashes.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple, TypedDict
from zipfile import ZipFile
from zlib import crc32

import etl
from etl.documents import MartTestOutcome
from etl.marts.cuts import Cuts, cuts
from etl.marts.lineage import Lineage
from etl.marts.run import PUBLISHED, MartRun, tag_of
from etl.platform.iceberg import ROWS

STATE = "sluice.state"


class MadeFrom(TypedDict):
    """What decides the rows of a state: definition and code, the batch date, and what was read of the inputs."""

    definition: str
    batch_date: str
    inputs: Cuts


class State(TypedDict):
    """A state as its snapshot has it."""

    made_from: MadeFrom
    is_repeatable: bool
    """Whether the same inputs give the same rows"""
    lineage: Lineage | None
    no_lineage: str | None
    """Why rows cannot be made again for some keys alone"""
    rows: int
    waiting: dict[str, int]
    tests: list[MartTestOutcome]
    since_full: int
    """How many builds have rewritten what changed since the last full one"""


class Base(NamedTuple):
    """The state that a build begins with, and its snapshot."""

    snapshot: int
    state: State


def made_from(run: MartRun) -> MadeFrom:
    """What a build that begins now is made from. Raises MartInputError for an input that does not exist."""
    tables = {given["table"]: run.tables[given["table"]] for given in run.mart["inputs"] if given["table"]}
    fixed = [mart for mart in run.marts.values() if all(given["fixed"] for given in mart["inputs"])]
    told = json.dumps([run.mart, tables, fixed, code(), run.spark.version], sort_keys=True)
    return {
        "definition": hashlib.sha256(told.encode()).hexdigest(),
        "batch_date": run.batch_date,
        "inputs": cuts(run),
    }


def base(run: MartRun, leads: bool) -> Base | None:
    """The state that the build may begin with: what is served, or for a date before that the state of the date.

    None if there is none, or nothing says what it was made from.
    """
    if not run.target.exists():
        return None
    java = run.target.java()
    found = java.currentSnapshot() if leads else java.snapshot(tag_of(run.batch_date))
    if found is None:
        return None
    snapshot = int(found.snapshotId())
    written = run.target.written(snapshot)
    told = written and written.summary().get(STATE)
    return Base(snapshot, json.loads(told)) if told else None


def summary(state: State, run_id: str) -> dict[str, str]:
    """What the summary of the state's snapshot says."""
    return {
        STATE: json.dumps(state),
        PUBLISHED: state["made_from"]["batch_date"],
        "sluice.run_id": run_id,
        ROWS: str(state["rows"]),
    }


@cache
def code() -> str:
    """A hash of the jobs' code: another version may make other rows of the same inputs."""
    found = sorted(_packed(archive) if (archive := _archive()) else _unpacked(files("etl")))
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _archive() -> str | None:
    """The zip file that the jobs' code is in, as it is on Glue."""
    return getattr(etl.__loader__, "archive", None)


def _packed(archive: str) -> list[tuple[str, int]]:
    """Each module and its checksum, from the directory of the zip file: nothing is unpacked in every job run."""
    with ZipFile(archive) as found:
        return [(each.filename, each.CRC) for each in found.infolist() if each.filename.endswith(".py")]


def _unpacked(folder: Traversable, path: str = "etl/") -> list[tuple[str, int]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _unpacked(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            found.append((path + entry.name, crc32(entry.read_bytes())))
    return found
