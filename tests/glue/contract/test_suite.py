"""The official JSON-Schema-Test-Suite, draft 2020-12 (tests/contract/suite)."""

import json
from pathlib import Path

import pytest
from etl.contract import parse
from etl.contract.compile import Compiler

from tests.glue.world import TERMS

CONTRACT = Path(__file__).parents[2] / "contract"
SUITE = CONTRACT / "suite" / "draft2020-12"
LEFT_OUT = json.loads((CONTRACT / "left-out.json").read_text())


def _groups():
    for path in sorted(SUITE.rglob("*.json")):
        file = path.relative_to(SUITE).as_posix()
        for group in json.loads(path.read_text(), parse_float=parse, parse_int=parse):
            yield file, group


GROUPS = list(_groups())
RUN = [
    pytest.param(file, group, id=f"{file}: {group['description']}")
    for file, group in GROUPS
    if not {"*", group["description"]} & {name for name, why in LEFT_OUT.get(file, {}).items() if isinstance(why, str)}
]


@pytest.mark.parametrize(("file", "group"), RUN)
def test_the_official_suite(file, group):
    compiler = Compiler(group["schema"], TERMS)
    check = compiler.compile(group["schema"])
    left_out = LEFT_OUT.get(file, {}).get(group["description"], {})
    for test in group["tests"]:
        out = compiler.outcome()
        check(test["data"], None, out)
        # What is left out must really differ, or it is no longer to be left out.
        expected = test["valid"] != (test["description"] in left_out)
        assert (not out.findings) == expected, test["description"]


def test_whatever_is_left_out_is_in_the_suite():
    tests = {(file, group["description"]): {test["description"] for test in group["tests"]} for file, group in GROUPS}
    files = {file for file, _ in GROUPS}
    for file, groups in LEFT_OUT.items():
        for group, why in groups.items() if file != "//" else ():
            assert file in files
            assert group == "*" or (file, group) in tests
            assert isinstance(why, str) or set(why) <= tests[file, group]


def test_most_of_the_suite_is_run():
    assert len(RUN) >= 320
