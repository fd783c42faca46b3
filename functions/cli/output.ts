/**
 * Lets a reader of the output go away, as `| head` does: what is left to say is dropped, and the command ends as it would
 * have. Any other fault of the output, such as a full disk, is `told` once and fails the command.
 */
export function surviveClosedOutput(streams: NodeJS.WriteStream[], told: (sentence: string) => void): void {
  for (const stream of streams) {
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code === "EPIPE" || process.exitCode) return;
      process.exitCode = 1;
      told(`The output could not be written (${message}): send it to a place that has room.`);
    });
  }
}
