export { type CompiledTest, compileUnitTests } from "./compile";
export { draftTest, type MartRows, type Texts } from "./draft";
export { isWritable, literalOf } from "./draft-values";
export { feedingOf } from "./feeding";
export { planTests } from "./plan";
