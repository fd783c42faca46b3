"""What Athena's views are called in the catalogue; tests/glue/relations/test_relations.py has their rows."""

import pytest
from etl.relations.views import folded, hive, trino
from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType, TimestampType


def struct(**fields):
    return StructType([StructField(name, type_) for name, type_ in fields.items()])


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (TimestampType(), "timestamp"),
        (struct(a=LongType(), _unit=StringType()), "struct<a:bigint,_unit:string>"),
        (struct(**{"a.b": LongType(), "größe": StringType()}), "struct<a_b:bigint,gr__e:string>"),
        (ArrayType(struct(**{"first name": StringType()})), "array<struct<first_name:string>>"),
    ],
)
def test_types_of_the_catalogue_have_names_that_its_readers_take(type_, expected):
    assert hive(type_) == expected


def test_names_that_fold_to_one_stay_apart():
    assert folded(["a.b", "a_b", "A-B"]) == ["a_b", "a_b_2", "A_B_3"]


def test_athena_itself_reads_the_names_as_they_are():
    assert trino(struct(**{"a.b": LongType()})) == 'row("a.b" bigint)'
