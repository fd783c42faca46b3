"""An endpoint in front of AWS that ends a job run at one of its writes, for whatever the job run does then."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

READS = ("Get", "List", "Search", "BatchGet", "Describe")
NOT_SENT_ON = {"connection", "transfer-encoding", "content-length", "keep-alive"}
REFUSED = b"<Error><Code>AccessDenied</Code><Message>The job run is dead.</Message></Error>"
SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
GLUE_REFUSED = b'{"__type": "AccessDeniedException", "message": "The job run is dead."}'


class Gate:
    """Counts writes: each PUT, POST and DELETE of S3, each call of Glue that changes something.

    After a kill every request is refused, reads too, until the next `begin`: what is in AWS is what a killed process
    leaves there.
    """

    def __init__(self, behind: str) -> None:
        """`behind` is the endpoint that requests are sent on to."""
        self.behind = urlsplit(behind).netloc
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self.begin()

    def begin(self, kill: int | None = None, seen: Callable[[], None] | None = None, slow_down: int = 0) -> None:
        """A new job run, which dies at its `kill`-th write: that one does not come through.

        `seen` is called after each write that does, before its answer goes back. `slow_down`: S3 is too busy for each
        so many-th request.
        """
        self.kill, self.seen, self.dead, self.writes = kill, seen, False, list[str]()
        self.slow_down, self.requests, self.slowed_down = slow_down, 0, 0

    def close(self) -> None:
        """Serve nothing more."""
        self._server.shutdown()
        self._server.server_close()

    def is_busy(self) -> bool:
        """Whether S3 has no time for the next request."""
        with self._lock:
            self.requests += 1
            is_busy = bool(self.slow_down) and self.requests % self.slow_down == 0
            self.slowed_down += is_busy
        return is_busy

    def pass_on(self, write: str | None, send: Callable[[], _Answer]) -> _Answer | None:
        """Send a request on; None where the job run is dead. Writes come one at a time."""
        if self.dead:
            return None
        if write is None:
            return send()
        with self._lock:
            if self.dead:
                return None
            self.writes.append(write)
            if len(self.writes) == self.kill:
                self.dead = True
                return None
            answer = send()
            if self.seen:
                self.seen()
            return answer


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def write_of(method: str, path: str, target: str) -> str | None:
    """What a request writes, in a few words; None for a request that reads."""
    if target:
        name = target.rpartition(".")[2]
        return None if name.startswith(READS) else f"Glue {name}"
    if method not in ("PUT", "POST", "DELETE"):
        return None
    place = path.partition("?")[0].strip("/").partition("/")[2]
    kind = next(
        (
            folder
            for folder in ("_work", "_state", "_reports", "_turns", "metadata", "data")
            if folder in place.split("/")
        ),
        "",
    )
    return f"S3 {method} {kind or place}".rstrip()


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            body = self._body()
            target = self.headers.get("X-Amz-Target", "")
            if not target and gate.is_busy():
                return self._answer(_Answer(503, [], SLOW_DOWN))
            write = write_of(self.command, self.path, target)
            answer = gate.pass_on(write, lambda: self._sent_on(body))
            if answer is None:
                refused = GLUE_REFUSED if target else REFUSED
                answer = _Answer(403, [("x-amzn-ErrorType", "AccessDeniedException")], refused)
            return self._answer(answer)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                return b"".join(iter(self._chunk, b""))
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _chunk(self) -> bytes:
            size = int(self.rfile.readline().split(b";")[0], 16)
            chunk = self.rfile.read(size)
            self.rfile.readline()
            return chunk

        def _sent_on(self, body: bytes) -> _Answer:
            connection = http.client.HTTPConnection(gate.behind, timeout=60)
            try:
                connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in {*NOT_SENT_ON, "expect"}:
                        connection.putheader(name, value)
                connection.putheader("Content-Length", str(len(body)))
                connection.endheaders(body)
                answer = connection.getresponse()
                return _Answer(answer.status, answer.getheaders(), answer.read())
            finally:
                connection.close()

        def _answer(self, answer: _Answer) -> None:
            self.send_response_only(answer.status)
            length = str(len(answer.body))
            for name, value in answer.headers:
                if name.lower() == "content-length" and self.command == "HEAD":
                    length = value
                elif name.lower() not in NOT_SENT_ON:
                    self.send_header(name, value)
            self.send_header("Content-Length", length)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return Handler
