"""Keywords that hold schemas. A row per keyword: (compiler, schema that has it) -> check."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.lists import LISTS
from etl.contract.objects import OBJECTS
from etl.contract.outcome import Check, Outcome
from etl.contract.phrases import expectation

if TYPE_CHECKING:
    from etl.contract.compile import Compiler

Schema = dict[str, Any]
Maker: TypeAlias = "Callable[[Compiler, Schema], Check]"


def _all_of(compiler: "Compiler", schema: Schema) -> Check:
    parts = [compiler.compile(part) for part in schema["allOf"]]

    def check(value: Any, place: Place, out: Outcome) -> None:
        for part in parts:
            part(value, place, out)

    return check


def _branches(keyword: str, enough: Callable[[int], bool]) -> Maker:
    """anyOf, oneOf, not: how many branches must hold. What the others miss is no finding of its own."""

    def make(compiler: "Compiler", schema: Schema) -> Check:
        given = schema[keyword]
        parts = [compiler.compile(part) for part in (given if isinstance(given, list) else [given])]
        expected = expectation(keyword, schema, compiler.terms["phrases"])

        def check(value: Any, place: Place, out: Outcome) -> None:
            held = [trial for part in parts if not (trial := tried(part, value, out)).findings]
            if not enough(len(held)):
                out.findings.append(Finding(dotted(place), keyword, expected, show(value)))
                return
            for trial in held:
                out.adopt(trial)

        return check

    return make


def tried(check: Check, value: Any, out: Outcome) -> Outcome:
    """The outcome of a check whose findings are not the row's."""
    trial = out.trial()
    check(value, None, trial)
    return trial


def _if(compiler: "Compiler", schema: Schema) -> Check:
    condition = compiler.compile(schema["if"])
    then, other = (compiler.compile(schema.get(name, True)) for name in ("then", "else"))

    def check(value: Any, place: Place, out: Outcome) -> None:
        trial = tried(condition, value, out)
        if trial.findings:
            other(value, place, out)
        else:
            out.adopt(trial)
            then(value, place, out)

    return check


def _ref(compiler: "Compiler", schema: Schema) -> Check:
    return compiler.compile(compiler.references.find(schema["$ref"]))


APPLICATORS: dict[str, Maker] = {
    "$ref": _ref,
    "allOf": _all_of,
    "anyOf": _branches("anyOf", lambda held: held > 0),
    "oneOf": _branches("oneOf", lambda held: held == 1),
    "not": _branches("not", lambda held: held == 0),
    "if": _if,
    **OBJECTS,
    **LISTS,
}
