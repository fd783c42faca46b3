/** The roles of the maintenance of tables. */
const { allow, catalog, encrypt, list, lookUp, objects, scheduleOf } = require("./iam.cjs");

/**
 * @param statements those that the roles of roles.cjs share
 * @returns part -> who assumes it and what it may do
 */
function maintenanceRoles(names, { STAR, publish, runJobs, sparkRun, writeInParts }) {
  const buckets = ["StagingBucket", "MartBucket"];
  return {
    "maintain-tables": {
      service: "states.amazonaws.com",
      statements: [STAR.xray, STAR.logDelivery, runJobs(names.maintenanceJob), publish, encrypt],
    },
    "maintenance-job": {
      service: "glue.amazonaws.com",
      statements: [
        ...sparkRun,
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
    "maintenance-schedule": scheduleOf({ Ref: "MaintainTablesStateMachine" }),
  };
}

module.exports = { maintenanceRoles };
