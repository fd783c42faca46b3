export { type Estimate, estimate, type JobFacts, sayEstimate, type Work } from "./estimate";
export { dpuHour, PRICES } from "./prices";
