"""Deletes that a snapshot does not make, since an absent key may be that of a row set aside."""

from etl.documents import SuspendedDeletes, TableDefinition
from etl.gate.set_aside import SetAside


def suspended(table: TableDefinition, aside: SetAside, kept: int, before: int) -> SuspendedDeletes | None:
    """What the staging report says in `deletes_suspended`; None where the snapshot deletes every absent key.

    `kept`: absent keys that stay live. `before`: how many loads before this one, without a break, deleted nothing.
    """
    if table["deletes"] == "ignore" or not (aside.all or kept):
        return None
    return {"all": aside.all, "keys": kept, "loads": before + 1 if aside.all else 1, "reason": _reason(table, aside)}


def in_a_row(document: SuspendedDeletes | None, before: int) -> int:
    """How many loads without a break deleted nothing, up to the load that `document` is about."""
    return before + 1 if document and document["all"] else 0


def _reason(table: TableDefinition, aside: SetAside) -> str:
    if not aside.all:
        return "they are the keys of rows that were set aside"
    if not table["natural_key"]:
        return "the table has no natural key, so that each absent row may be one that was set aside"
    key = ", ".join(table["natural_key"])
    rows = "1 row that was set aside has" if aside.unknown == 1 else f"{aside.unknown} rows that were set aside have"
    return f"{rows} no readable {key}, so that any absent key may be meant"
