"""Members of an API that the stack leaves to AWS's defaults: each is a fact that may differ in an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from local.models.gateway import report
from local.models.operations import operation_model
from local.patching import patch

CREATED_BY = {
    "AWS::Athena::WorkGroup": ("athena", "CreateWorkGroup"),
    "AWS::DynamoDB::Table": ("dynamodb", "CreateTable"),
    "AWS::Events::Rule": ("events", "PutRule"),
    "AWS::Glue::Crawler": ("glue", "CreateCrawler"),
    "AWS::Glue::Job": ("glue", "CreateJob"),
    "AWS::IAM::Role": ("iam", "CreateRole"),
    "AWS::KMS::Key": ("kms", "CreateKey"),
    "AWS::Lambda::Function": ("lambda", "CreateFunction"),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup"),
    "AWS::SNS::Topic": ("sns", "CreateTopic"),
    "AWS::SQS::Queue": ("sqs", "CreateQueue"),
    "AWS::StepFunctions::StateMachine": ("states", "CreateStateMachine"),
}
"""The operation by which CloudFormation makes a resource; its properties have the names of the members."""

SAID_OTHERWISE = {
    "CreateStateMachine": {"DefinitionString": "definition", "StateMachineName": "name", "StateMachineType": "type"},
    "CreateWorkGroup": {"WorkGroupConfiguration": "Configuration"},
    "CreateKey": {"KeyPolicy": "Policy"},
    "CreateTopic": {"TopicName": "Name"},
}


def given(operation: str, members: list[str], properties: dict[str, Any]) -> set[str]:
    """The members that a resource's properties set; these differ in the case of letters, and a few in their names."""
    named = {SAID_OTHERWISE.get(operation, {}).get(name, name).lower() for name in properties}
    return {name for name in members if name.lower() in named}


def _noted(original: Callable[..., Any]) -> Callable[..., Any]:
    def provision_resource(resource_type: str, logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        service, operation = CREATED_BY.get(resource_type, ("", ""))
        model = operation_model(service, operation) if service else None
        if model and model.input_shape:
            members = list(model.input_shape.members)
            report().created(f"{service} {operation} (stack)", members, given(operation, members, props))
        return original(resource_type, logical_id, props, stack_name)

    return provision_resource


def apply() -> None:
    """Note what the stack sets."""
    for module in (provisioners, stacks):
        patch(module, "_provision_resource", ["resource_type", "logical_id", "props", "stack_name"], _noted)
