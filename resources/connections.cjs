/** The databases that this stage has, for the templates: the parameter `connections` of serverless.yml, checked. */
const tsx = require("tsx/cjs/api");
const { readDefinitions } = require("../glue/assets.cjs");

/** @throws {Error} DefinitionError, which names what is wrong with the parameter */
async function deployedConnections(resolveVariable) {
  const { stageConnections } = tsx.require("../functions/core/definitions/stage-connections.ts", __filename);
  return stageConnections(await resolveVariable("param:connections"), readDefinitions());
}

/** The tables of the definitions that are pulled over one of these connections. */
function pulledTables(connections) {
  const known = new Set(connections.map(({ id }) => id));
  return Object.values(readDefinitions().tables).filter(({ jdbc }) => jdbc && known.has(jdbc.connection));
}

module.exports = { deployedConnections, pulledTables };
