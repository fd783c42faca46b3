export { type Arrival, type Gathered, gather, type PartsLedger } from "./gather";
export { namesIn } from "./manifest";
export type { Scene } from "./scene";
