"""Constants of code that is not given the definitions are those of schemas/meta/contract.json."""

import pytest
from etl.contract import finding, numbers, references
from etl.gate import rejection

from tests.glue.world import TERMS


@pytest.mark.parametrize(
    ("limit", "constant"),
    [("shown", finding.SHOWN), ("problems", rejection.SHOWN), ("digits", numbers.MOST_DIGITS)],
)
def test_a_constant_is_the_limit_of_the_contract(limit, constant):
    assert constant == TERMS["limits"][limit]


def test_values_that_are_data_are_those_of_the_contract():
    assert list(references.DATA) == TERMS["keywords"]["data"]


def test_an_integer_of_as_many_bits_has_about_as_many_digits():
    assert len(str(2**numbers.MOST_BITS)) == TERMS["limits"]["digits"]
