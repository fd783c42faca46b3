/**
 * CloudFormation of everything that follows from the definitions: databases, one staging job and one crawler for each
 * table, one job and the named queries of Athena for each mart, and for each database that the stage has a connection and the
 * jobs that pull from it; and one job that maintains them. A new table, mart or connection needs no line here.
 */
const tsx = require("tsx/cjs/api");
const { readAssets, readDefinitions, uriOf, definitionsUri } = require("./assets.cjs");
const { deploymentNames, logicalId } = require("../resources/names.cjs");
const { CLASSIFIERS } = require("./classifiers.cjs");
const { deployedConnections } = require("../resources/connections.cjs");

/** CloudFormation takes 500 resources a stack; functions, roles, buckets, ... of every stage are some 90 of them. */
const RESOURCE_LIMIT = 480;
const OTHER_RESOURCES = 100;

const sub = (text) => ({ "Fn::Sub": text });
const ref = (logicalId) => ({ Ref: logicalId });

/** `--conf` takes a single setting, so the others follow inside its value, as AWS documents. */
function sparkConf(warehouseBucket) {
  const catalog = "spark.sql.catalog.glue_catalog";
  return sub(
    [
      "spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
      `${catalog}=org.apache.iceberg.spark.SparkCatalog`,
      `${catalog}.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog`,
      `${catalog}.io-impl=org.apache.iceberg.aws.s3.S3FileIO`,
      // A table's instance lives as long as the job: by default Spark drops it after 30 s and loads a second instance,
      // and each misses the commits through the other.
      `${catalog}.cache.expiration-interval-ms=-1`,
      `${catalog}.warehouse=s3://\${${warehouseBucket}}/tables`,
      "spark.sql.session.timeZone=UTC",
    ].join(" --conf "),
  );
}

function database(names, layer, bucket, description) {
  return {
    Type: "AWS::Glue::Database",
    Properties: {
      CatalogId: ref("AWS::AccountId"),
      DatabaseInput: {
        Name: names.databases[layer],
        Description: description,
        LocationUri: sub(`s3://\${${bucket}}/tables`),
      },
    },
  };
}

function job({ name, description, script, bucket, role, args, names, settings, assets }) {
  return {
    Type: "AWS::Glue::Job",
    Properties: {
      Name: name,
      Description: description.slice(0, 2048),
      Role: { "Fn::GetAtt": [role, "Arn"] },
      GlueVersion: settings.glueVersion,
      WorkerType: settings.workerType,
      NumberOfWorkers: settings.workers,
      Timeout: settings.timeoutMinutes,
      MaxRetries: 0, // the state machine decides about retries
      ExecutionProperty: { MaxConcurrentRuns: 1 }, // the lock: one writer per table
      SecurityConfiguration: ref("GlueSecurityConfiguration"),
      Command: { Name: "glueetl", PythonVersion: "3", ScriptLocation: uriOf(script) },
      DefaultArguments: {
        "--job-language": "python",
        "--datalake-formats": "iceberg",
        "--conf": sparkConf(bucket),
        "--extra-py-files": uriOf(assets.library),
        "--definitions": uriOf(assets.definitions),
        "--TempDir": sub(`s3://\${${bucket}}/_work/glue/`),
        "--custom-logGroup-prefix": `/aws-glue/${names.prefix}`, // as in functions/core/names.ts
        "--enable-metrics": "true",
        "--enable-observability-metrics": "true",
        ...args,
      },
    },
  };
}

function stagingJob(table, { names, settings, assets }) {
  return job({
    name: names.stagingJob(table.name),
    description: `${table.id}: ${table.description}`,
    script: assets.staging,
    bucket: "StagingBucket",
    role: "StagingJobRole",
    names,
    settings,
    assets,
    args: {
      "--table": table.id,
      "--staging_bucket": ref("StagingBucket"),
      "--staging_database": names.databases.staging,
      "--raw_database": names.databases.raw,
      "--quarantine_bucket": ref("QuarantineBucket"),
    },
  });
}

function martJob(mart, { names, settings, assets }) {
  return job({
    name: names.martJob(mart.id),
    description: mart.description,
    script: assets.mart,
    bucket: "MartBucket",
    role: "MartJobRole",
    names,
    settings,
    assets,
    args: {
      "--mart": mart.id,
      "--staging_database": names.databases.staging,
      "--mart_database": names.databases.mart,
      "--mart_bucket": ref("MartBucket"),
    },
  });
}

/** Minutes after which the states of Glue jobs end by themselves, less what Glue takes to end a job run. */
const LONGEST_RUN = 590;

/** @throws {Error} when the state machines would not wait for the end of a job run */
function requireEnding({ timeoutMinutes }) {
  if (!(timeoutMinutes >= 1 && timeoutMinutes <= LONGEST_RUN))
    throw new Error(
      `serverless.yml: glue_timeout_minutes is ${timeoutMinutes}, expected 1 to ${LONGEST_RUN}: the state that waits for a job run ends after 600 minutes. Give it less, and the job more workers (glue_workers).`,
    );
}

/** @throws {Error} when maintenance would remove what a job under way has written, or the state that a mart serves */
function requireKept({ keepDays, martStates, timeoutMinutes }) {
  if (!(keepDays * 24 * 60 > timeoutMinutes))
    throw new Error(
      `serverless.yml: keep_days is ${keepDays}, expected more days than the ${timeoutMinutes} minutes that a job may run (glue_timeout_minutes), since maintenance removes files that old which no table knows. Give it more.`,
    );
  if (!(martStates >= 1))
    throw new Error(
      `serverless.yml: mart_states is ${martStates}, expected at least 1: a mart keeps the states of so many batch dates. Give it more.`,
    );
}

/** One job for all tables and marts, which it takes one after the other. */
function maintenanceJob({ names, settings, assets }) {
  return job({
    name: names.maintenanceJob,
    description: "Compacts tables and marts, and removes what nothing needs any more",
    script: assets.maintenance,
    bucket: "StagingBucket",
    role: "MaintenanceJobRole",
    names,
    settings,
    assets,
    args: {
      "--staging_database": names.databases.staging,
      "--staging_bucket": ref("StagingBucket"),
      "--mart_database": names.databases.mart,
      "--mart_bucket": ref("MartBucket"),
      "--keep_days": String(settings.keepDays),
      "--mart_states": String(settings.martStates),
    },
  });
}

/** Where Glue reaches a database. User and password are in the secret alone. */
function connection({ id, description, driver, url, secret, ssl, network }, names) {
  return {
    Type: "AWS::Glue::Connection",
    // A subnet is in one availability zone, and Glue wants it by name.
    ...(network ? { Metadata: { "cfn-lint": { config: { ignore_checks: ["W3010"] } } } } : {}),
    Properties: {
      CatalogId: ref("AWS::AccountId"),
      ConnectionInput: {
        Name: names.connection(id),
        Description: description.slice(0, 2048),
        ConnectionType: "JDBC",
        ConnectionProperties: {
          JDBC_CONNECTION_URL: url,
          JDBC_ENFORCE_SSL: String(ssl),
          SECRET_ID: secret,
          ...(driver ? { JDBC_DRIVER_JAR_URI: driver.jar, JDBC_DRIVER_CLASS_NAME: driver.class } : {}),
        },
        ...(network
          ? {
              PhysicalConnectionRequirements: {
                SubnetId: network.subnet,
                AvailabilityZone: network.availability_zone,
                SecurityGroupIdList: network.security_groups,
              },
            }
          : {}),
      },
    },
  };
}

function pullJob(table, { driver }, { names, settings, assets }) {
  const glueConnection = names.connection(table.jdbc.connection);
  const made = job({
    name: names.pullJob(table.name),
    description: `Pulls ${table.id} from the database ${table.jdbc.connection}`,
    script: assets.pull,
    bucket: "StagingBucket",
    role: "PullJobRole",
    names,
    settings,
    assets,
    args: {
      "--table": table.id,
      "--connection": glueConnection,
      "--raw_bucket": ref("RawBucket"),
      ...(driver ? { "--extra-jars": driver.jar } : {}),
    },
  });
  return { ...made, Properties: { ...made.Properties, Connections: { Connections: [glueConnection] } } };
}

/** A connection for each database of the stage, and a job for each table that is pulled over one. */
function pulls(tables, { connections = [], ...deployment }) {
  const placed = new Map(connections.map((each) => [each.id, each]));
  const pulled = tables.filter(({ jdbc }) => jdbc && placed.has(jdbc.connection));
  return [
    ...connections.map((each) => [logicalId("Connection", each.id), connection(each, deployment.names)]),
    ...pulled.map((each) => [
      logicalId("PullJob", each.name),
      pullJob(each, placed.get(each.jdbc.connection), deployment),
    ]),
  ];
}

/** Raw files of one table as `raw.<source>_<table>`, for debugging in Athena. */
function crawler(table, names) {
  return {
    Type: "AWS::Glue::Crawler",
    Properties: {
      Name: names.crawler(table.name),
      Description: `Raw files of ${table.id}`,
      Role: { "Fn::GetAtt": ["RawCrawlerRole", "Arn"] },
      DatabaseName: ref("RawDatabase"),
      TablePrefix: `${table.source}_`,
      Targets: { S3Targets: [{ Path: sub(`s3://\${RawBucket}/${table.source}/${table.table}/`) }] },
      ...(CLASSIFIERS[table.format.type] ? { Classifiers: [ref(logicalId("Classifier", table.name))] } : {}),
      CrawlerSecurityConfiguration: ref("GlueSecurityConfiguration"),
      SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
      // The third level (bucket, source, table) names the crawled table.
      Configuration: JSON.stringify({
        Version: 1,
        // A crawler makes an index of partitions by default, which its role may not, and nothing here asks for.
        CreatePartitionIndex: false,
        Grouping: { TableGroupingPolicy: "CombineCompatibleSchemas", TableLevelConfiguration: 3 },
        CrawlerOutput: { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } },
      }),
    },
  };
}

/** At most one classifier; parquet needs none, as its footer has the columns. */
function classifiers(table, names) {
  const make = CLASSIFIERS[table.format.type];
  if (!make) return [];
  const Properties = make(names.classifier(table.name), table.format);
  return [[logicalId("Classifier", table.name), { Type: "AWS::Glue::Classifier", Properties }]];
}

const securityConfiguration = (names) => ({
  Type: "AWS::Glue::SecurityConfiguration",
  Properties: {
    Name: names.securityConfiguration,
    EncryptionConfiguration: {
      S3Encryptions: [{ S3EncryptionMode: "SSE-KMS", KmsKeyArn: { "Fn::GetAtt": ["StageKey", "Arn"] } }],
      CloudWatchEncryption: { CloudWatchEncryptionMode: "SSE-KMS", KmsKeyArn: { "Fn::GetAtt": ["StageKey", "Arn"] } },
      JobBookmarksEncryption: {
        JobBookmarksEncryptionMode: "CSE-KMS",
        KmsKeyArn: { "Fn::GetAtt": ["StageKey", "Arn"] },
      },
    },
  },
});

/**
 * Every resource of `definitions` in a deployment, as `resources` below makes it.
 * @throws {Error} when the stack would pass CloudFormation's limit, which `sls package` does not notice.
 */
function glueResources(definitions, deployment) {
  const { names, settings } = deployment;
  requireEnding(settings);
  requireKept(settings);
  const tables = Object.values(definitions.tables);
  const marts = Object.values(definitions.marts);
  const Resources = {
    GlueSecurityConfiguration: securityConfiguration(names),
    RawDatabase: database(names, "raw", "RawBucket", "Raw files as the crawlers found them"),
    StagingDatabase: database(
      names,
      "staging",
      "StagingBucket",
      "Change logs, current rows and history of every source table",
    ),
    MartDatabase: database(names, "mart", "MartBucket", "What consumers read"),
    ...Object.fromEntries(
      tables.flatMap((table) => [
        [logicalId("StagingJob", table.name), stagingJob(table, deployment)],
        [logicalId("Crawler", table.name), crawler(table, names)],
        ...classifiers(table, names),
      ]),
    ),
    ...Object.fromEntries(marts.map((mart) => [logicalId("MartJob", mart.id), martJob(mart, deployment)])),
    MaintenanceJob: maintenanceJob(deployment),
    ...deployment.consumers(definitions, { ...deployment, logicalId }),
    ...Object.fromEntries(pulls(tables, deployment)),
  };
  const count = Object.keys(Resources).length + OTHER_RESOURCES;
  if (count > RESOURCE_LIMIT) {
    throw new Error(
      `${tables.length} tables and ${marts.length} marts need ${count} CloudFormation resources, and Sluice stops at ` +
        `${RESOURCE_LIMIT} because a stack holds 500; move some sources to a second clone of Sluice with another service name.`,
    );
  }
  return Resources;
}

/**
 * By mart, the columns of its table on the stage, from the Glue catalogue: what QuickSight will find there. A mart that was
 * never built has none; nor does it get a data set, which would only show errors.
 */
async function columnsOnStage({ marts }, { databases }, region) {
  const { columnsOfEach } = tsx.require("../functions/cli/catalogue/columns.ts", __filename);
  const found = await columnsOfEach(databases.mart, Object.keys(marts), { region });
  return Object.fromEntries(Object.entries(found).filter(([, columns]) => columns));
}

async function resources({ resolveVariable }) {
  const settings = {
    glueVersion: String(await resolveVariable("param:glue_version")),
    workerType: await resolveVariable("param:glue_worker_type"),
    workers: Number(await resolveVariable("param:glue_workers")),
    timeoutMinutes: Number(await resolveVariable("param:glue_timeout_minutes")),
    keepDays: Number(await resolveVariable("param:keep_days")),
    martStates: Number(await resolveVariable("param:mart_states")),
  };
  const { consumerResources: consumers } = tsx.require("../functions/core/consumers/index.ts", __filename);
  const [names, principal] = [
    await deploymentNames(resolveVariable),
    await resolveVariable("param:quicksight_principal_arn"),
  ];
  const region = await resolveVariable("self:provider.region");
  const deployment = {
    names,
    stage: await resolveVariable("sls:stage"),
    principal,
    columns: principal ? await columnsOnStage(readDefinitions(), names, region) : {},
    settings,
    assets: readAssets(),
    connections: await deployedConnections(resolveVariable),
    consumers,
  };
  return { Resources: glueResources(readDefinitions(), deployment) };
}

module.exports = { resources, glueResources, definitionsUri, RESOURCE_LIMIT, OTHER_RESOURCES };
