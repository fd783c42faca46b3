"""What was checked and what was found, in a document of the state folder."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_WRITES = 1.0


class Report:
    """Counts calls; written to `conformity.json` at each violation, and otherwise about each second."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._calls: dict[str, Counter[str]] = defaultdict(Counter)
        self._bytes: dict[str, Counter[str]] = defaultdict(Counter)
        self._unchecked: Counter[str] = Counter()
        self._violations: Counter[tuple[str, str, str]] = Counter()
        self._given: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, list[str]] = {}
        self._seconds = 0.0
        self._written = 0.0

    def checked(self, service: str, operation: str, seconds: float, received: int = 0, sent: int = 0) -> None:
        """A call of an operation, the time that its check took, and the bytes of the request and of the answer."""
        with self._lock:
            self._calls[service][operation] += 1
            self._bytes[service] += Counter(received=received, sent=sent)
            self._seconds += seconds
        self.write(at_once=False)

    def unchecked(self, what: str) -> None:
        """A call that no model describes."""
        with self._lock:
            self._unchecked[what] += 1

    def violation(self, side: str, operation: str, problem: str) -> None:
        """A call (`side` is request) or an answer that the model refuses."""
        with self._lock:
            self._violations[side, operation, problem] += 1
        self.write()

    def created(self, operation: str, members: list[str], given: set[str]) -> None:
        """A call that creates something: the members of its input, and those given by now."""
        with self._lock:
            self._members[operation] = members
            self._given[operation] |= given

    def document(self) -> dict[str, Any]:
        """The report as JSON has it."""
        calls = sum(sum(each.values()) for each in self._calls.values())
        return {
            "calls": calls,
            "milliseconds_a_call": round(1000 * self._seconds / calls, 3) if calls else 0,
            "operations": {service: dict(sorted(each.items())) for service, each in sorted(self._calls.items())},
            "bytes": {service: dict(each) for service, each in sorted(self._bytes.items())},
            "unchecked": dict(sorted(self._unchecked.items())),
            "violations": [
                {"side": side, "operation": operation, "problem": problem, "times": times}
                for (side, operation, problem), times in sorted(self._violations.items())
            ],
            "left_to_defaults": {
                operation: [name for name in members if name not in self._given[operation]]
                for operation, members in sorted(self._members.items())
            },
        }

    def write(self, at_once: bool = True) -> None:
        """Write the document, unless that was done a moment ago."""
        with self._lock:
            if not at_once and time.monotonic() - self._written < SECONDS_BETWEEN_WRITES:
                return
            self._written = time.monotonic()
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps(self.document(), indent=2))
            new.replace(self._file)
