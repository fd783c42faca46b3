"""What is to go wrong, and how often it did."""

from __future__ import annotations

import itertools
import threading
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Call:
    """A call as faults see it: `text` is its address and what it says, `caller` the ARN of whoever makes it."""

    service: str
    operation: str
    text: str
    caller: str


@dataclass
class Fault:
    """What happens to the calls of a service: to those of an operation, whose text has `about`, by a caller with `by`.

    The first `skip` of them go through, and then each `every`-th is struck, `times` of them at most. A struck call
    waits for `delay_seconds`, or as long as the fault is planned (`hold`). Then it fails with `code` and `status`, or
    ends the job run that makes it (`kill`), or goes on.
    """

    service: str
    operation: str = ""
    about: str = ""
    by: str = ""
    skip: int = 0
    every: int = 1
    times: int | None = None
    delay_seconds: float = 0
    hold: bool = False
    code: str = ""
    status: int = 400
    kill: bool = False
    id: int = field(default_factory=itertools.count(1).__next__)
    seen: int = 0
    struck: int = 0

    def concerns(self, call: Call) -> bool:
        """Whether the call is one of those that the fault is about."""
        return (
            self.service == call.service
            and self.operation in ("", call.operation)
            and self.about in call.text
            and self.by in call.caller
        )

    def strikes(self) -> bool:
        """Count a call that the fault is about; whether it is struck."""
        self.seen += 1
        due = self.seen > self.skip and (self.seen - self.skip) % self.every == 0
        if not due or self.struck == self.times:
            return False
        self.struck += 1
        return True


class Plan:
    """The faults that are planned now."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Plan one more fault. Raises TypeError for a field that faults do not have."""
        fault = Fault(**wanted)
        with self._lock:
            self._faults[fault.id] = fault
        return fault

    def remove(self, fault_id: int) -> dict[str, Any]:
        """Plan the fault no more; gives it with its counts. Raises KeyError."""
        with self._lock:
            return asdict(self._faults.pop(fault_id))

    def find(self, fault_id: int) -> dict[str, Any]:
        """The fault with its counts. Raises KeyError."""
        return asdict(self._faults[fault_id])

    def holds(self, fault: Fault) -> bool:
        """Whether calls still wait for the end of the fault."""
        return fault.hold and fault.id in self._faults

    def strike(self, call: Call) -> Fault | None:
        """The first fault that strikes the call."""
        with self._lock:
            concerned = [fault for fault in self._faults.values() if fault.concerns(call)]
            return next((fault for fault in concerned if fault.strikes()), None)


PLAN = Plan()
