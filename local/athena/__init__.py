"""Athena of the local AWS: Iceberg and registered Hive partitions through DuckDB, with the caller's permissions."""

from __future__ import annotations

import logging

from ministack.services import athena

from local.athena import api
from local.patching import patch


def apply() -> None:
    """Put the engine behind Athena's API; PatchError where the emulator is another version."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # no warnings of SHOW, which the engine answers itself
    patch(athena, "handle_request", ["method", "path", "headers", "body", "query_params"], api.handle_request)
    patch(athena, "_start_query_execution", ["data"], api.start_query_execution)
    patch(athena, "_execute_query", ["query_id", "query", "database", "ddl", "catalog"], api.execute_query)
    patch(athena, "_get_query_results", ["data"], api.get_query_results)
    patch(athena, "_get_table_metadata", ["data"], api.get_table_metadata)
    patch(athena, "get_state", [], api.get_state)
