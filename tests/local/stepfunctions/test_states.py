"""What a state says counts, and what the local AWS cannot obey is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.stepfunctions.states import unsupported
from tests.local.builders import machine, role, run

DISTRIBUTED = {"ProcessorConfig": {"Mode": "DISTRIBUTED"}}
DONE = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}


@pytest.mark.local_aws
def test_the_output_of_a_succeed_state_is_the_output(aws: Any) -> None:
    states = {
        "Begin": {"Type": "Pass", "Assign": {"n": 7}, "Next": "Done"},
        "Done": {"Type": "Succeed", "Output": {"n": "{% $n %}"}},
    }
    assert json.loads(run(aws, machine(aws, role(aws, "states"), states))["output"]) == {"n": 7}


@pytest.mark.local_aws
def test_the_output_of_a_succeed_state_inside_a_map_is_the_items_result(aws: Any) -> None:
    inner = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed", "Output": "{% $states.input * 10 %}"}}}
    states = {"Each": {"Type": "Map", "Items": [1, 2], "ItemProcessor": inner, "End": True}}
    assert json.loads(run(aws, machine(aws, role(aws, "states"), states))["output"]) == [10, 20]


@pytest.mark.local_aws
def test_assignments_see_the_variables_as_they_were(aws: Any) -> None:
    states = {
        "Begin": {"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "Swap"},
        "Swap": {"Type": "Pass", "Assign": {"a": "{% $b %}", "b": "{% $a %}"}, "Next": "Show"},
        "Show": {"Type": "Pass", "Output": {"a": "{% $a %}", "b": "{% $b %}"}, "End": True},
    }
    assert json.loads(run(aws, machine(aws, role(aws, "states"), states))["output"]) == {"a": 2, "b": 1}


@pytest.mark.local_aws
def test_a_field_that_would_be_ignored_fails_the_execution(aws: Any) -> None:
    states = {"Both": {"Type": "Parallel", "Branches": [DONE], "Output": 1, "End": True}}
    ended = run(aws, machine(aws, role(aws, "states"), states))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")
    assert ended["cause"].startswith("State 'Both': the local AWS does not obey Output of a Parallel state; ")


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({"Type": "Task", "HeartbeatSeconds": 5}, "HeartbeatSeconds"),
        ({"Type": "Task", "Credentials": {}}, "Credentials"),
        ({"Type": "Choice", "Output": 1}, "Output"),
        (
            {"Type": "Map", "ResultWriter": {}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}}},
            "ResultWriter",
        ),
    ],
)
def test_each_ignored_field_is_named_wherever_it_stands(state: dict[str, Any], field: str) -> None:
    nested = {"Outer": {"Type": "Map", "ItemProcessor": {"States": {"Inner": state}}}}
    sentence = unsupported(nested, "JSONata")
    assert sentence is not None
    assert sentence.startswith(f"State 'Inner': the local AWS does not obey {field} of a {state['Type']} state; ")
