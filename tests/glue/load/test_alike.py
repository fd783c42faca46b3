"""Which loads are staged together."""

from etl.load.alike import groups

FACTS = {"rows": 2, "rows_checked": 2, "rows_quarantined": 0, "dates": {}, "bytes": 10, "shape": "s"}
FACTS |= {"compression": "none", "header": ["ID"]}
MEBIBYTE = 1024 * 1024


def order(name, approve=(), withdraw=(), **facts):
    return {"load": {"load_id": name}, "facts": FACTS | facts, "approve": [*approve], "withdraw": [*withdraw]}


def names(*orders):
    return ["".join(each["load"]["load_id"] for each in group) for group in groups(orders)]


def test_files_that_are_read_alike_and_follow_each_other_are_a_group():
    gzip = {"compression": "gzip"}
    assert names(order("a", rows=3, rows_checked=3), order("b"), order("c", **gzip)) == ["ab", "c"]
    assert names(order("a"), order("b", header=["ID", "NAME"])) == ["a", "b"]


def test_the_order_stays_as_it_is():
    assert names(order("a"), order("b", compression="gzip"), order("c"), order("d")) == ["a", "b", "cd"]


def test_a_load_of_which_more_is_asked_or_known_stays_on_its_own():
    apart = [
        order("b", approve=["date"]),
        order("c", withdraw=[{"load_id": "c"}]),
        order("d", rows_quarantined=1),
        order("e", rows=None),
        order("f", rows_checked=0),
        order("g", rows=0, rows_checked=0),
    ]
    goes = {"load": {"load_id": "h"}, "facts": {}, "approve": [], "withdraw": [{"load_id": "h"}]}
    assert names(order("a"), *apart, goes, order("i"), order("j")) == ["a", "b", "c", "d", "e", "f", "g", "h", "ij"]


def test_a_group_fits_one_task():
    large, small = {"bytes": 20 * MEBIBYTE}, {"bytes": 6 * MEBIBYTE}
    assert names(order("a", **large), order("b", **large), order("c", **small), order("d", **small)) == ["a", "bcd"]
