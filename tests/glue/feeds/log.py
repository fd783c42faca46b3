"""Test helper: a table's log as rows that can be written down."""

import calendar
import hashlib


def log_of(world, loads, *columns, name="shop_things", natural_key=("id",)):
    """(batch date, change, name of the load, columns...) of the log, in order.

    `loads` has the loads by their names, `columns` are all of the table's own, integers and texts. The other audit
    columns, which nobody can write down, are held against what they should be.
    """
    by_id = {load["load_id"]: (given, load["loaded_at"]) for given, (load, _) in loads.items()}
    told = []
    for date, load_id, loaded_at, change, key, row_hash, sequence, *values in world.rows(*AUDIT, *columns, name=name):
        load, at = by_id[load_id]
        own = dict(zip(columns, values, strict=True))
        assert f"{loaded_at:%Y-%m-%dT%H:%M:%S.000Z}" == at
        assert key == _key({column: own[column] for column in natural_key}, row_hash)
        assert row_hash == _hash(own)
        assert sequence == own.get("at", _midnight(date))
        told.append((f"{date:%Y-%m-%d}", change, load, *values))
    return sorted(told, key=repr)


AUDIT = ("_batch_date", "_load_id", "_loaded_at", "_change_type", "_key", "_row_hash", "_sequence")


def _midnight(date):
    return calendar.timegm(date.timetuple()) * 1_000_000


def _hash(values, prefix=""):
    """The hash that glue/etl/load/hashing.py describes."""
    family = {int: "n", str: "s"}
    entries = [(name, family[type(value)], str(value)) for name, value in sorted(values.items()) if value is not None]
    return _sha("".join([prefix, *(f"{name}:{kind}:{len(text)}:{text};" for name, kind, text in entries)]))


def _key(values, row_hash):
    """Of rows without a natural key there are no two equal ones here."""
    return _hash(values, "4:shop;") if values else _sha(f"4:shop;{row_hash}#1")


def _sha(text):
    return hashlib.sha256(text.encode()).hexdigest()
