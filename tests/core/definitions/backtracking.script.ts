/** Run by backtracking.test.ts in a process of its own, for inside Jest the checker takes four times as long. */
import { backtracks } from "../../../functions/core/definitions/backtracking";

const patterns: string[] = JSON.parse(process.argv[2] as string);
console.log(JSON.stringify(patterns.map((pattern) => backtracks(pattern) ?? null)));
