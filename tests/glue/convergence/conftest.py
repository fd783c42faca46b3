"""Job runs that reach AWS through a gate, where they can be killed."""

import pytest

from tests.glue.convergence.gate import Gate


@pytest.fixture(scope="module")
def gate(aws):
    """The way to AWS of the job runs."""
    gate = Gate(aws)
    yield gate
    gate.close()


@pytest.fixture(scope="module")
def gated_world(shared_world, gate):
    """A deployment whose staging bucket Spark reaches through the gate."""
    settings = shared_world.spark.sparkContext._jsc.hadoopConfiguration()
    settings.set(f"fs.s3a.bucket.{shared_world.name}-staging.endpoint", gate.endpoint)
    return shared_world
