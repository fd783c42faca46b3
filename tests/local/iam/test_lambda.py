"""A function has the credentials of its role, and only if the role trusts Lambda."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.builders import allow, arn, function, permit, role, trust, unique

pytestmark = pytest.mark.local_aws

# No SDK in the archive: the request is signed by hand with the credentials that the function was given.
READ = """
import crypto from "node:crypto";
const hmac = (key, text) => crypto.createHmac("sha256", key).update(text).digest();
const hash = (text) => crypto.createHash("sha256").update(text).digest("hex");
export const handler = async ({ table }) => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session } = process.env;
  const url = new URL(process.env.AWS_ENDPOINT_URL);
  const body = JSON.stringify({ TableName: table, Key: { k: { S: "1" } } });
  const date = new Date().toISOString().replace(/[-:]|\\.\\d{3}/g, ""), day = date.slice(0, 8);
  const headers = {
    "content-type": "application/x-amz-json-1.0", host: url.host, "x-amz-date": date,
    "x-amz-security-token": session, "x-amz-target": "DynamoDB_20120810.GetItem",
  };
  const names = Object.keys(headers).sort().join(";");
  const lines = Object.keys(headers).sort().map((name) => `${name}:${headers[name]}\\n`).join("");
  const canonical = ["POST", "/", "", lines, names, hash(body)].join("\\n");
  const scope = `${day}/us-east-1/dynamodb/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", date, scope, hash(canonical)].join("\\n");
  const key = ["us-east-1", "dynamodb", "aws4_request"].reduce(hmac, hmac("AWS4" + secret, day));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${
    hmac(key, text).toString("hex")}`;
  delete headers.host;
  const answer = await fetch(url, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  return "read";
};
"""


def call(aws: Any, function_arn: str, given: Any) -> Any:
    answer = aws.client("lambda").invoke(FunctionName=function_arn, Payload=json.dumps(given))
    return json.loads(answer["Payload"].read())


def make_table(aws: Any) -> str:
    name = unique("table")
    aws.client("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
    )  # fmt: skip
    return name


def test_a_function_may_do_what_its_role_may(aws: Any) -> None:
    table = make_table(aws)
    role_arn = role(aws, "lambda", allow("dynamodb:GetItem", arn("dynamodb", f"table/{table}")))
    read = function(aws, READ, role_arn)
    assert call(aws, read, {"table": table}) == "read"

    permit(aws, role_arn, allow("dynamodb:PutItem", arn("dynamodb", f"table/{table}")))
    refused = call(aws, read, {"table": table})
    assert refused["errorType"] == "Error"
    assert "AccessDeniedException" in refused["errorMessage"]
    assert "is not authorized to perform: dynamodb:GetItem" in refused["errorMessage"]


def test_a_function_with_a_role_that_does_not_trust_lambda_is_not_made(aws: Any) -> None:
    client = aws.client("lambda")
    with pytest.raises(client.exceptions.ClientError, match="cannot be assumed by Lambda") as refused:
        function(aws, READ, role(aws, "states"))
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_a_function_whose_role_lost_its_trust_does_not_start(aws: Any) -> None:
    role_arn = role(aws, "lambda")
    never_started = function(aws, "export const handler = async () => 1;", role_arn)
    trust(aws, role_arn, "glue")
    refused = call(aws, never_started, {})
    assert refused["errorType"] == "Lambda.AccessDeniedException"
    assert "The role defined for the function cannot be assumed by Lambda." in refused["errorMessage"]
