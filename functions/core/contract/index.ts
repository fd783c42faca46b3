export { compileCertain } from "./certain";
export { Compiler } from "./compile";
export { decimalsOf, isHeld, isRounded, plain } from "./decimals";
export { compileFormat, FORMAT_NAMES } from "./formats";
export { type Check, type Key, type Literal, type Literals, Outcome } from "./outcome";
export { compileRange, safeMagnitude } from "./ranges";
export { References } from "./references";
export { member } from "./schema";
