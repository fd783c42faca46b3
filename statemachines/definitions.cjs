/**
 * The definitions as the stack has them: ARNs of service integrations carry the partition of the region (`aws`, `aws-cn`,
 * `aws-us-gov`). The *.asl.json files say `aws`, so that they are valid on their own.
 */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const INTEGRATION = /^arn:aws:states:::/;

const inPartition = (_key, value) =>
  typeof value === "string" && INTEGRATION.test(value)
    ? { "Fn::Sub": value.replace(INTEGRATION, `arn:\${AWS::Partition}:states:::`) }
    : value;

const read = (name) => JSON.parse(readFileSync(join(__dirname, `${name}.asl.json`), "utf8"), inPartition);

module.exports = {
  pipeline: () => read("pipeline"),
  loadFile: () => read("load_file"),
  maintainTables: () => read("maintain_tables"),
  pullTable: () => read("pull_table"),
};
