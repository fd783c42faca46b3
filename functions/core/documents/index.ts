// Generated from schemas/meta/* by `npm run types`: change it there.
export type * from "./batch";
export type * from "./definitions";
export type * from "./facts";
export type * from "./load";
export type * from "./mart";
export type * from "./mart-failure";
export type * from "./mart-report";
export type * from "./rejection";
export type * from "./rollback-report";
export type * from "./run-input";
export type * from "./staging-report";
export type * from "./table";
export type * from "./validation-report";
export type * from "./vocabulary";
export { VOCABULARY } from "./vocabulary";
