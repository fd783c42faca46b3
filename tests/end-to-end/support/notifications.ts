import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Stage } from "../../../functions/cli/environment";

/** Subscribes to the failure topic by HTTP; `messages` grows as notifications arrive. */
export async function listenToFailures({ region, account, names }: Stage) {
  const messages: { Subject: string; Message: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const posted = JSON.parse(body);
      if (posted.Type === "Notification") messages.push(posted);
      else void fetch(posted.SubscribeURL); // the topic wants to know that somebody listens
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const TopicArn = `arn:aws:sns:${region}:${account}:${names.topic}`;
  await new SNSClient({}).send(
    new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: `http://127.0.0.1:${port}/` }),
  );
  return { messages, close: () => new Promise((resolve) => server.close(resolve)) };
}
