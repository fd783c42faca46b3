"""A JSON Schema 2020-12 as a closure. What a row schema may use is checked at build time (row-schema.ts)."""

from typing import Any

from etl.contract.applicators import APPLICATORS
from etl.contract.assertions import ASSERTIONS, asserted
from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.outcome import Check, Outcome, Tracking
from etl.contract.references import References
from etl.contract.unevaluated import UNEVALUATED
from etl.documents import Terms


class Compiler:
    """Compiles the schemas of one document; a schema that is used twice, or by itself, is compiled once."""

    def __init__(self, root: Any, terms: Terms) -> None:
        self.terms = terms
        self.references = References(root)
        self.tracks = _mentions(root, UNEVALUATED)
        self._checks: dict[int, Check] = {}

    def compile(self, schema: Any) -> Check:
        """The check of `schema`: an object of keywords, true or false."""
        if isinstance(schema, bool):
            return _nothing if schema else refusal("false schema", self.terms["phrases"]["never"])
        if id(schema) not in self._checks:
            # A schema that refers to itself finds this, which is done by the time a value comes.
            self._checks[id(schema)] = lambda value, place, out: self._checks[id(schema)](value, place, out)
            self._checks[id(schema)] = self._combine(schema)
        return self._checks[id(schema)]

    def outcome(self) -> Outcome:
        """An empty outcome that knows all that this document's checks ask for."""
        return Tracking([]) if self.tracks else Outcome([])

    def _combine(self, schema: dict[str, Any]) -> Check:
        checks = [asserted(keyword, schema, self.terms) for keyword in ASSERTIONS if keyword in schema]
        checks += [make(self, schema) for keyword, make in APPLICATORS.items() if keyword in schema]
        last = [make(self, schema) for keyword, make in UNEVALUATED.items() if keyword in schema]
        return _alone(_all([*checks, *last])) if last else _all(checks)


def refusal(rule: str, expected: str) -> Check:
    """The check that nothing passes."""

    def check(value: Any, place: Place, out: Outcome) -> None:
        out.findings.append(Finding(dotted(place), rule, expected, show(value)))

    return check


def _nothing(value: Any, place: Place, out: Outcome) -> None:
    """The schema true."""


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: Any, place: Place, out: Outcome) -> None:
        for each in checks:
            each(value, place, out)

    return check


def _alone(inside: Check) -> Check:
    """A schema with an unevaluated keyword sees what its own keywords evaluated, not what its cousins did."""

    def check(value: Any, place: Place, out: Outcome) -> None:
        own = out.own()
        inside(value, place, own)
        out.adopt(own)

    return check


def _mentions(node: Any, keywords: Any) -> bool:
    if isinstance(node, list):
        return any(_mentions(item, keywords) for item in node)
    return isinstance(node, dict) and any(
        name in keywords or _mentions(value, keywords) for name, value in node.items()
    )
