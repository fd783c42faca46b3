"""Crawlers of the local AWS: they read with their role, infer by library and write the catalog."""

from __future__ import annotations

from ministack.services import glue

from local.crawlers import runs
from local.patching import patch


def apply() -> None:
    """Put real crawls behind Glue's crawler API; PatchError where the emulator is another version."""
    patch(glue, "_create_crawler", ["data"], runs.create_crawler)
    patch(glue, "_start_crawler", ["data"], runs.start_crawler)
    patch(glue, "_stop_crawler", ["data"], runs.stop_crawler)
    patch(glue, "_update_crawler", ["data"], runs.refuse_while_running)
    patch(glue, "_delete_crawler", ["data"], runs.refuse_while_running)
    patch(glue, "_get_crawler_metrics", ["data"], runs.get_crawler_metrics)
