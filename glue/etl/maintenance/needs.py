"""What marts need of the past of their inputs."""

from collections import defaultdict
from collections.abc import Iterable

from etl.documents import MartDefinition
from etl.marts import state
from etl.marts.cuts import arriving, members_view, table_of
from etl.marts.run import MartRun


def snapshots_read(marts: Iterable[MartRun]) -> dict[str, set[int]]:
    """By table, the snapshots that the served states were made from: `refresh: changed` reads what followed them."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for run in marts:
        served = state.base(run, leads=True)
        cuts = served.state["made_from"]["inputs"] if served else {}
        for given in arriving(run):
            for view in {given["view"], members_view(given["view"])} & cuts.keys():
                snapshot = cuts[view]["snapshot"]
                if snapshot is not None:
                    found[table_of(run, given).identifier].add(snapshot)
    return found


def days_read(mart: str, others: Iterable[MartDefinition]) -> int:
    """How many states of a mart another one reads at most: of its days those with a delivery, which a state tells."""
    return max(
        (
            policy["days"]
            for other in others
            if (policy := other["historical"]) and not policy["carry_forward"]
            if any(given["mart"] == mart and given["cadence"] == "daily" for given in other["inputs"])
        ),
        default=0,
    )
