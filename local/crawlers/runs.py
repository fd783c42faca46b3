"""StartCrawler, StopCrawler and the crawler's states: a crawl runs in a thread, RUNNING -> STOPPING -> READY."""

from __future__ import annotations

import contextvars
import threading
import time
import uuid
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import glue

from local.crawlers.crawl import connect, crawl
from local.crawlers.writer import Counts, CrawlError
from local.iam import roles

_GLUE = "glue.amazonaws.com"
_LOG_GROUP = "/aws-glue/crawlers"

_lock = threading.Lock()
_stops: dict[str, threading.Event] = {}
"""Running crawlers by ARN; the event is set when StopCrawler asks the crawl to end."""
_metrics: dict[str, Counts] = {}
"""The metrics of the last successful crawl, by the crawler's ARN."""


class CrawlStoppedError(Exception):
    """The crawler was asked to stop."""


def start_crawler(_original: Any) -> Any:
    """Begin a crawl, unless a crawl is under way."""

    def start(data: dict[str, Any]) -> Any:
        name = data.get("Name")
        with _lock:
            crawler = glue._crawlers.get(name)
            if crawler is None:
                return _not_found(name)
            if crawler["State"] != "READY":
                return _error("CrawlerRunningException", f"Crawler with name {name} has already started")
            crawler["State"], crawler["CrawlElapsedTime"] = "RUNNING", 0
            stop = _stops[_arn(name)] = threading.Event()
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_run, crawler, stop), name=f"crawler-{name}", daemon=True).start()
        return json_response({})

    return start


def stop_crawler(_original: Any) -> Any:
    """Ask a running crawl to end, which happens before the next file; it is then CANCELLED."""

    def stop(data: dict[str, Any]) -> Any:
        name = data.get("Name")
        with _lock:
            crawler = glue._crawlers.get(name)
            if crawler is None:
                return _not_found(name)
            if crawler["State"] == "STOPPING":
                return _error("CrawlerStoppingException", f"Crawler with name {name} is stopping")
            if crawler["State"] != "RUNNING":
                return _error("CrawlerNotRunningException", f"Crawler with name {name} is not running")
            crawler["State"] = "STOPPING"
            _stops[_arn(name)].set()
        return json_response({})

    return stop


def refuse_while_running(original: Any) -> Any:
    """Refuse UpdateCrawler and DeleteCrawler of a running crawler: CrawlerRunningException."""

    def change(data: dict[str, Any]) -> Any:
        crawler = glue._crawlers.get(data.get("Name"))
        if crawler is not None and crawler["State"] != "READY":
            return _error("CrawlerRunningException", f"Crawler with name {data.get('Name')} is running")
        return original(data)

    return change


def create_crawler(original: Any) -> Any:
    """A crawler that never ran has no LastCrawl; the emulator gives it an empty LastCrawl."""

    def create(data: dict[str, Any]) -> Any:
        answer = original(data)
        crawler = glue._crawlers.get(data.get("Name"))
        if crawler is not None and crawler.get("LastCrawl") is None:
            crawler.pop("LastCrawl", None)
        return answer

    return create


def get_crawler_metrics(_original: Any) -> Any:
    """The metrics of each crawler's last successful crawl."""

    def get(data: dict[str, Any]) -> Any:
        names = data.get("CrawlerNameList") or list(glue._crawlers.keys())
        return json_response({"CrawlerMetricsList": [_metric(name) for name in names if name in glue._crawlers]})

    return get


def _metric(name: str) -> dict[str, Any]:
    seconds, counts = glue._crawlers[name].get("CrawlElapsedTime", 0) / 1000, _metrics.get(_arn(name), Counts())
    return {
        "CrawlerName": name,
        "TimeLeftSeconds": 0.0,
        "StillEstimating": False,
        "LastRuntimeSeconds": seconds,
        "MedianRuntimeSeconds": seconds,
        "TablesCreated": counts.created,
        "TablesUpdated": counts.updated,
        "TablesDeleted": counts.deleted,
    }


def _run(crawler: dict[str, Any], stop: threading.Event) -> None:
    started, status, message = time.time(), "SUCCEEDED", ""
    try:
        _metrics[_arn(crawler["Name"])] = _crawl(crawler, stop)
    except CrawlStoppedError:
        status = "CANCELLED"
    except (CrawlError, roles.AccessDeniedError) as error:
        status, message = "FAILED", str(error)
    except (ClientError, BotoCoreError) as error:
        status, message = "FAILED", _sentence(error)
    except Exception as error:
        glue.logger.exception("crawler %s", crawler["Name"])
        status, message = "FAILED", f"Internal Service Exception: {type(error).__name__}: {error}"
    _finish(crawler, started, status, message)


def _crawl(crawler: dict[str, Any], stop: threading.Event) -> Counts:
    def go_on() -> None:
        if stop.is_set():
            raise CrawlStoppedError

    role = crawler["Role"]
    if not role.startswith("arn:"):
        role = f"arn:aws:iam::{get_account_id()}:role/{role}"
    credentials = roles.assume_for_service(role, _GLUE, "AWS-Crawler", _arn(crawler["Name"]))
    if crawler.get("CrawlerSecurityConfiguration"):
        roles.enforce_credentials(credentials, "glue:GetSecurityConfiguration", "*")
    classifiers = [_classifier(name) for name in crawler.get("Classifiers") or []]
    return crawl(crawler, classifiers, connect(credentials, get_region()), go_on)


def _classifier(name: str) -> dict[str, Any]:
    found = glue._classifiers.get(name)
    if found is None:
        raise CrawlError(f"Classifier {name} does not exist: create it, or take it off the crawler")
    return dict(found)


def _finish(crawler: dict[str, Any], started: float, status: str, message: str) -> None:
    with _lock:
        crawler["State"] = "STOPPING"
        crawler["CrawlElapsedTime"] = int((time.time() - started) * 1000)
        crawler["LastCrawl"] = {
            "Status": status,
            **({"ErrorMessage": message[:2048]} if message else {}),
            "LogGroup": _log_group(crawler),
            "LogStream": crawler["Name"],
            "MessagePrefix": str(uuid.uuid4()),
            "StartTime": started,
        }
        _stops.pop(_arn(crawler["Name"]), None)
        crawler["State"] = "READY"


def _log_group(crawler: dict[str, Any]) -> str:
    """Glue adds role and security configuration to the name."""
    configuration, role = crawler.get("CrawlerSecurityConfiguration"), crawler["Role"].rsplit("/", 1)[-1]
    return f"{_LOG_GROUP}-role/{role}-{configuration}" if configuration else _LOG_GROUP


def _sentence(error: ClientError | BotoCoreError) -> str:
    """Code, operation and message of a refused call: `AccessDenied on GetObject: ...`."""
    if isinstance(error, BotoCoreError):
        return str(error)
    details = error.response["Error"]
    return f"{details['Code']} on {error.operation_name}: {details['Message']}"


def _arn(name: str | None) -> str:
    return f"arn:aws:glue:{get_region()}:{get_account_id()}:crawler/{name}"


def _not_found(name: str | None) -> Any:
    return _error("EntityNotFoundException", f"Crawler entry with name {name} does not exist")


def _error(code: str, message: str) -> Any:
    return error_response_json(code, message, 400)
