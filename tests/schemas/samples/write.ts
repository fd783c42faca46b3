/** Writes the sample files into schemas/: `npx tsx tests/schemas/samples/write.ts`, from the project's root. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { sampleFiles } from ".";

for (const [path, bytes] of sampleFiles()) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  console.log(`${path}: ${bytes.length} bytes`);
}
