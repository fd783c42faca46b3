/** A request to Secrets Manager of the local AWS, as its root: no part of the project has a client for it. */
export async function askSecrets(action: string, request: object): Promise<Record<string, unknown>> {
  const region = process.env.AWS_REGION;
  const response = await fetch(process.env.AWS_ENDPOINT_URL as string, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `secretsmanager.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260301/${region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(request),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${action}: ${JSON.stringify(answer)}`);
  return answer;
}
