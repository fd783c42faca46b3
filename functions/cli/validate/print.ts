import { UsageError } from "../errors";

/**
 * Writes to the standard output and waits for it. A reader that has gone away is not a failure.
 * @throws UsageError when the text cannot be written for another reason
 */
export async function print(text: string): Promise<void> {
  try {
    await written(text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EPIPE") return;
    throw new UsageError(
      `The report could not be written to the standard output (${message}): send it to a place that has room.`,
    );
  }
}

function written(text: string): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    stdout.on("error", reject); // without a listener the process would end with a stack, and the code of a rejected file
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
