"""What a row has to satisfy, compiled from its row.schema.json: the twin of functions/core/validation.

Plain Python over JSON values (None, bool, int, Decimal, str, list, dict), without Spark: the readers call it on the
executors. `compile_contract(table, terms)` makes the check of a record, `cast(table)` the record of a row of text,
`cast_xml(table)` that of an XML element, `compile_parse` that of a JSON text;
tests/contract holds the verdicts that both languages share.
"""

import sys

from pyspark import cloudpickle

from etl import errors
from etl.contract.cast import cast, trim
from etl.contract.cast_xml import Attribute, cast_xml
from etl.contract.dates import compile_dates
from etl.contract.finding import Finding, json_text, show
from etl.contract.json_row import compile_parse
from etl.contract.numbers import parse
from etl.contract.record import Contract, compile_contract

# Executors get this package with the task: how a cluster spreads the library to Python workers is its own affair.
for _module in (sys.modules[__name__], errors):
    cloudpickle.register_pickle_by_value(_module)  # type: ignore[no-untyped-call]

__all__ = [
    "Attribute",
    "Contract",
    "Finding",
    "cast",
    "cast_xml",
    "compile_contract",
    "compile_dates",
    "compile_parse",
    "json_text",
    "parse",
    "show",
    "trim",
]
