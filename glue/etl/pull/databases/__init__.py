"""The databases that tables can be pulled from, by their word in schemas/meta/vocabulary.schema.json."""

from etl.pull.databases.base import Database
from etl.pull.databases.mysql import Mysql
from etl.pull.databases.oracle import Oracle
from etl.pull.databases.postgresql import Postgresql
from etl.pull.databases.sqlserver import Sqlserver

DATABASES: dict[str, Database] = {
    "oracle": Oracle(),
    "postgresql": Postgresql(),
    "mysql": Mysql(),
    "sqlserver": Sqlserver(),
}

__all__ = ["DATABASES", "Database"]
