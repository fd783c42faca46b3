"""Keywords about the members of an object."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.outcome import Check, Outcome
from etl.contract.patterns import compile_pattern
from etl.contract.phrases import expectation

if TYPE_CHECKING:
    from etl.contract.compile import Compiler

Schema = dict[str, Any]
Maker: TypeAlias = "Callable[[Compiler, Schema], Check]"


def _properties(compiler: "Compiler", schema: Schema) -> Check:
    members = [(name, compiler.compile(part)) for name, part in schema["properties"].items()]

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not dict:
            return
        for name, member in members:
            if name in value:
                member(value[name], (place, name), out.inner)
        out.evaluated(*(name for name, _ in members))

    return check


def _pattern_properties(compiler: "Compiler", schema: Schema) -> Check:
    members = [
        (compile_pattern(text).search, compiler.compile(part)) for text, part in schema["patternProperties"].items()
    ]

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not dict:
            return
        for search, member in members:
            for name in filter(search, value):
                member(value[name], (place, name), out.inner)
                out.evaluated(name)

    return check


def _additional_properties(compiler: "Compiler", schema: Schema) -> Check:
    known = set(schema.get("properties", ()))
    searches = [compile_pattern(text).search for text in schema.get("patternProperties", ())]
    member = closed(compiler, "additionalProperties", schema)

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not dict:
            return
        for name in value:
            if name not in known and not any(search(name) for search in searches):
                member(value[name], (place, name), out.inner)
                out.evaluated(name)

    return check


def closed(compiler: "Compiler", keyword: str, schema: Schema) -> Check:
    """The check of what has no schema of its own; under `false` the finding names the keyword."""
    if schema[keyword] is not False:
        return compiler.compile(schema[keyword])
    expected = expectation(keyword, schema, compiler.terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        out.findings.append(Finding(dotted(place), keyword, expected, show(value)))

    return check


def _property_names(compiler: "Compiler", schema: Schema) -> Check:
    part = compiler.compile(schema["propertyNames"])
    expected = expectation("propertyNames", schema, compiler.terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is not dict:
            return
        for name in value:
            trial = out.trial()
            part(name, None, trial)
            if trial.findings:
                out.findings.append(Finding(dotted((place, name)), "propertyNames", expected, show(name)))

    return check


def _missing(place: Place, name: str, rule: str, expected: str) -> Finding:
    return Finding(dotted((place, name)), rule, expected, "nothing")


def _required(compiler: "Compiler", schema: Schema) -> Check:
    names, rule = schema["required"], "required"
    expected = expectation(rule, schema, compiler.terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is dict:
            for name in names:
                if name not in value:
                    out.findings.append(_missing(place, name, rule, expected))

    return check


def _dependent_required(compiler: "Compiler", schema: Schema) -> Check:
    needs, rule = schema["dependentRequired"], "dependentRequired"
    expected = expectation(rule, schema, compiler.terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is dict:
            missing = {name: None for given in needs if given in value for name in needs[given] if name not in value}
            out.findings.extend(_missing(place, name, rule, expected) for name in missing)

    return check


def _dependent_schemas(compiler: "Compiler", schema: Schema) -> Check:
    parts = [(name, compiler.compile(part)) for name, part in schema["dependentSchemas"].items()]

    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is dict:
            for name, part in parts:
                if name in value:
                    part(value, place, out)

    return check


OBJECTS: dict[str, Maker] = {
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
}
