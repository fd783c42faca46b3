"""How the files of a table's loads are opened."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession

from etl.documents import Batch, TableDefinition, Terms
from etl.load.delivery import Delivery
from etl.load.source import Marks, Opened, opened, opened_together, path_of
from etl.platform.objects import Objects
from etl.readers import damage
from etl.readers.file import File
from etl.readers.inflate import write_plain

COPIES_AT_A_TIME = 8


@dataclass(frozen=True)
class Inputs:
    """`work` is the URI below which files are copied; the documents of batches are below `batches`.

    `terms` is the `contract` of definitions.json.

    `single_partition`: the load is small enough for that. `every_row`: each is checked against the whole contract, not
    only those that their columns do not show to be valid. `load_ids`: of the files that were opened so far.
    """

    spark: SparkSession
    objects: Objects
    work: str
    batches: str
    quarantine_bucket: str
    terms: Terms
    single_partition: bool
    every_row: bool
    load_ids: set[str] = field(default_factory=set, init=False)

    @contextmanager
    def opened(self, table: TableDefinition, delivery: Delivery, mark: Marks) -> Iterator[Opened]:
        """The rows of a file of `table`, or of the parts of a batch together, each with its marks."""
        with ExitStack() as stack:
            files = [(stack.enter_context(self.copied(table, part)), part) for part in self.parts(delivery)]
            yield stack.enter_context(opened(files, mark, self.every_row, self.objects, self.quarantine_bucket))

    @contextmanager
    def together(self, table: TableDefinition, deliveries: Sequence[Delivery]) -> Iterator[DataFrame]:
        """The rows of files that are alike (load/alike.py), read as one; `_part` is the place of each's delivery."""
        facts = deliveries[0].facts
        try:
            with ThreadPoolExecutor(COPIES_AT_A_TIME) as pool:
                list(pool.map(lambda at: self._copy(table, deliveries[at], self.work, f"{at}"), range(len(deliveries))))
            file = File(self.spark, self.work, table, facts, self.terms, self.single_partition, are_many=True)
            with opened_together(file) as rows:
                yield rows
        finally:
            self.objects.delete_prefix(f"{self.work}/")

    def parts(self, delivery: Delivery) -> list[Delivery]:
        """The files of a delivery: itself, or the parts of a batch."""
        if not delivery.is_batch:
            return [delivery]
        batch: Batch = self.objects.read_json(f"{self.batches}/{delivery.load_id}.json")
        return [Delivery(part["load"], part["facts"]) for part in batch["parts"]]

    @contextmanager
    def copied(self, table: TableDefinition, delivery: Delivery) -> Iterator[File]:
        """A file, copied where Spark reads exactly its version, as long as it is needed."""
        self.load_ids.add(delivery.load_id)
        work = f"{self.work}/{delivery.load_id}"
        try:
            path = self._copy(table, delivery, work)
            with damage.refused(table, delivery.load["key"], path):
                yield File(self.spark, path, table, delivery.facts, self.terms, self.single_partition)
        finally:
            self.objects.delete_prefix(f"{work}/")

    def _copy(self, table: TableDefinition, delivery: Delivery, work: str, name: str = "data") -> str:
        """Copy a file below `work`; returns the URI of the copy."""
        load, compression = delivery.load, delivery.facts["compression"]
        extension = self.terms["compressions"][compression]["extension"]
        path = path_of(table, extension or "", work, name)
        if extension is None:
            write_plain(self.objects, compression, load, path, self.terms["limits"])
        else:
            self.objects.copy_version(load["bucket"], load["key"], load["version_id"], path)
        return path
