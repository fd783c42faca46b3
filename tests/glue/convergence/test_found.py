"""Stories that random schedules found, told in a few steps."""

import pytest

from tests.glue.convergence.files import KINDS, File
from tests.glue.convergence.player import Player
from tests.glue.convergence.schedules import Crash, Schedule, Turn

pytestmark = pytest.mark.spark


@pytest.mark.parametrize("other", [False, True])
def test_a_load_killed_after_its_commit_still_says_whose_changes_it_took_over(gated_world, gate, other):
    kind = next(kind for kind in KINDS if kind.name == "changes")
    late, early = (File(2, "b", 5, ((1, "Ada", 1),)), File(1, "a", 1, ((1, "Ada", 1), (2, "Bob", 1))))
    killed = Turn((early,), crash=Crash(3, other))
    player = Player(gated_world, gate, Schedule(0, kind, ()), f"found_{other}")
    player.load(Turn((late,)))
    player.load(killed)
    assert (player.crashes, player.killed_at) == (1, "S3 POST")
    # The change goes back to the load that repeats it.
    player.withdraw(Turn((early,), withdraws=True))
    player.compare()
    assert player.wrong == []
