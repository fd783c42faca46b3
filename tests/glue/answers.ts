/** Reads a JSON list on stdin, and writes the list of what `answer` makes of each: how a test of Python asks TypeScript. */
export function answerEach<Given>(answer: (given: Given, at: number) => Promise<unknown>): void {
  answers(answer).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

async function answers<Given>(answer: (given: Given, at: number) => Promise<unknown>): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const given = JSON.parse(Buffer.concat(chunks).toString()) as Given[];
  process.stdout.write(JSON.stringify(await Promise.all(given.map(answer))));
}
