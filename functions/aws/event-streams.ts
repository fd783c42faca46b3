/**
 * Takes the place of `@smithy/core/event-streams` in the Lambda bundles (serverless.yml, `alias`): no Lambda reads an event
 * stream (S3 Select is the only one among their calls' services), and its codec is 15 kB of every bundle with an S3 client.
 */
const refuse = () => {
  throw new TypeError(
    "no Lambda reads an event stream: functions/aws/event-streams.ts left the codec out of the bundle.",
  );
};

export const eventStreamSerdeProvider = refuse;
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export const EventStreamSerde = refuse;
