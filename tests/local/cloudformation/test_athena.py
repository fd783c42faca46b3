"""Named queries of a stack: made, changed, removed."""

from __future__ import annotations

import json


def template(sql):
    properties = {"Name": "customers: newest rows", "Database": "mart", "QueryString": sql, "WorkGroup": "primary"}
    return json.dumps({"Resources": {"Query": {"Type": "AWS::Athena::NamedQuery", "Properties": properties}}})


def test_a_named_query_is_made_changed_and_removed_with_its_stack(aws, stack):
    athena = aws.client("athena")

    def texts():
        ids = athena.list_named_queries(WorkGroup="primary")["NamedQueryIds"]
        return [athena.get_named_query(NamedQueryId=each)["NamedQuery"]["QueryString"] for each in ids]

    stack("create", template("select 1"))
    assert texts() == ["select 1"]
    stack("update", template("select 2"))
    assert texts() == ["select 2"]
    stack.remove()
    assert texts() == []
