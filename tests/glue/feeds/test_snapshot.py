"""The snapshot feed: what is in the log after some files, told as stories."""

from datetime import date

import pytest
from etl.errors import MassDeleteError, RowCountError
from etl.platform import session
from etl.platform.iceberg import Branch
from etl.platform.objects import Objects
from pyspark.sql import functions as F

from tests.glue.world import parquet, table

pytestmark = pytest.mark.spark

DAY_1 = "ID,NAME\n1,Ada\n2,Bob\n3,Cyd\n"
DAY_2 = "ID,NAME\n1,Ada\n2,Rob\n4,Dee\n"


def test_the_log_holds_what_changed_from_day_to_day(world):
    world.define(table())
    days = (DAY_1, DAY_2, DAY_2, DAY_2 + "3,Cyd\n")
    reports = [world.stage(world.put(f"2026-03-0{at}", content)) for at, content in enumerate(days, start=1)]
    assert world.summary("id", "name") == [
        ("2026-03-01", "insert", 1, "Ada"),
        ("2026-03-01", "insert", 2, "Bob"),
        ("2026-03-01", "insert", 3, "Cyd"),
        ("2026-03-02", "delete", 3, None),
        ("2026-03-02", "insert", 4, "Dee"),
        ("2026-03-02", "update", 2, "Rob"),
        ("2026-03-04", "insert", 3, "Cyd"),  # a key that returns is inserted again
    ]
    counts = ("rows_read", "rows_staged", "rows_unchanged", "inserts", "updates", "deletes")
    assert [[report[name] for name in counts] for report in reports] == [
        [3, 3, 0, 3, 0, 0],
        [3, 2, 1, 1, 1, 1],
        [3, 0, 3, 0, 0, 0],  # an unchanged file adds no row
        [4, 1, 3, 1, 0, 0],
    ]


@pytest.mark.parametrize("small", [True, False])
def test_a_file_that_is_read_again_for_what_changed_is_the_same(world, monkeypatch, small):
    """Of a large parquet file, only keys and prints are kept."""
    if not small:
        monkeypatch.setattr(session, "BYTES_PER_PARTITION", 1000)
    world.define(table("id bigint, name string, born date", format={"type": "parquet"}))
    born = {at: date(2000, 1, at) for at in (1, 2, 3)}
    days = ([(1, "Ada", 1), (2, "Bob", 2), (3, None, 3)], [(1, "Ada", 1), (2, "Bob", 3), (4, "Dee", 1)])
    for day, rows in enumerate(days, start=1):
        content = parquet([{"ID": id_, "NAME": name, "BORN": born[at]} for id_, name, at in rows])
        last = str(max(born[at] for *_, at in rows))
        facts = {"header": ["ID", "NAME", "BORN"], "dates": {"born": {"min": "2000-01-01", "max": last}}}
        report = world.stage(world.put(f"2026-03-0{day}", content, rows=3, **facts))
    assert [report[name] for name in ("rows_read", "rows_unchanged", "inserts", "updates", "deletes")] == [
        3,
        1,
        1,
        1,
        1,
    ]
    assert world.summary("id", "name", F.col("born").cast("string")) == [
        ("2026-03-01", "insert", 1, "Ada", "2000-01-01"),
        ("2026-03-01", "insert", 2, "Bob", "2000-01-02"),
        ("2026-03-01", "insert", 3, None, "2000-01-03"),
        ("2026-03-02", "delete", 3, None, None),
        ("2026-03-02", "insert", 4, "Dee", "2000-01-01"),
        ("2026-03-02", "update", 2, "Bob", "2000-01-03"),
    ]
    content = parquet([{"ID": 1, "NAME": "Ada", "BORN": born[1]}])
    with pytest.raises(RowCountError):
        world.stage(world.put("2026-03-03", content, rows=2, **facts | {"dates": {}}))


@pytest.mark.parametrize("natural_key", [["id"], []])
def test_a_state_of_an_older_version_is_worked_out_from_the_log(world, natural_key):
    world.define(table(natural_key=natural_key))
    for at, content in enumerate((DAY_1, DAY_2), start=1):
        world.stage(world.put(f"2026-03-0{at}", content))
    objects, states = Objects(), f"s3://{world.name}-staging/_state/shop_things/"
    for state in objects.names_below(states):
        if state.endswith("load.json"):
            facts = objects.read_json(f"{states}{state}")
            objects.write_json(f"{states}{state}", {key: facts[key] for key in facts if key != "has_prints"})
            objects.delete_prefix(f"{states}{state.removesuffix('load.json')}keys/")
    before = world.summary("id", "name")
    report = world.stage(world.put("2026-03-03", "ID,NAME\n1,Ada\n4,Dot\n"))
    assert [report[name] for name in ("rows_unchanged", "inserts", "updates", "deletes")] == (
        [1, 0, 1, 1] if natural_key else [1, 1, 0, 2]
    )
    assert world.summary("id", "name")[: len(before)] == before


def test_null_and_the_empty_string_are_different_values(world):
    world.define(table())
    world.stage(world.put("2026-03-01", 'ID,NAME\n1,\n2,""\n'))
    world.stage(world.put("2026-03-02", 'ID,NAME\n1,""\n2,""\n'))
    assert world.summary("id", "name") == [
        ("2026-03-01", "insert", 1, None),
        ("2026-03-01", "insert", 2, ""),
        ("2026-03-02", "update", 1, ""),
    ]


def test_without_a_natural_key_identical_rows_are_counted(world):
    world.define(table("id bigint, founded date, seen timestamp", natural_key=[]))
    # Days before the Gregorian calendar are kept as they are, and do not change from day to day.
    old, new = "1,0050-01-01,1500-02-03T04:05:06Z\n", "2,2000-01-01,2000-01-01T00:00:00Z\n"
    world.stage(world.put("2026-03-01", f"ID,FOUNDED,SEEN\n{old}{old}{new}"))
    world.stage(world.put("2026-03-02", f"ID,FOUNDED,SEEN\n{old}{new}3,,\n"))
    texts = [F.date_format(name, pattern) for name, pattern in (("founded", "y-MM-dd"), ("seen", "y-MM-dd HH:mm:ss"))]
    assert world.summary("id", *texts) == [
        ("2026-03-01", "insert", 1, "50-01-01", "1500-02-03 04:05:06"),
        ("2026-03-01", "insert", 1, "50-01-01", "1500-02-03 04:05:06"),
        ("2026-03-01", "insert", 2, "2000-01-01", "2000-01-01 00:00:00"),
        ("2026-03-02", "delete", 1, "50-01-01", "1500-02-03 04:05:06"),
        ("2026-03-02", "insert", 3, None, None),
    ]


@pytest.mark.parametrize("small", [True, False])
def test_a_deleted_row_has_its_key_as_the_file_had_it(world, monkeypatch, small):
    if not small:
        monkeypatch.setattr(session, "BYTES_PER_PARTITION", 1)
    types = {"id": "bigint", "of": "decimal(38,9)", "on": "date", "at": "timestamp", "by": "double", "is": "boolean"}
    world.define(table(", ".join(f"{name} {type_}" for name, type_ in types.items()), natural_key=[*types]))
    head = ",".join(types).upper()
    old = "9007199254740993,12345678901234567890123456789.123456789,1066-10-14,1066-10-14T04:05:06.123456Z,-0.1,true"
    new = "1,0.1,2000-01-01,2000-01-01T00:00:00Z,1e300,false"
    world.stage(world.put("2026-03-01", f"{head}\n{old}\n{new}\n"))
    world.stage(world.put("2026-03-02", f"{head}\n{new}\n"))
    _, insert, delete = world.summary(*[F.col(f"`{name}`").cast("string") for name in types])
    assert (insert[1], delete[1]) == ("insert", "delete")
    assert delete[2:] == insert[2:]
    assert delete[2:6] == (old.split(",")[0], old.split(",")[1], "1066-10-14", "1066-10-14 04:05:06.123456")


def test_absence_means_nothing_where_deletes_are_ignored(world):
    world.define(table(deletes="ignore"))
    world.stage(world.put("2026-03-01", DAY_1))
    world.stage(world.put("2026-03-02", "ID,NAME\n1,Ada\n2,Rob\n4,Dee\n"))
    assert world.summary("id")[3:] == [("2026-03-02", "insert", 4), ("2026-03-02", "update", 2)]


@pytest.mark.parametrize("small", [True, False])
def test_empty_files_and_files_after_empty_ones_are_snapshots_too(world, monkeypatch, small):
    if not small:
        monkeypatch.setattr(session, "BYTES_PER_PARTITION", 8)
    world.define(table())
    days = list(enumerate(("", "1,Ada\n2,Bob\n", "", "2,Bob\n"), start=1))
    for day, content in days if small else days[1:]:
        world.stage(world.put(f"2026-03-0{day}", f"ID,NAME\n{content}"))
    assert world.summary("id") == [
        ("2026-03-02", "insert", 1),
        ("2026-03-02", "insert", 2),
        ("2026-03-03", "delete", 1),
        ("2026-03-03", "delete", 2),
        ("2026-03-04", "insert", 2),
    ]


def test_a_mass_delete_is_held_until_approved(world):
    world.define(table(max_delete_percent=50))
    world.stage(world.put("2026-03-01", DAY_1))
    truncated = world.put("2026-03-02", "ID,NAME\n1,Ada\n")
    with pytest.raises(MassDeleteError) as caught:
        world.stage(truncated)
    assert str(caught.value) == (
        "shop/things: the snapshot of 2026-03-02 would delete 2 of 3 rows (66.7 %), more than max_delete_percent "
        "50; correct "
        'the file, or approve it: sluice run \'{"key": "shop/things/dt=2026-03-02/file.csv", '
        '"approve_deletes": true}\''
    )
    assert len(world.rows()) == 3
    assert world.stage(truncated, approve=["deletes"])["deletes"] == 2


def test_a_crash_before_publishing_shows_nothing_and_the_rerun_gives_the_same_rows(world, monkeypatch):
    world.define(table())
    world.stage(world.put("2026-03-01", DAY_1))
    before, load = world.rows(), world.put("2026-03-02", DAY_2)
    for step in ("create", "append", "publish"):
        with monkeypatch.context() as patched:
            patched.setattr(Branch, step, _crash)
            with pytest.raises(RuntimeError, match="power cut"):
                world.stage(load)
        assert world.rows() == before
    world.stage(load)
    after = world.rows()
    assert len(after) == 6
    world.stage(load)
    world.stage(load, run_id="another run")
    assert world.rows() == after


def test_a_correction_replaces_the_batch_and_an_older_file_is_superseded(world):
    world.define(table())
    old, new = world.put("2026-03-01", DAY_1, at="06:00"), world.put("2026-03-01", DAY_2, at="07:00")
    world.stage(old)
    world.stage(new)
    assert world.summary("id", "name") == [
        ("2026-03-01", "insert", *row) for row in [(1, "Ada"), (2, "Rob"), (4, "Dee")]
    ]
    report = world.stage(old)
    assert (report["superseded"], report["rows_unchanged"]) == (True, 3)
    assert len(world.rows()) == 3


def test_compaction_between_the_steps_does_not_lose_the_load(world, monkeypatch):
    world.define(table())
    world.stage(world.put("2026-03-01", DAY_1))
    publish, disturbed = Branch.publish, []

    def disturb(branch, *arguments, **options):
        if not disturbed:
            disturbed.append(True)
            branch.table.spark.sql(
                f"INSERT INTO {branch.table.identifier} SELECT * FROM {branch.table.identifier} LIMIT 0"
            )
        return publish(branch, *arguments, **options)

    monkeypatch.setattr(Branch, "publish", disturb)
    world.stage(world.put("2026-03-02", DAY_2))
    assert disturbed and len(world.rows()) == 6


def _crash(*_, **__):
    raise RuntimeError("power cut")


@pytest.mark.parametrize("adaptive", ["true", "false"])
def test_the_first_rows_are_counted_once_however_spark_plans(world, adaptive):
    world.define(table())
    load, before = (
        world.put("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n"),
        world.spark.conf.get("spark.sql.adaptive.enabled"),
    )
    world.spark.conf.set("spark.sql.adaptive.enabled", adaptive)
    try:
        report = world.stage(load)
    finally:
        world.spark.conf.set("spark.sql.adaptive.enabled", before)
    assert (report["rows_read"], report["inserts"]) == (2, 2)
