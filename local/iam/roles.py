"""The permissions of a role, checked for the services that act for it.

Stock MiniStack checks HTTP callers and Lambda roles. The roles that AWS services assume (state machines, rule
targets, Glue jobs, crawlers) are checked through the functions below: the trust policy first, then the role's
policies.
"""

from __future__ import annotations

import contextvars
import hashlib
import json
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam as iam_service
from ministack.services import sts

SESSION_SECONDS = 12 * 3600
"""Twelve hours, the longest session a role allows; no job here runs longer."""


_registering = threading.Lock()
"""MiniStack evicts old sessions while it adds a session, which two threads must not do at once."""


class AccessDeniedError(Exception):
    """A role that may not be assumed, or may not do something; the text is the sentence AWS answers."""


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials of an assumed role, as STS gives them; `expiration` is seconds since the epoch."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expiration: float
    assumed_role_arn: str

    def environment(self) -> dict[str, str]:
        """The three variables every AWS SDK reads."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }


def assume_for_service(
    role_arn: str, service_principal: str, session_name: str = "service", source_arn: str | None = None
) -> Credentials:
    """Assume `role_arn` as AWS's service `service_principal` (`glue.amazonaws.com`) and give its credentials.

    `source_arn` is the resource the service acts for: it answers `aws:SourceArn` conditions of the trust policy.
    Raises AccessDeniedError when there is no such role or its trust policy does not name the service.
    """
    role = _trusting_role(role_arn, service_principal, source_arn)
    return _register(role, session_name, uuid.uuid4().hex)


def enforce_as(
    role_arn: str,
    service_principal: str,
    action: str,
    resource_arn: str,
    context: dict[str, Any] | None = None,
    session_name: str = "service",
    source_arn: str | None = None,
) -> None:
    """Raise AccessDeniedError unless `role_arn`, assumed by `service_principal`, may do `action` on `resource_arn`.

    `context` holds condition keys of the request. Policies, boundary and the resource's own policy all count.
    """
    credentials = assume_standing(role_arn, service_principal, session_name, source_arn)
    enforce_credentials(credentials, action, resource_arn, context)


def assume_standing(
    role_arn: str, service_principal: str, session_name: str, source_arn: str | None = None
) -> Credentials:
    """As `assume_for_service`, but with one session for each role and name, since checks are many."""
    return _register(_trusting_role(role_arn, service_principal, source_arn), session_name, "standing")


def require_trust(role_arn: str, service_principal: str, source_arn: str | None = None) -> None:
    """Raise AccessDeniedError unless the role exists and its trust policy lets the service assume it."""
    _trusting_role(role_arn, service_principal, source_arn)


def enforce_credentials(
    credentials: Credentials, action: str, resource_arn: str, context: dict[str, Any] | None = None
) -> None:
    """Raise AccessDeniedError unless the session may do `action` on `resource_arn`."""
    # The copied context leaves out the surrounding HTTP request, whose signature and anonymity are another caller's.
    denied = contextvars.copy_context().run(_enforce, credentials.access_key_id, action, resource_arn, context)
    if denied is None:
        return
    if isinstance(denied, iam_evaluator.AuthError):
        raise AccessDeniedError(denied.message)
    # A refused dependent action (local/iam/dependent_actions.py) is named in place of the action itself.
    refused = getattr(denied, "action", action), denied.principal_arn, getattr(denied, "resource", resource_arn)
    raise AccessDeniedError(iam_actions.identity_denial_message(*refused, denied.decision == "Deny"))


def _enforce(access_key_id: str, action: str, resource_arn: str, context: dict[str, Any] | None) -> Any:
    iam_evaluator._signed_request.set(None)
    iam_evaluator._anonymous.set(False)
    iam_evaluator._request_origin.set(("127.0.0.1", True))
    return iam_evaluator.enforce(
        access_key_id, action, action.split(":")[0], get_region(), resource_arn=resource_arn, service_context=context
    )


def _trusting_role(role_arn: str, service_principal: str, source_arn: str | None) -> dict[str, Any]:
    """The stored role; AccessDeniedError unless it has exactly this ARN and trusts the service."""
    account = role_arn.split(":")[4] if role_arn.count(":") >= 5 else ""
    role = iam_service._roles.get_scoped(account, None, role_arn.rsplit("/", 1)[-1])
    if role is None or role["Arn"] != role_arn or not _trusts(role, service_principal, source_arn):
        raise AccessDeniedError(
            f"{service_principal} is not authorized to perform: sts:AssumeRole on resource: {role_arn}; "
            f"the role must exist and its trust policy must allow {service_principal}."
        )
    return dict(role)


def _trusts(role: dict[str, Any], service_principal: str, source_arn: str | None) -> bool:
    document = role.get("AssumeRolePolicyDocument") or "{}"
    statements = json.loads(document) if isinstance(document, str) else document
    statements = statements.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    applicable = [s for s in statements if _concerns_service(s, service_principal)]
    account = role["Arn"].split(":")[4]
    keys = {"aws:sourceaccount": account} | ({"aws:sourcearn": source_arn} if source_arn else {})
    request = iam_evaluator.EvalContext(
        principal_arn="",
        principal_type="Service",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region=get_region(),
        service_context=keys,
        secure_transport=True,
    )
    policy = iam_evaluator.parse_policy_document({"Statement": applicable})
    return bool(iam_evaluator.evaluate(request, [policy]).decision == "Allow")


def _concerns_service(statement: dict[str, Any], service_principal: str) -> bool:
    """A Deny for everyone counts; an Allow for everyone does not: it must name the service."""
    principal = statement.get("Principal", {})
    if statement.get("Effect") == "Deny" and principal in ("*", {"AWS": "*"}, {"Service": "*"}):
        return True
    return bool(iam_evaluator._service_principal_matches(principal, service_principal))


def _register(role: dict[str, Any], session_name: str, nonce: str) -> Credentials:
    account, session_name = role["Arn"].split(":")[4], session_name[:64]
    digest = hashlib.sha256(f"{role['RoleId']}|{session_name}|{nonce}".encode()).hexdigest()
    session_arn = f"arn:aws:sts::{account}:assumed-role/{role['RoleName']}/{session_name}"
    credentials = Credentials(
        f"ASIA{digest[:16].upper()}",
        hashlib.sha256(f"secret:{digest}".encode()).hexdigest(),
        hashlib.sha256(f"token:{digest}".encode()).hexdigest(),
        time.time() + SESSION_SECONDS,
        session_arn,
    )
    with _registering:
        sts.register_session(
            credentials.access_key_id,
            {
                "Arn": session_arn,
                "UserId": f"{role['RoleId']}:{session_name}",
                "SecretAccessKey": credentials.secret_access_key,
                "SessionToken": credentials.session_token,
                "Expiration": credentials.expiration,
                "AccountId": account,
                "PrincipalType": "AssumedRole",
            },
        )
    return credentials
