"""Random schemas and values: the contract finds a value valid exactly where the `jsonschema` library does."""

import re
from decimal import Decimal

from etl.contract.compile import Compiler
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from tests.glue.world import TERMS
from tests.sweep import examples, swept

# The library's integer is one of Python; JSON Schema's is any number without a fraction.
WHOLE = Draft202012Validator.TYPE_CHECKER.redefine(
    "integer",
    lambda _, value: (
        (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, Decimal) and value % 1 == 0)
    ),
)


def _pattern(_, pattern, value, __):
    # The library's `$` is Python's, which also holds before a line feed at the end.
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError(pattern)


Oracle = extend(Draft202012Validator, {"pattern": _pattern}, type_checker=WHOLE)

NAMES = st.sampled_from(["a", "b", "ab", "x.y", ""])
NUMBERS = st.sampled_from([0, 1, 2, 3, Decimal("1.0"), Decimal("0.5"), Decimal("1e1"), Decimal("-2.50"), 2**63])
SCALARS = st.one_of(NUMBERS, st.sampled_from([None, True, False, "", "a", "b", "ab1", "é😀", "a\n"]))
LISTS = st.lists(SCALARS, max_size=4)
OBJECTS = st.dictionaries(NAMES, SCALARS, max_size=4)
VALUES = st.one_of(SCALARS, LISTS, OBJECTS, st.lists(OBJECTS | LISTS, max_size=3))
COUNTS = st.integers(0, 3)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
PATTERNS = st.sampled_from(["^a", "b$", "^[a-z]+$", "1|é", "^$", ".", "^.{2}$", "a(?!b)"])
# The library counts in doubles where a bound has a fraction: halves are exact in both.
BOUNDS = st.sampled_from([-1, 0, 1, 2, 3, 0.5, 2.5])
NEEDS = st.lists(NAMES, max_size=2, unique=True)

SCALAR = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(VALUES, min_size=1, max_size=4),
    "const": VALUES,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), BOUNDS),
    "multipleOf": st.sampled_from([1, 2, 3]),
    **dict.fromkeys(("minLength", "maxLength"), COUNTS),
    "pattern": PATTERNS,
}
LEAF = st.lists(st.sampled_from(sorted(SCALAR)), min_size=1, max_size=2, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: SCALAR[name] for name in names})
)


def _families(inner):
    """Keywords that know of each other; a schema has several of one family."""
    many = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    logic = {
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), many),
        **dict.fromkeys(("not", "if", "then", "else"), inner),
        "$ref": st.sampled_from(["#/$defs/one", "#two"]),
    }
    lists = {
        "prefixItems": many,
        **dict.fromkeys(("items", "contains", "unevaluatedItems"), inner),
        **dict.fromkeys(("minContains", "maxContains", "minItems", "maxItems"), COUNTS),
        "uniqueItems": st.booleans(),
    }
    objects = {
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "propertyNames"), inner),
        "patternProperties": st.dictionaries(PATTERNS, inner, min_size=1, max_size=2),
        **dict.fromkeys(("minProperties", "maxProperties"), COUNTS),
        "required": NEEDS,
        "dependentRequired": st.dictionaries(NAMES, NEEDS, max_size=2),
    }
    return [logic, lists, objects, logic | lists, logic | objects]


def _nodes(inner):
    families = st.sampled_from(_families(inner))
    return families.flatmap(
        lambda family: st.lists(st.sampled_from(sorted(family)), min_size=1, max_size=4, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: family[name] for name in names})
        )
    )


SHALLOW = _nodes(st.booleans() | LEAF)
SCHEMAS = SHALLOW | _nodes(st.booleans() | LEAF | SHALLOW)
DEFINITIONS = st.fixed_dictionaries({"one": LEAF, "other": LEAF.map(lambda leaf: {"$anchor": "two", "allOf": [leaf]})})


@swept
@examples(400, 10_000)
@given(SCHEMAS, DEFINITIONS, st.lists(VALUES, min_size=3, max_size=8))
def test_the_contract_agrees_with_jsonschema(schema, definitions, values):
    document = {"$defs": definitions, "allOf": [schema]}
    Draft202012Validator.check_schema(document)
    compiler = Compiler(document, TERMS)
    check = compiler.compile(document)
    for value in values:
        out = compiler.outcome()
        check(value, None, out)
        assert (not out.findings) == Oracle(document).is_valid(value), (value, out.findings)
