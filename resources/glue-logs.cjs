/** Log groups of jobs and crawlers, which Glue would make without an end. Only a stage with a database has those of pulls. */
const { deployedConnections } = require("./connections.cjs");
const { arnOf, sub } = require("./iam.cjs");
const { deploymentNames, pascal } = require("./names.cjs");

const OF_PULLS = /^pull-job-/;

module.exports = async ({ resolveVariable }) => {
  const { logGroups } = await deploymentNames(resolveVariable);
  const pulls = (await deployedConnections(resolveVariable)).length > 0;
  const retention = await resolveVariable("param:log_retention_days");
  const made = Object.entries(logGroups).filter(([log]) => pulls || !OF_PULLS.test(log));
  const group = (name) => ({
    Type: "AWS::Logs::LogGroup",
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
    Properties: { LogGroupName: sub(name), RetentionInDays: retention, KmsKeyId: arnOf("StageKey") },
  });
  return { Resources: Object.fromEntries(made.map(([log, name]) => [`${pascal(log)}LogGroup`, group(name)])) };
};
