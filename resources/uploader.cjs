/** The policy of whoever delivers files: attach it to the roles of producers. They cannot read what is in raw, or delete it. */
const { deploymentNames } = require("./names.cjs");
const { allow, arnOf, encrypt, managedPolicy, objects } = require("./iam.cjs");

const statements = [
  allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], objects("RawBucket")),
  allow(["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], arnOf("RawBucket")),
  encrypt, // S3 decrypts the parts of a large file to put them together
];

module.exports = async ({ resolveVariable }) => {
  const names = await deploymentNames(resolveVariable);
  const UploaderPolicy = managedPolicy(
    names.uploaderPolicy,
    `Delivers files to the raw bucket of ${names.prefix}`,
    statements,
  );
  return { Resources: { UploaderPolicy } };
};
