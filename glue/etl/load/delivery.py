"""A file on its way into its table."""

from typing import NamedTuple

from etl.documents import Load, ValidationFacts


class Delivery(NamedTuple):
    """A load, and what the validator learnt about its file: about the files of a batch together."""

    load: Load
    facts: ValidationFacts

    @property
    def load_id(self) -> str:
        """Hash of bucket, key and version."""
        return self.load["load_id"]

    @property
    def is_batch(self) -> bool:
        """Whether it is the parts of one snapshot: its key is then their folder."""
        return self.load["key"].endswith("/")

    @property
    def batch_date(self) -> str:
        """The business date that the file speaks for."""
        return self.load["batch_date"]

    @property
    def order(self) -> tuple[str, str, str]:
        """Files of one table and batch date are ordered by this; S3's sequencers are right-padded hex."""
        return (self.load["loaded_at"], self.load["sequencer"].ljust(64, "0"), self.load["load_id"])
