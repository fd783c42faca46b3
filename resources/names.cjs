/**
 * The names of functions/core/names.ts for the templates: `${self:custom.names.ledger}` in YAML, `deploymentNames` in
 * JavaScript. CloudFormation fills in region and account.
 */
const tsx = require("tsx/cjs/api");

/** Every account has a number of this length. */
const ANY_ACCOUNT = "000000000000";

/** @throws {Error} when service or stage cannot be part of a name, or make one that AWS refuses */
async function deploymentNames(resolveVariable) {
  const { isNamePart, namesOf, tooLong } = tsx.require("../functions/core/names.ts", __filename);
  const [service, stage] = [await resolveVariable("self:service"), await resolveVariable("sls:stage")];
  for (const [field, value] of Object.entries({ service, stage })) {
    if (isNamePart(value)) continue;
    throw new Error(
      `serverless.yml: ${field} is "${value}", expected lower case letters and digits, a letter first: every name of the deployment has it. Correct it.`,
    );
  }
  const region = await resolveVariable("self:provider.region");
  const refused = tooLong(namesOf({ service, stage, region, account: ANY_ACCOUNT }));
  if (refused.length > 0) {
    throw new Error(
      `serverless.yml: service "${service}" and stage "${stage}" make names that are too long in ${region}: ${refused.join("; ")}. Shorten service or stage.`,
    );
  }
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's variables, not JavaScript's
  return namesOf({ service, stage, region: "${AWS::Region}", account: "${AWS::AccountId}" });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
}

/** Without the functions, which YAML could not call. */
const plainNames = async ({ resolveVariable }) => JSON.parse(JSON.stringify(await deploymentNames(resolveVariable)));

/** The logical id of what is made for a table or a mart. Names have no capitals, so `a_b` and `ab` differ. */
const logicalId = (kind, name) => `${kind}${name.replaceAll("_", "U")}`;

/** The logical id's part for a role or a log: `staging-job` -> `StagingJob`. */
const pascal = (name) => name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

module.exports = { deploymentNames, plainNames, logicalId, pascal };
