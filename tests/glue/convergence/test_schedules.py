"""Whatever comes, in whatever order, and wherever the job is killed: the table is what the model says."""

import random

import pytest

from tests.glue.convergence.player import Player
from tests.glue.convergence.schedules import schedule
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

SEEDS = either(range(40), random.sample(range(1_000_000), 100))
DELIVERIES = either(4, 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_schedule_ends_as_the_model_says(gated_world, gate, seed):
    planned = schedule(seed, DELIVERIES)
    wrong = Player(gated_world, gate, planned, f"things_{seed}").play()
    assert wrong == [], planned
