"""Keywords about the items of a list."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.objects import closed
from etl.contract.outcome import Check, Outcome
from etl.contract.phrases import expectation

if TYPE_CHECKING:
    from etl.contract.compile import Compiler

Schema = dict[str, Any]
Maker: TypeAlias = "Callable[[Compiler, Schema], Check]"


def _prefix_items(compiler: "Compiler", schema: Schema) -> Check:
    parts = [compiler.compile(part) for part in schema["prefixItems"]]

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not list:
            return
        for at, (item, part) in enumerate(zip(value, parts, strict=False)):
            part(item, (place, at), out.inner)
            out.evaluated(at)

    return check


def _items(compiler: "Compiler", schema: Schema) -> Check:
    start = len(schema.get("prefixItems", ()))
    part = closed(compiler, "items", schema)

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not list:
            return
        for at in range(start, len(value)):
            part(value[at], (place, at), out.inner)
        out.evaluated(*range(start, len(value)))

    return check


def _contains(compiler: "Compiler", schema: Schema) -> Check:
    part = compiler.compile(schema["contains"])
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    expected = expectation("contains", schema, compiler.terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not list:
            return
        held = [at for at, item in enumerate(value) if _holds(part, item, out)]
        if len(held) < least or (most is not None and len(held) > most):
            out.findings.append(Finding(dotted(place), "contains", expected, show(value)))
        out.evaluated(*held)

    return check


def _holds(part: Check, item: Any, out: Outcome) -> bool:
    trial = out.trial()
    part(item, None, trial)
    return not trial.findings


LISTS: dict[str, Maker] = {"prefixItems": _prefix_items, "items": _items, "contains": _contains}
