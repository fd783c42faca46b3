"""historical: each key as it stood at the end of each day, in a window that ends with the batch date."""

from dataclasses import replace
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.documents import Historical
from etl.errors import DefinitionError, MartInputError, MartSchemaError
from etl.marts.cuts import source
from etl.marts.inputs import batch_dates
from etl.marts.intervals import CURRENT, FROM, TO, versions
from etl.marts.run import STATES_FROM, MartRun
from etl.names import quoted

AS_OF_DATE = "as_of_date"


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """One row a key and day, with `as_of_date` in place of the interval: the version that stands when the day ends."""
    valid = versions(run, rows)
    _check(run, valid)
    first, last = first_day(run), date.fromisoformat(run.batch_date)
    begins = F.greatest(F.to_date(FROM), F.lit(first))
    # greatest and least pass over NULL, which is open.
    ends = F.least(F.date_sub(F.to_date(TO), 1), F.lit(last))
    days = F.when(begins <= ends, F.sequence(begins, ends))
    if not _policy(run)["carry_forward"]:
        days = F.array_intersect(days, F.lit(_deliveries(run, first)).cast("array<date>"))
    columns = [quoted(name) for name in rows.columns if name.lower() not in (FROM, TO, CURRENT)]
    return valid.select(*columns, F.explode(days).alias(AS_OF_DATE))


def first_day(run: MartRun) -> date:
    """The first day of the window."""
    return date.fromisoformat(run.batch_date) - timedelta(_policy(run)["days"] - 1)


def of_last(run: MartRun, days: int) -> MartRun:
    """The run of the mart with a window of fewer days."""
    policy: Historical = {**_policy(run), "days": days}
    return replace(run, mart={**run.mart, "historical": policy})


def _policy(run: MartRun) -> Historical:
    policy = run.mart["historical"]
    if policy is None:
        raise DefinitionError(f"{run.mart['id']}: the kind historical has no days; deploy the definitions again.")
    return policy


def _check(run: MartRun, rows: DataFrame) -> None:
    type_ = rows.schema[[name.lower() for name in rows.columns].index(FROM)].dataType.simpleString()
    if type_ not in ("date", "timestamp"):
        raise MartSchemaError(
            f"{run.mart['id']}: mart.sql gives {FROM} as {type_}, expected date or timestamp, as a mart of kind "
            "historical has a row for each day; give the table a date or a date-time as sequence_by."
        )
    if AS_OF_DATE in map(str.lower, rows.columns):
        raise MartSchemaError(
            f"{run.mart['id']}: mart.sql gives a column {AS_OF_DATE}, which the job adds; leave it out, or rename it."
        )


def _deliveries(run: MartRun, first: date) -> list[str]:
    """The batch dates since `first` of which every daily input has a load."""
    inputs = [given for given in run.mart["inputs"] if given["cadence"] == "daily"]
    for given in inputs:
        kept_from = source(run, given).properties().get(STATES_FROM, "") if given["mart"] else ""
        if str(first) < kept_from:
            raise MartInputError(
                f"{run.mart['id']} as of {run.batch_date} asks for the deliveries of {given['name']} since {first}, of "
                f"which maintenance has removed the states before {kept_from}; give it fewer days, or build a later "
                "date."
            )
    daily = [batch_dates(run, given) for given in inputs]
    return sorted(day for day in set.intersection(*daily) if day >= str(first))
