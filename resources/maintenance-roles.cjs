/** The roles of the maintenance of tables. */
const { allow, arnOf, catalog, encrypt, list, lookUp, objects, readAssets } = require("./iam.cjs");

/**
 * @param statements those that the roles of roles.cjs share
 * @returns part -> who assumes it and what it may do
 */
function maintenanceRoles(names, { STAR, publish, runJobs, sparkLogs, writeInParts }) {
  const buckets = ["StagingBucket", "MartBucket"];
  return {
    "maintain-tables": {
      service: "states.amazonaws.com",
      statements: [STAR.xray, STAR.logDelivery, runJobs(names.maintenanceJob), publish, encrypt],
    },
    "maintenance-job": {
      service: "glue.amazonaws.com",
      statements: [
        STAR.glueMetrics,
        sparkLogs,
        encrypt,
        readAssets,
        lookUp(names.databases.staging, names.databases.mart),
        // It makes no table and drops none.
        allow(
          ["glue:GetTable", "glue:UpdateTable"],
          ...new Set([names.databases.staging, names.databases.mart].flatMap(catalog)),
        ),
        ...buckets.flatMap((bucket) => [
          list(bucket),
          ...writeInParts(bucket),
          allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects(bucket)),
        ]),
      ],
    },
    "maintenance-schedule": {
      service: "scheduler.amazonaws.com",
      statements: [
        allow(["states:StartExecution"], { Ref: "MaintainTablesStateMachine" }),
        allow(["sqs:SendMessage"], arnOf("EventsDeadLetterQueue")),
        allow(["kms:Decrypt"], arnOf("StageKey")),
      ],
    },
  };
}

module.exports = { maintenanceRoles };
