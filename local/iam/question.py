"""The question that decides every request: may this key do this action on this resource?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ministack.core import iam_evaluator

from local.patching import patch


class Question(NamedTuple):
    """The arguments of `iam_evaluator.enforce`, in its order."""

    access_key_id: str
    action: str
    service: str
    region: str
    resource_arn: str = "*"
    context: dict[str, Any] | None = None


#: None when allowed, else the emulator's refusal.
Answer = Any
Ask = Callable[[Question], Answer]


def patch_answer(answer: Callable[[Question, Ask], Answer]) -> None:
    """Let `answer` decide; its `Ask` argument is the decision that it replaces."""

    def make(original: Callable[..., Answer]) -> Callable[..., Answer]:
        def enforce(
            access_key_id: str,
            iam_action: str,
            service: str,
            region: str,
            resource_arn: str = "*",
            service_context: dict[str, Any] | None = None,
        ) -> Answer:
            question = Question(access_key_id, iam_action, service, region, resource_arn, service_context)
            return answer(question, lambda changed: original(*changed))

        return enforce

    parameters = ["access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"]
    patch(iam_evaluator, "enforce", parameters, make)
