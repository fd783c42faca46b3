"""The Athena API over the engine: start, run, page through results, in place of the emulator's own."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, error_response_json, json_response
from ministack.core.router import extract_access_key_id
from ministack.services import athena, glue

from local.athena import caller as callers
from local.athena.caller import Caller
from local.athena.engine import run
from local.athena.errors import QueryError
from local.athena.results import Column, Result, to_csv

_PAGE = 1000
"""The most rows of one GetQueryResults answer, the header row included."""

_SYSTEM, _USER = 1, 2
"""AthenaError's categories: whose fault a failed query is."""

_log = logging.getLogger("athena")


def handle_request(original: Any) -> Any:
    """Remember whose request it is: the query acts as that principal."""

    async def remembering(method: str, path: str, headers: Any, body: Any, query_params: Any) -> Any:
        callers.access_key.set(extract_access_key_id(headers, query_params) or "")
        return await original(method, path, headers, body, query_params)

    return remembering


def start_query_execution(original: Any) -> Any:
    """Refuse an unknown or disabled workgroup, and let an enforced workgroup's output location win."""

    def start(data: dict[str, Any]) -> Any:
        name = data.get("WorkGroup", "primary")
        workgroup = athena._workgroups.get(name)
        if workgroup is None:
            return error_response_json("InvalidRequestException", f"WorkGroup {name} is not found.", 400)
        if workgroup.get("State") == "DISABLED":
            return error_response_json("InvalidRequestException", f"WorkGroup {name} is disabled.", 400)
        location = _output_location(data, workgroup.get("Configuration") or {})
        return original({**data, "ResultConfiguration": {"OutputLocation": location} if location else {}})

    return start


def _output_location(data: dict[str, Any], configuration: dict[str, Any]) -> str:
    """A folder, with its slash. A workgroup's wins where it enforces its configuration, as it does by default."""
    own = (data.get("ResultConfiguration") or {}).get("OutputLocation") or ""
    theirs = (configuration.get("ResultConfiguration") or {}).get("OutputLocation") or ""
    enforced = configuration.get("EnforceWorkGroupConfiguration", True) not in (False, "false")
    location = theirs if theirs and (enforced or not own) else own
    return location if not location or location.endswith("/") else location + "/"


def execute_query(original: Any) -> Any:
    """Run off the event loop; SUCCEEDED only once the result file is written."""

    async def execute(query_id: str, query: str, database: str, ddl: Any, catalog: str | None = None) -> None:
        execution = athena._executions.get(query_id)
        if execution is None:
            return
        execution["Status"]["State"] = "RUNNING"
        started, caller = time.time(), Caller(callers.access_key.get())
        try:
            result = await asyncio.to_thread(_run, query, database, ddl, execution, caller)
            state, reason = "SUCCEEDED", ""
            execution["_result"] = result
        except QueryError as error:
            state, reason = "FAILED", str(error)
        except Exception as error:
            # A defect of the local Athena must look like one: a failed query, and the trace in the log.
            _log.exception("query %s", query_id)
            state, reason = "FAILED", f"GENERIC_INTERNAL_ERROR: {type(error).__name__}: {error}"
        _finish(execution, state, reason, started, caller)

    return execute


def _run(query: str, database: str, ddl: Any, execution: dict[str, Any], caller: Caller) -> Result:
    location = execution["ResultConfiguration"]["OutputLocation"]
    if ddl is not None:
        _run_ddl(ddl, database, caller)
        result = Result([], [], header=False)
    else:
        result = run(query, database.lower(), caller)
    if not result.header:
        # A statement that is not a query leaves text.
        location = execution["ResultConfiguration"]["OutputLocation"] = location.removesuffix(".csv") + ".txt"
    caller.write(location, to_csv(result), "text/csv" if result.header else "text/plain")
    caller.write(f"{location}.metadata", _metadata(result.columns), "application/octet-stream")
    return result


def _run_ddl(ddl: Any, database: str, caller: Caller) -> None:
    """The emulator's own CREATE EXTERNAL TABLE and DROP TABLE, after the caller's permissions are checked."""
    action = "DeleteTable" if isinstance(ddl, athena._DropTable) else "CreateTable"
    caller.require_glue(action, ddl.database or database, ddl.table)
    try:
        athena._run_ddl(ddl, database)
    except ValueError as error:
        raise QueryError("GENERIC_USER_ERROR", str(error)) from error


def _finish(execution: dict[str, Any], state: str, reason: str, started: float, caller: Caller) -> None:
    status, elapsed = execution["Status"], int((time.time() - started) * 1000)
    execution["Statistics"].update(
        EngineExecutionTimeInMillis=elapsed, TotalExecutionTimeInMillis=elapsed, DataScannedInBytes=caller.bytes_scanned
    )
    if status["State"] == "CANCELLED":
        return
    status["CompletionDateTime"] = time.time()
    if state == "FAILED":
        status["StateChangeReason"] = reason
        category = _SYSTEM if reason.startswith("GENERIC_INTERNAL_ERROR") else _USER
        status["AthenaError"] = {"ErrorCategory": category, "Retryable": False, "ErrorMessage": reason}
    else:
        status.pop("StateChangeReason", None)
    status["State"] = state


def get_query_results(original: Any) -> Any:
    """Pages of at most 1000 rows; the first row of a query's first page is its column names."""

    def get(data: dict[str, Any]) -> Any:
        execution = athena._executions.get(data.get("QueryExecutionId"))
        if execution is None or execution["Status"]["State"] != "SUCCEEDED":
            return original(data)
        result: Result = execution["_result"]
        size, start = int(data.get("MaxResults") or _PAGE), data.get("NextToken") or "0"
        if not 1 <= size <= _PAGE:
            return error_response_json("InvalidRequestException", f"MaxResults must be 1 to {_PAGE}, found {size}", 400)
        names: list[list[str | None]] = [[column.name for column in result.columns]] if result.header else []
        rows = names + result.rows
        if not start.isdigit() or int(start) > len(rows):
            return error_response_json("InvalidRequestException", f"Invalid NextToken {start!r}", 400)
        end = int(start) + size
        page = {
            "ResultSet": {
                "Rows": [{"Data": [_datum(value) for value in row]} for row in rows[int(start) : end]],
                "ResultSetMetadata": {"ColumnInfo": [_column_info(column) for column in result.columns]},
            },
            "UpdateCount": 0,
        }
        return json_response({**page, "NextToken": str(end)} if end < len(rows) else page)

    return get


def get_state(original: Any) -> Any:
    """The state kept from one start to the next: everything but past queries, whose results are not JSON."""

    def get() -> Any:
        return {**original(), "_executions": AccountRegionScopedDict()}

    return get


def get_table_metadata(original: Any) -> Any:
    """A table that does not exist is an error; the emulator invents an empty table."""

    def get(data: dict[str, Any]) -> Any:
        name = f"{data.get('DatabaseName')}/{data.get('TableName')}"
        if glue._tables.get(name) is None:
            message = f"EntityNotFoundException: Entity Not Found: table {name.replace('/', '.')}"
            return error_response_json("MetadataException", message, 400)
        return original(data)

    return get


def _datum(value: str | None) -> dict[str, str]:
    return {} if value is None else {"VarCharValue": value}


def _column_info(column: Column) -> dict[str, Any]:
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": column.name,
        "Label": column.name,
        "Type": column.type,
        "Precision": column.precision,
        "Scale": column.scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": column.type in ("varchar", "string"),
    }


def _metadata(columns: list[Column]) -> bytes:
    return json.dumps([[column.name, column.type] for column in columns]).encode()
