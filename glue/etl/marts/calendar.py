"""The days of a calendar, a row each, with what people group by: months, ISO weeks, fiscal years, holidays."""

import json

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.documents import Calendar, MartDefinition
from etl.errors import MartSchemaError

VIEW = "calendar"
DATE = "date"

# Column, Spark SQL over `date`, comment. `fiscal` is a day whose year is the fiscal year, and whose quarter is its own.
COLUMNS = [
    ("date", "date", "The day"),
    ("year", "year(date)", "Year"),
    ("quarter", "quarter(date)", "Quarter of the year, 1 to 4"),
    ("month", "month(date)", "Month, 1 to 12"),
    ("month_name", "date_format(date, 'MMMM')", "Month in English"),
    ("day", "day(date)", "Day of the month, 1 to 31"),
    ("day_of_week", "extract(DAYOFWEEK_ISO from date)", "Day of the ISO week, 1 (Monday) to 7"),
    ("day_name", "date_format(date, 'EEEE')", "Day of the week in English"),
    ("iso_year", "extract(YEAROFWEEK from date)", "Year that the ISO week belongs to"),
    ("iso_week", "weekofyear(date)", "ISO week, 1 to 53"),
    ("week_start", "to_date(date_trunc('week', date))", "Monday of the week"),
    ("is_weekend", "array_contains(weekend, extract(DAYOFWEEK_ISO from date))", "Whether the day is of a weekend"),
    ("fiscal_year", "year(fiscal)", "Fiscal year, named after the year in which it ends"),
    ("fiscal_quarter", "quarter(fiscal)", "Quarter of the fiscal year, 1 to 4"),
    ("is_month_end", "date = last_day(date)", "Whether the day is the last of its month"),
    ("is_holiday", "holidays[string(date)] is not null", "Whether the day is a holiday"),
    ("holiday_name", "holidays[string(date)]", "The holiday; null on other days"),
]


def days(spark: SparkSession, calendar: Calendar) -> DataFrame:
    """A row for each day from the first to the last, with COLUMNS."""
    first, last = (F.lit(calendar[end]).cast("date") for end in ("from", "to"))
    # The names of the holidays are a literal, which Spark reads once: no table to join.
    names = json.dumps({holiday["date"]: holiday["name"] for holiday in calendar["holidays"]})
    months = (13 - calendar["fiscal_year_starts"]) % 12
    every = spark.range(1).select(F.explode(F.sequence(first, last)).alias(DATE))
    given = every.select(
        DATE,
        # Only months count: the last days of a longer month stay in theirs.
        F.add_months(F.trunc(DATE, "month"), months).alias("fiscal"),
        F.lit(calendar["weekend"]).cast("array<int>").alias("weekend"),
        F.from_json(F.lit(names), "map<string, string>").alias("holidays"),
    )
    return given.select(*[F.expr(sql).alias(name, metadata={"comment": about}) for name, sql, about in COLUMNS])


def key(mart: MartDefinition, types: dict[str, str]) -> Column:
    """The surrogate key of a day: the number yyyymmdd. `types` are those of the columns that mart.sql gives."""
    found = types.get(DATE)
    if found != "date":
        raise MartSchemaError(
            f"{mart['id']}: mart.sql gives {'no column date' if found is None else f'date as {found}'}, expected the "
            "column date of the calendar, of which the surrogate key is made; select it."
        )
    return F.date_format(DATE, "yyyyMMdd").cast("int")
