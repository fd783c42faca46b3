/**
 * A notebook instance that reads the marts, with notebooks/ on it: on stages that name its subnet and security group. It has
 * no direct internet, so the subnet needs a way to S3, Athena, Glue, STS, KMS and to the package index.
 */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { readAssets: assets } = require("../glue/assets.cjs");
const { deploymentNames } = require("./names.cjs");
const { allow, arnOf, regional, sub } = require("./iam.cjs");

const FOLDER = "/home/ec2-user/SageMaker";
const environment = "/home/ec2-user/anaconda3/envs/python3";

const role = (names) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName: sub(names.roles.notebook),
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    ManagedPolicyArns: [{ Ref: "ReaderPolicy" }],
    Policies: [
      {
        PolicyName: "notebook",
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            allow(
              ["s3:GetObject"],
              sub(`arn:\${AWS::Partition}:s3:::\${ServerlessDeploymentBucket}/${assets().notebook.key}`),
            ),
            allow(
              ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
              regional("logs", "log-group:/aws/sagemaker/NotebookInstances*"),
            ),
          ],
        },
      },
    ],
  },
});

/** As root, each time the instance starts: the packages, the notebook, and the names of the stage in its environment. */
const onStart = ({ databases, workgroup }, { key, name }) => `#!/bin/bash
set -eu
sudo -u ec2-user ${environment}/bin/python -m pip install --quiet ${packages().join(" ")}
sudo -u ec2-user aws s3 cp --quiet "s3://\${ServerlessDeploymentBucket}/${key}" "${FOLDER}/${name}"
cat > /etc/profile.d/sluice.sh <<'END'
export SLUICE_MART_DATABASE=${databases.mart} SLUICE_WORKGROUP=${workgroup} AWS_DEFAULT_REGION=\${AWS::Region}
END
cat /etc/profile.d/sluice.sh >> /etc/profile.d/jupyter-env.sh
systemctl --no-block restart jupyter-server.service
`;

/** The packages of the notebook at the versions that it is tested with. */
function packages() {
  const pinned = readFileSync(join(__dirname, "..", "notebooks", "requirements.in"), "utf8").split("\n");
  return pinned.flatMap((line) => /^[a-z0-9-]+==[^ ]+/.exec(line) ?? []);
}

module.exports = async ({ resolveVariable }) => {
  const [subnet, group] = await Promise.all(
    ["notebook_subnet_id", "notebook_security_group_id"].map((name) => resolveVariable(`param:${name}`)),
  );
  if (!subnet && !group) return { Resources: {} };
  if (!subnet || !group) {
    const [given, missing] = subnet ? ["subnet", "security_group"] : ["security_group", "subnet"];
    throw new Error(
      `serverless.yml: notebook_${given}_id is set and notebook_${missing}_id is not, expected both or none; set the other one too.`,
    );
  }
  const names = await deploymentNames(resolveVariable);
  const LifecycleConfig = {
    Type: "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    Properties: {
      NotebookInstanceLifecycleConfigName: names.notebook,
      OnStart: [{ Content: { "Fn::Base64": sub(onStart(names, assets().notebook)) } }],
    },
  };
  const Instance = {
    Type: "AWS::SageMaker::NotebookInstance",
    Properties: {
      NotebookInstanceName: names.notebook,
      InstanceType: "ml.t3.medium",
      PlatformIdentifier: "notebook-al2-v3",
      VolumeSizeInGB: 5,
      RoleArn: arnOf("NotebookRole"),
      KmsKeyId: { Ref: "StageKey" },
      SubnetId: subnet,
      SecurityGroupIds: [group],
      DirectInternetAccess: "Disabled",
      RootAccess: "Disabled",
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: "2" },
      LifecycleConfigName: { "Fn::GetAtt": ["NotebookLifecycle", "NotebookInstanceLifecycleConfigName"] },
    },
  };
  return { Resources: { NotebookRole: role(names), NotebookLifecycle: LifecycleConfig, Notebook: Instance } };
};
