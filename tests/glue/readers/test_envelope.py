"""Rows out of envelopes; tests/contract/cases/operations.json has the verdicts that both engines share."""

from etl.readers.envelope import compile_unwrap

from tests.glue.world import JSONL, TERMS, table

OPERATION = {"column": "op", "insert": ["c", "r"], "update": ["u"], "delete": ["d"], "envelope": True}


def _rows(before, after, op="u"):
    definition = table("id bigint, name string, op string, lsn bigint", format=JSONL, operation=OPERATION)
    for column, source in {"op": "__op", "id": "id", "name": "name", "lsn": "__source_lsn"}.items():
        next(each for each in definition["columns"] if each["name"] == column)["source_name"] = source
    envelope = {"before": before, "after": after, "op": op, "ts_ms": 5, "source": {"lsn": 7}}
    return list(compile_unwrap(definition, TERMS)(envelope))


def test_an_update_of_the_key_is_a_delete_and_an_insert():
    own = {"__source_lsn": 7}
    assert _rows({"id": 1, "name": "Ada"}, {"id": 2, "name": "Ada"}) == [
        {"id": 1, "name": "Ada", "__op": "d"} | own,
        {"id": 2, "name": "Ada", "__op": "c"} | own,
    ]
    assert _rows({"id": 1}, {"id": 1, "name": "Ada"}) == [{"id": 1, "name": "Ada", "__op": "u"} | own]
    assert len(_rows({"id": 2**53}, {"id": 2**53 + 1})) == 2


def test_a_row_before_without_a_key_says_nothing():
    assert len(_rows({"id": None}, {"id": 2})) == len(_rows(None, {"id": 2})) == len(_rows({}, {"id": 2})) == 1
