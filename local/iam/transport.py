"""Requests count as made over TLS: the loopback endpoint stands for AWS's, which every client reaches by HTTPS.

Without this, a policy that denies requests without `aws:SecureTransport` would deny everything here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import s3

from local.patching import patch

ALGORITHM, KEY_ID = "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"


def _secure(original: Callable[..., Any]) -> Callable[..., Any]:
    def pin_request_origin(source_ip: str, secure_transport: bool) -> None:
        original(source_ip, True)

    return pin_request_origin


def _without_key_id(original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_request(method: str, path: str, headers: dict[str, str], *rest: Any, **named: Any) -> Any:
        """Hide the key id: s3a's AWS SDK for Java 1 repeats it in a copy, and refuses to send it without TLS.

        An encryption that is repeated without the key id means the bucket's own key.
        """
        if headers.get(ALGORITHM) == "aws:kms" and KEY_ID not in headers:
            headers = s3._bucket_default_sse_headers(path.lstrip("/").split("/")[0]) | headers
        status, answered, content = await original(method, path, headers, *rest, **named)
        return status, {name: value for name, value in answered.items() if name.lower() != KEY_ID}, content

    return handle_request


def apply() -> None:
    """Pin every request as secure wherever the gateway checks it; hide the key id, which clients send by TLS only."""
    for module in (iam_evaluator, app):
        patch(module, "pin_request_origin", ["source_ip", "secure_transport"], _secure)
    parameters = ["method", "path", "headers", "body", "query_params", "signed_path", "enforce_bucket_region"]
    parameters += ["internal", "access_point_region", "access_point"]
    patch(s3, "handle_request", parameters, _without_key_id)
