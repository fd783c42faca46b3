import { execFileSync } from "node:child_process";
import path from "node:path";

const script = path.join(__dirname, "memory.script.ts");
const run = (format: string, packed: string) =>
  JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", "--max-old-space-size=64", script, format, packed], {
      encoding: "utf8",
    }),
  );

test.each([
  ["csv", "none"],
  ["jsonl", "none"],
  ["csv", "gzip"],
])(
  "200 MB of %s (%s) pass in constant memory",
  (format, packed) => {
    const { rows, megabytes, rss } = run(format, packed);
    expect(rows).toBeGreaterThan(1_000_000);
    expect(megabytes).toBeGreaterThanOrEqual(200);
    // Node itself needs about 90 MB with tsx.
    expect(rss).toBeLessThan(256);
  },
  120_000,
);
