"""Where the parts of a staging table are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """`table` is its name in the `database`; its data, states and working copies are in the `bucket`."""

    table: str
    database: str
    bucket: str
    quarantine_bucket: str

    @property
    def data(self) -> str:
        """The Iceberg table."""
        return f"s3://{self.bucket}/{self.table}"

    @property
    def states(self) -> str:
        """What each snapshot left behind (etl/feeds/state.py)."""
        return f"s3://{self.bucket}/_state/{self.table}"

    @property
    def batches(self) -> str:
        """The documents of batches, by load id: which parts each has."""
        return f"s3://{self.bucket}/_batches/{self.table}"

    def work(self, load_id: str, run_id: str) -> str:
        """Copies that a run needs while it reads."""
        return f"s3://{self.bucket}/_work/{load_id}/{run_id}"
