/**
 * Serverless plugin: packages the assets of assets.cjs and uploads them before the stack changes, so that a template
 * never points at a file that is not there. An asset that is already in the bucket is kept, as its name is the hash of its content.
 * Before that, it refuses definitions that break what reads or fills the tables of the stage, unless they are approved.
 */
const { mkdirSync, readFileSync, readdirSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { HeadObjectCommand, PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const tsx = require("tsx/cjs/api");
const { readAssets } = require("./assets.cjs");

class AssetsPlugin {
  constructor(serverless, _options, { log }) {
    this.serverless = serverless;
    this.provider = serverless.getProvider("aws");
    this.log = log;
    this.hooks = {
      // .serverless is then moved to --package, and back by `deploy --package`.
      "before:package:finalize": () => this.write(),
      "before:aws:deploy:deploy:createStack": () => this.refuseBreaking(),
      "before:aws:deploy:deploy:uploadArtifacts": () => this.upload(),
      // osls empties its own prefix only; CloudFormation cannot delete a bucket with versions in it.
      "before:remove:remove": () => this.remove(),
    };
  }

  get directory() {
    return join(this.serverless.serviceDir, ".serverless", "assets");
  }

  write() {
    for (const { key, body } of Object.values(readAssets())) {
      const file = join(this.directory, "..", key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, body);
    }
  }

  async refuseBreaking() {
    const { refuseBreaking } = tsx.require("../functions/cli/plan/refuse.ts", __filename);
    const definitions = JSON.parse(readFileSync(this.packaged("definitions.json"), "utf8"));
    const { approveBreaking } = this.serverless.service.custom;
    const stack = this.provider.naming.getStackName();
    const told = await refuseBreaking(stack, definitions, await this.provider.getAwsSdkV3Config(), approveBreaking);
    if (told) this.log.warning(told);
  }

  /** The file of an asset in the package, which `deploy --package` may have got from elsewhere. */
  packaged(name) {
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true });
    const { parentPath, path } = entries.find((entry) => entry.isFile() && entry.name === name);
    return join(parentPath ?? path, name);
  }

  async upload() {
    if (this.serverless.service.provider.shouldNotDeploy) return;
    const bucket = await this.provider.getServerlessDeploymentBucketName();
    const s3 = new S3Client(await this.provider.getAwsSdkV3Config());
    for (const entry of readdirSync(this.directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const key = `assets/${file.slice(this.directory.length + 1).replaceAll("\\", "/")}`;
      if (await exists(s3, bucket, key)) continue;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: readFileSync(file) }));
      this.log.info(`Uploaded ${key}`);
    }
  }

  async remove() {
    const bucket = await this.provider.getServerlessDeploymentBucketName().catch(() => null);
    if (!bucket) return;
    const { emptyBucket } = tsx.require("../functions/aws/empty.ts", __filename);
    await emptyBucket(new S3Client(await this.provider.getAwsSdkV3Config()), bucket, "assets/");
  }
}

async function exists(s3, bucket, key) {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (error.$metadata?.httpStatusCode === 404) return false;
    throw error;
  }
}

module.exports = AssetsPlugin;
