"""A stack of the local AWS."""

from __future__ import annotations

import uuid

import pytest


@pytest.fixture
def stack(aws):
    cloudformation, name = aws.client("cloudformation"), f"stack-{uuid.uuid4().hex[:8]}"

    def deploy(operation, body):
        getattr(cloudformation, f"{operation}_stack")(StackName=name, TemplateBody=body)
        cloudformation.get_waiter(f"stack_{operation}_complete").wait(
            StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
        )

    deploy.remove = lambda: cloudformation.delete_stack(StackName=name)
    return deploy
