"""Where a database is: the Glue connection, its URL, and the secret with user and password."""

import json
import re
from dataclasses import dataclass, field

import boto3

from etl.errors import SluiceError
from etl.pull.databases import Database
from etl.pull.errors import ConnectionUrlError, LoginRefusedError
from etl.pull.failures import EXAMPLES

LOGIN = re.compile(r"^jdbc:oracle:thin:(?!//@)[^@]+@|//[^/@]+@|[?;&](user|password|username)=", re.I)


@dataclass(frozen=True)
class Place:
    """A database and a login. `properties` are those of the driver, the login among them, and are never shown."""

    connection: str
    secret: str
    url: str
    driver: str
    properties: dict[str, str] = field(repr=False)

    @property
    def names(self) -> dict[str, str]:
        """What a message may name."""
        return {"connection": self.connection, "secret": self.secret}

    @property
    def password(self) -> str:
        return self.properties["password"]


def normalised(url: str, database: Database, connection: str) -> tuple[str, str | None]:
    """The URL as the driver takes it, and a sentence where that is another one.

    Glue's own guide writes `jdbc:oracle:thin://@host:1521/service`, which Oracle's driver refuses with ORA-17067.
    Raises ConnectionUrlError.
    """
    example = EXAMPLES[database.name]
    if LOGIN.search(url):
        raise ConnectionUrlError(
            f"The URL of the connection {connection} has a user or a password, expected them in its secret alone; "
            f"take them out of the URL, as in {example}."
        )
    if url.startswith("jdbc:oracle:thin://@"):
        right = "jdbc:oracle:thin:@" + re.sub(r"^(?=[^/]+/)", "//", url.removeprefix("jdbc:oracle:thin://@"))
        return right, (
            f"The URL of the connection {connection} begins with jdbc:oracle:thin://@, which Oracle's driver refuses "
            f"(ORA-17067); {right} is used in its place."
        )
    if not url.startswith(database.url_prefix):
        raise ConnectionUrlError(
            f"The URL of the connection {connection} is {url}, expected one of {database.name}, which begins with "
            f"{database.url_prefix}, such as {example}; correct it."
        )
    return url, None


def find(connection: str, database: Database) -> Place:
    """The place that the Glue connection names, with the login of its secret."""
    answer = boto3.client("glue").get_connection(Name=connection, HidePassword=True)
    known = answer["Connection"]["ConnectionProperties"]
    url, sentence = normalised(known["JDBC_CONNECTION_URL"], database, connection)
    if sentence:
        print(sentence, flush=True)
    secret = known["SECRET_ID"]
    login = _login(secret, connection)
    driver = known.get("JDBC_DRIVER_CLASS_NAME") or database.driver
    ssl = known.get("JDBC_ENFORCE_SSL", "false").lower() == "true"
    properties = {"user": login["username"], "password": login["password"]} | database.properties(ssl, url)
    return Place(connection, secret, url, driver, properties)


def _login(secret: str, connection: str) -> dict[str, str]:
    text = boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    try:
        login = json.loads(text)
    except ValueError:
        login = None
    if not isinstance(login, dict) or not {"username", "password"} <= login.keys():
        raise _without_login(secret, connection)
    return {key: str(login[key]) for key in ("username", "password")}


def _without_login(secret: str, connection: str) -> SluiceError:
    return LoginRefusedError(
        f"The secret {secret} of the connection {connection} has no username and password, expected a JSON object with "
        "both keys; store it so. The database was not asked."
    )
