/** `npm run draw`: renews the drawings of docs/architecture.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { PAGE, redrawn } from "./page";

const before = readFileSync(PAGE, "utf8");
const after = redrawn(before);
if (after !== before) writeFileSync(PAGE, after);
console.log(after === before ? "docs/architecture.md is up to date." : "docs/architecture.md has new drawings.");
