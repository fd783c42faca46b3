/**
 * Plugins of the Lambda bundles (serverless.yml, `custom.esbuild.plugins`).
 *
 * The AWS SDK keeps the schemas of all of a service's operations in one file of constants. Their computed keys
 * (`{ [_hH]: ... }`) make esbuild keep every one of them, since a key could have side effects; these are texts and have
 * none. Said so, what no command uses falls out: 50 kB of each bundle that talks to S3.
 */
const { readFileSync } = require("node:fs");

const SCHEMAS = /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const CONSTANT = /^((?:export )?var [\w$]+ = )(\[[\s\S]*?\]);$/gm;

const dropUnusedSchemas = {
  name: "drop-unused-schemas",
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(CONSTANT, "$1/* @__PURE__ */ (() => ($2))();"),
      loader: "js",
    }));
  },
};

module.exports = [dropUnusedSchemas];
