"""scd2: the versions of each key (Kimball's slowly changing dimension of type 2), in as few rows as they need."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from etl.marts.intervals import CURRENT, FROM, TO, in_order, versions
from etl.marts.run import MartRun
from etl.names import quoted


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """One row for each version of a key, with `is_current`; equal neighbours without a gap between them are one."""
    columns = [name for name in rows.columns if name.lower() != CURRENT]
    key = run.mart["natural_key"]
    ordered = in_order(key)
    whole = ordered.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    content = F.struct(*[quoted(name) for name in columns if name.lower() not in (FROM, TO)])
    before = F.lag(content).over(ordered)
    continues = before.eqNullSafe(content) & F.lag(TO).over(ordered).eqNullSafe(F.col(FROM))
    compared = versions(run, rows).withColumns(
        {
            "_starts": ~F.coalesce(continues, F.lit(False)),
            "_end_before": F.lag(TO).over(ordered),
            "_end_of_key": F.last(TO).over(whole),
        }
    )
    # A version ends with the row before the next version's first one.
    end = F.coalesce(F.lead("_end_before").over(ordered), F.col("_end_of_key"))
    merged = compared.where("_starts").withColumn(TO, end)
    return merged.select(*map(quoted, columns), F.col(TO).isNull().alias(CURRENT))
