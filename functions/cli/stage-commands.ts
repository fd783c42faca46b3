/** The commands that messages name and that take `--stage`. */
const COMMAND =
  /\bsluice (run|runs|load|why|gaps|tables|query|withdraw|rollback|diff|plan|deploy)(?= |$|[.,:;])(?! --stage)/gm;

/** Jobs and Lambdas name commands without a stage, for they do not know how theirs is called here. */
export const forStage = (text: string, stage: string): string =>
  stage === "local" ? text : text.replaceAll(COMMAND, (command) => `${command} --stage ${stage}`);
