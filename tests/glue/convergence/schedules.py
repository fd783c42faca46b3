"""Random schedules: which files come to a table, in which order, together with which, and where the job is killed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from tests.glue.convergence.files import KINDS, File, Kind

NAMES = [None, "Ada", "Bob", "Cyd"]
MOST_WRITES = 12
"""A job run is killed at one of its first so many writes; a load makes some ten."""


class Crash(NamedTuple):
    """The job run is killed at its `write`-th write, which does not come through.

    `other`: another run stages the loads then, all of them; else the same turn is tried again.
    """

    write: int
    other: bool


class Turn(NamedTuple):
    """What one job run stages: files, or a file that is withdrawn."""

    files: tuple[File, ...]
    withdraws: bool = False
    crash: Crash | None = None


@dataclass(frozen=True)
class Schedule:
    """What happens to a table of this kind, turn by turn."""

    seed: int
    kind: Kind
    turns: tuple[Turn, ...]

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.kind.name}: " + "; ".join(map(_told, self.turns))


def schedule(seed: int, most: int = 8) -> Schedule:
    """The schedule of a seed, of 3 to `most` deliveries; neighbouring seeds have other kinds."""
    random = Random(seed)  # noqa: S311
    kind = KINDS[seed % len(KINDS)]
    deliveries = random.randint(3, most)
    sent = _files(random, kind, max(2, deliveries - random.randint(0, 2)))
    arrivals = random.sample(sent, len(sent))
    while len(arrivals) < deliveries and random.random() < 0.6:
        arrivals.insert(random.randint(1, len(arrivals)), random.choice(arrivals))
    turns = []
    while arrivals:
        size = random.choice([1, 1, 2, 3])
        turns.append(Turn(tuple(dict.fromkeys(arrivals[:size])), crash=_crash(random)))
        arrivals = arrivals[size:]
    for _ in range(deliveries - sum(len(turn.files) for turn in turns)):
        withdrawn = Turn((random.choice(sent),), withdraws=True, crash=_crash(random))
        turns.insert(random.randint(1, len(turns)), withdrawn)
    return Schedule(seed, kind, tuple(turns))


def _files(random: Random, kind: Kind, count: int) -> list[File]:
    """Files of few dates, names and rows, so that they meet; a minute may stand twice."""
    files: list[File] = []
    known: list[tuple[Any, ...]] = []
    for minute in range(count):
        name = random.choice("ab" if kind.another_file == "parts" or kind.feed == "changes" else "aaab")
        rows = _changes(random, kind, known) if kind.feed == "changes" else _snapshot(random, kind, name)
        known += rows
        files.append(File(random.randint(1, 3), name, max(0, minute - (random.random() < 0.1)), tuple(rows)))
    return list(dict.fromkeys(files))


def _snapshot(random: Random, kind: Kind, name: str) -> list[tuple[Any, ...]]:
    ids = sorted(random.sample(range(1, 6), random.randint(0, 4)))
    if kind.another_file == "parts":
        ids = [id_ for id_ in ids if id_ % 2 == (name == "a")]  # no key is in two parts
    rows: list[tuple[Any, ...]] = [(id_, random.choice(NAMES)) for id_ in ids]
    return rows + rows[: random.randint(0, 2)] if not kind.natural_key else rows


def _changes(random: Random, kind: Kind, known: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with few keys and moments; some repeat a row of this file or of an earlier one."""
    rows: list[tuple[Any, ...]] = []
    for _ in range(random.randint(0, 6)):
        if (known or rows) and random.random() < 0.4:
            rows.append(random.choice(known + rows))
            continue
        row = {"id": random.randint(1, 3), "name": random.choice(NAMES), "at": random.randint(1, 3)}
        row["op"] = random.choice("IUUD")
        rows.append(tuple(row[name] for name in kind.columns))
    return rows


def _crash(random: Random) -> Crash | None:
    if random.random() < 0.6:
        return None
    return Crash(random.randint(1, MOST_WRITES), random.random() < 0.5)


def _told(turn: Turn) -> str:
    files = ", ".join(f"{file.batch_date} {file.name}@{file.minute}" for file in turn.files)
    killed = f" killed at write {turn.crash.write}" if turn.crash else ""
    return f"{'withdraw ' if turn.withdraws else ''}{files}{killed}"
