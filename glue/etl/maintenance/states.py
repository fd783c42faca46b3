"""States below `_state/` that the register of a staging table does not name (etl/feeds/state.py)."""

from datetime import datetime

from etl.feeds.state import register
from etl.platform.iceberg import Table
from etl.platform.objects import Objects


def remove_unregistered(objects: Objects, table: Table, root: str, before: datetime) -> None:
    """Remove the states below `root` (an S3 URI) that no load has registered, and were written last before that time.

    Another state may be that of a load in flight.
    """
    written: dict[str, datetime] = {}
    for name, at, _ in objects.written_below(f"{root}/"):
        entry = "/".join(name.split("/")[:2])
        written[entry] = max(at, written.get(entry, at))
    # The register is read last: what it names since then was written since then.
    registered = set(register(table.properties()).values())
    gone = [entry for entry, at in written.items() if at < before and entry not in registered]
    for entry in gone:
        objects.delete_prefix(f"{root}/{entry}/")
