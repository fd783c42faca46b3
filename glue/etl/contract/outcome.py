"""What a check of one value leaves behind."""

from collections.abc import Callable
from typing import Any, TypeAlias

from etl.contract.finding import Finding, Place


class Outcome:
    """Findings; `inner` is the outcome that a member's or an item's check writes to."""

    __slots__ = ("findings", "inner")

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.inner: Outcome = self

    def trial(self) -> "Outcome":
        """For a check that may fail without harm."""
        return Outcome([])

    def own(self) -> "Outcome":
        """For a check that must not see what its siblings evaluated."""
        return Outcome(self.findings)

    def adopt(self, other: "Outcome") -> None:
        """Take over what a check on the same value evaluated."""

    def evaluated(self, *keys: Any) -> None:
        """Note members or items that a keyword looked at."""


class Tracking(Outcome):
    """Also knows which members and items were evaluated: for schemas with `unevaluatedProperties` or `-Items`."""

    __slots__ = ("seen",)

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.seen: set[Any] = set()

    @property
    def inner(self) -> Outcome:  # type: ignore[override]
        """Members and items have members and items of their own."""
        return Tracking(self.findings)

    def trial(self) -> Outcome:
        """As above."""
        return Tracking([])

    def own(self) -> Outcome:
        """As above."""
        return Tracking(self.findings)

    def adopt(self, other: Outcome) -> None:
        """As above."""
        self.seen |= other.seen  # type: ignore[attr-defined]

    def evaluated(self, *keys: Any) -> None:
        """As above."""
        self.seen.update(keys)


Check: TypeAlias = Callable[[Any, Place, Outcome], None]
