"""The two views of a staging table, each one ANSI SQL text that Spark, Athena (Trino) and DuckDB read alike.

`current`: the latest version of each key, deletes gone. `history`: half-open intervals `effective_from` to
`effective_to` (NULL is open), equal neighbours collapsed; a delete closes, a return opens again. The names come
quoted, as own columns may be reserved words; Spark quotes with backticks.
"""

from pyspark.sql import DataFrame

from etl.columns import audit
from etl.definitions import column_names
from etl.documents import TableDefinition
from etl.feeds import supported

RELATIONS = ("current", "history")

CURRENT = """select {columns}
from (
  select t.*, row_number() over (
    partition by "_key" order by "_sequence" desc, {order}) as "_version"
  from {relation} t
) versions
where "_version" = 1 and "_change_type" <> 'delete'"""

# settled: of several versions at one point in time the last one counts; turns: versions that change something.
HISTORY = """with settled as (
  select * from (
    select t.*, {time} as "effective_from", row_number() over (
      partition by "_key", "_sequence" order by {order}) as "_version"
    from {relation} t
  ) versions
  where "_version" = 1
), compared as (
  select settled.*,
    lag("_row_hash") over (partition by "_key" order by "_sequence") as "_hash_before",
    lag("_change_type") over (partition by "_key" order by "_sequence") as "_type_before"
  from settled
), turns as (
  select * from compared
  where "_type_before" is null
    or ("_type_before" = 'delete') <> ("_change_type" = 'delete')
    or ("_change_type" <> 'delete' and "_hash_before" <> "_row_hash")
), intervals as (
  select turns.*, lead("effective_from") over (partition by "_key" order by "_sequence") as "effective_to"
  from turns
)
select {columns}, "effective_from", "effective_to", "effective_to" is null as "is_current"
from intervals
where "_change_type" <> 'delete'"""

# Without sequence_by, a key has one version at a time. Every engine puts NULL last where it sorts downwards.
LATEST = '"_loaded_at" desc, "_row_hash" desc'
LATEST_OF_CHANGES = '"_batch_date" desc, "_loaded_at" desc, "_load_id" desc, "_position" desc, "_row_hash" desc'

TEXTS = {"current": CURRENT, "history": HISTORY}


def sql(table: TableDefinition, kind: str, relation: str) -> str:
    """The query of view `kind` (current, history) over `relation`, a quoted name, with double-quoted identifiers."""
    columns = ", ".join(f'"{name}"' for name in [*column_names(table), *audit(table)])
    # Changes take effect at sequence_by, in its own type; snapshots on their batch date.
    time = supported(table).time_column(table)
    order = LATEST_OF_CHANGES if table["sequence_by"] else LATEST
    return TEXTS[kind].format(columns=columns, relation=relation, time=f'"{time}"', order=order)


def current(log: DataFrame, table: TableDefinition) -> DataFrame:
    """Latest version of each key of the change log `log`, deletes gone."""
    return _query(log, table, "current")


def history(log: DataFrame, table: TableDefinition) -> DataFrame:
    """Versions of each key of the change log `log` as half-open intervals."""
    return _query(log, table, "history")


def log(log: DataFrame, table: TableDefinition) -> DataFrame:
    """The change log as it is."""
    return log


OF_LOG = {"log": log, "current": current, "history": history}


def _query(log: DataFrame, table: TableDefinition, kind: str) -> DataFrame:
    view = f"sluice_log_{table['name']}"
    log.createOrReplaceTempView(view)
    try:
        return log.sparkSession.sql(sql(table, kind, f'"{view}"').replace('"', "`"))
    finally:
        log.sparkSession.catalog.dropTempView(view)
