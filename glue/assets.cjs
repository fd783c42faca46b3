/**
 * The files that jobs and Lambdas read at run time, each under its own hash: `assets/<sha256>/<name>` in the
 * deployment bucket. The template holds the hashes, so code, definitions and stack change together and roll back together.
 */
const { createHash } = require("node:crypto");
const { readFileSync, readdirSync } = require("node:fs");
const { join, relative, sep } = require("node:path");
const { zipSync } = require("fflate");
const tsx = require("tsx/cjs/api");

const ROOT = join(__dirname, "..");
// Midnight in local time, which zip stores, gives the same bytes in every time zone.
const ZIP_EPOCH = new Date(1980, 0, 1);

let definitions;
/** The compiled definitions of schemas/ and glue/marts/; throws the compiler's own sentence for a broken one. */
function readDefinitions() {
  definitions ??= tsx.require("../functions/cli/read-definitions.ts", __filename).loadDefinitions(ROOT);
  return definitions;
}

function pythonFiles(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** `glue/etl` as the top-level package `etl`: entries sorted, one time stamp, so equal sources give equal bytes. */
function zipLibrary(directory) {
  const entries = pythonFiles(directory).map((file) => [
    relative(join(directory, ".."), file).split(sep).join("/"),
    [readFileSync(file), { mtime: ZIP_EPOCH }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries), { level: 9 }));
}

function asset(name, body) {
  return { name, body, key: `assets/${createHash("sha256").update(body).digest("hex")}/${name}` };
}

let assets;
/** `{ staging, mart, pull, maintenance, library, notebook, definitions }`, each `{ name, key, body }`. */
function readAssets() {
  assets ??= {
    staging: asset("staging.py", readFileSync(join(__dirname, "jobs", "staging.py"))),
    mart: asset("mart.py", readFileSync(join(__dirname, "jobs", "mart.py"))),
    pull: asset("pull.py", readFileSync(join(__dirname, "jobs", "pull.py"))),
    maintenance: asset("maintenance.py", readFileSync(join(__dirname, "jobs", "maintenance.py"))),
    library: asset("etl.zip", zipLibrary(join(__dirname, "etl"))),
    notebook: asset("customers.ipynb", readFileSync(join(ROOT, "notebooks", "customers.ipynb"))),
    definitions: asset("definitions.json", Buffer.from(JSON.stringify(readDefinitions()))),
  };
  return assets;
}

/** The CloudFormation expression for an asset's `s3://` URI. */
function uriOf({ key }) {
  return { "Fn::Sub": `s3://\${ServerlessDeploymentBucket}/${key}` };
}

module.exports = {
  readAssets,
  readDefinitions,
  uriOf,
  zipLibrary,
  definitionsUri: () => uriOf(readAssets().definitions),
};
