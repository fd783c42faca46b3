/** The policy of whoever reads the marts: attach it to the roles and groups of analysts. QuickSight and the notebook have it too. */
const { deploymentNames } = require("./names.cjs");
const { allow, catalog, encrypt, list, lookUp, objects, managedPolicy, readObjects, regional } = require("./iam.cjs");

/** Queries of the marts in the stage's workgroup, whose results are below `_athena/` of the mart bucket. */
const statements = ({ databases, workgroup }) => [
  allow(
    [
      "athena:GetWorkGroup",
      "athena:StartQueryExecution",
      "athena:StopQueryExecution",
      "athena:GetQueryExecution",
      "athena:GetQueryResults",
      "athena:GetQueryResultsStream",
      "athena:ListQueryExecutions",
      "athena:BatchGetQueryExecution",
      "athena:GetNamedQuery",
      "athena:BatchGetNamedQuery",
      "athena:ListNamedQueries",
    ],
    regional("athena", `workgroup/${workgroup}`),
  ),
  allow(
    [
      "athena:GetDataCatalog",
      "athena:GetDatabase",
      "athena:ListDatabases",
      "athena:GetTableMetadata",
      "athena:ListTableMetadata",
    ],
    regional("athena", "datacatalog/AwsDataCatalog"),
  ),
  allow(
    ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions"],
    ...catalog(databases.mart),
  ),
  lookUp(), // Athena looks up `default` for a query that names no database
  list("MartBucket"),
  readObjects("MartBucket"),
  allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], objects("MartBucket", "_athena/")),
  encrypt,
];

module.exports = async ({ resolveVariable }) => {
  const names = await deploymentNames(resolveVariable);
  const ReaderPolicy = managedPolicy(
    names.readerPolicy,
    `Reads the marts of ${names.prefix} through Athena`,
    statements(names),
  );
  return { Resources: { ReaderPolicy } };
};
