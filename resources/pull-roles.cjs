/** The roles of pulls from databases; none without a connection on the stage. */
const {
  allow,
  decrypt,
  encrypt,
  list,
  objects,
  readAssets,
  readObjects,
  regional,
  scheduleOf,
  sub,
} = require("./iam.cjs");

const LAMBDAS = ["plan-pull", "judge-pull"];

/** What Glue asks EC2 of the customer's network for a job with a connection there; EC2 knows no resource for it. */
const LOOK_AT_NETWORK = [
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeRouteTables",
  "ec2:DescribeNetworkInterfaces",
];

/** A secret by its ARN, or by its name, which Secrets Manager ends with six characters. */
const secretArn = (secret, regional) =>
  secret.startsWith("arn:") ? secret : regional("secretsmanager", `secret:${secret}-??????`);

function networkOf(connections) {
  const networks = connections.flatMap(({ network }) => (network ? [network] : []));
  if (networks.length === 0) return [];
  const subnets = networks.map(({ subnet }) => regional("ec2", `subnet/${subnet}`));
  const groups = networks.flatMap(({ security_groups }) => security_groups);
  const used = [...new Set(groups)].map((group) => regional("ec2", `security-group/${group}`));
  const interfaces = regional("ec2", "network-interface/*");
  return [
    allow(LOOK_AT_NETWORK, "*"),
    allow(["ec2:DescribeVpcAttribute"], regional("ec2", "vpc/*")),
    allow(["ec2:CreateNetworkInterface"], interfaces, ...subnets, ...used),
    allow(["ec2:DeleteNetworkInterface", "ec2:CreateTags", "ec2:DeleteTags"], interfaces),
  ];
}

/**
 * @param statements those that the roles of roles.cjs share
 * @returns part -> who assumes it and what it may do
 */
function pullRoles(names, connections, { STAR, functionArn, lambda, publish, runJobs, sparkRun, writeInParts }) {
  if (connections.length === 0) return {};
  const machine = regional("states", `stateMachine:${names.stateMachines["pull-table"]}`);
  const glueConnections = connections.map(({ id }) => regional("glue", `connection/${names.connection(id)}`));
  return {
    "plan-pull": lambda(names.lambdas["plan-pull"], readAssets),
    "judge-pull": lambda(
      names.lambdas["judge-pull"],
      readObjects("StagingBucket", "_reports/pulls/"),
      list("StagingBucket"),
      decrypt,
    ),
    "pull-table": {
      service: "states.amazonaws.com",
      statements: [
        STAR.xray,
        STAR.logDelivery,
        allow(["lambda:InvokeFunction"], ...LAMBDAS.map((name) => functionArn(names.lambdas[name]))),
        runJobs(names.pullJob("*")),
        publish,
        encrypt,
      ],
    },
    "pull-job": {
      service: "glue.amazonaws.com",
      statements: [
        ...sparkRun,
        allow(["glue:GetConnection"], regional("glue", "catalog"), ...glueConnections),
        allow(["secretsmanager:GetSecretValue"], ...connections.map(({ secret }) => secretArn(secret, regional))),
        ...connections.flatMap(({ driver }) => (driver ? [allow(["s3:GetObject"], jarArn(driver.jar))] : [])),
        ...networkOf(connections),
        // The objects of earlier pulls carry the watermark.
        readObjects("RawBucket"),
        list("RawBucket"),
        allow(["s3:PutObject", "s3:AbortMultipartUpload"], objects("RawBucket")),
        list("StagingBucket"),
        ...writeInParts("StagingBucket", "_work/"),
        // S3A looks at the folders above those that it makes.
        allow(["s3:GetObject"], objects("StagingBucket", "_work")),
        allow(["s3:PutObject", "s3:DeleteObject"], objects("StagingBucket", "_work/")),
        allow(["s3:PutObject"], objects("StagingBucket", "_reports/pulls/")),
      ],
    },
    "pull-schedule": scheduleOf(machine),
  };
}

const jarArn = (uri) => sub(`arn:\${AWS::Partition}:s3:::${uri.slice("s3://".length)}`);

module.exports = { pullRoles };
