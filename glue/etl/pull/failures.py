"""What a driver says of a failure, as an error with a name and a remedy."""

import re

from etl.errors import SluiceError
from etl.pull.databases import Database
from etl.pull.errors import (
    ConnectionUrlError,
    DatabaseQueryError,
    DatabaseUnreachableError,
    InstantLostError,
    LoginRefusedError,
    PrivilegeMissingError,
    RelationMissingError,
)

REMEDIES: dict[type[SluiceError], str] = {
    LoginRefusedError: "correct username and password in the secret {secret}, and unlock the account if it was "
    "locked; a pull never tries again, since every attempt counts",
    RelationMissingError: 'correct "relation" or "query" in table.json, or grant the user SELECT on it',
    PrivilegeMissingError: "grant the user what the message names: SELECT on the relation and, for one instant, "
    "FLASHBACK on it and EXECUTE on DBMS_FLASHBACK (Oracle), or ALLOW_SNAPSHOT_ISOLATION of the database (SQL Server)",
    ConnectionUrlError: "correct the URL of the connection {connection}, such as {example}",
    InstantLostError: "the pull begins again at a new instant, and nothing is lost; if it happens again, have the "
    'database keep its undo or its snapshots for as long as a pull takes, or raise "connections"',
    DatabaseUnreachableError: "the pull tries again; if it goes on, look whether the database is up, takes "
    "connections, and is reachable from the subnet and the security groups of the connection {connection}",
    DatabaseQueryError: 'correct "relation", "query" or the columns in table.json and row.schema.json',
}
EXAMPLES = {
    "Oracle": "jdbc:oracle:thin:@//host:1521/service",
    "PostgreSQL": "jdbc:postgresql://host:5432/database",
    "MySQL": "jdbc:mysql://host:3306/database",
    "SQL Server": "jdbc:sqlserver://host:1433;databaseName=database",
}
SHOWN = 500


def named(message: str, database: Database, table: str, place: dict[str, str], password: str) -> SluiceError:
    """The error of a driver's message, which never has the password. `place` names the connection and its secret."""
    kinds = (kind for pattern, kind in database.remedies if re.search(pattern, message, re.I))
    kind = next(kinds, DatabaseQueryError)
    remedy = REMEDIES[kind].format(example=EXAMPLES[database.name], **place)
    return kind(f"{table}: {database.name} said: {first_line(hidden(message, password))}; {remedy}.")


def hidden(text: str, password: str) -> str:
    """The text without the password, should a driver repeat it."""
    return text.replace(password, "***") if password else text


def first_line(message: str) -> str:
    """The driver's own sentence, without stack and exception classes."""
    lines = [line.strip() for line in message.splitlines() if line.strip() and not line.strip().startswith("at ")]
    # A block of PL/SQL names the line of the block as the error, and then what was wrong with it.
    blamed = [line for line in lines if line.startswith("PLS-")][:1]
    causes = [line for line in lines if re.search(r"(SQL\w*|Psql|PSQL)Exception: |ORA-\d{5}", line)]
    line = (blamed or causes or lines or ["nothing"])[-1]
    return re.split(r"[\w.$]+(?:Exception|Error): ", line)[-1].rstrip(". ")[:SHOWN]
