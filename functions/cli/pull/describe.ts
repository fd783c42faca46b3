import type { RelationReport } from "../../core/documents";
import { pointAt } from "../environment";
import { UsageError } from "../errors";
import { ROOT } from "../paths";
import { progressLine } from "../progress";
import { loadDefinitions } from "../read-definitions";
import { askWorkbench } from "../workbench/python";

/**
 * What the database of a connection reports of a relation: this machine asks it, over the connection of the stage.
 * @throws UsageError when there is no such connection, or the database refuses
 */
export async function describeRelation(connection: string, relation: string, stage: string): Promise<RelationReport> {
  const { connections } = loadDefinitions(ROOT);
  const known = Object.keys(connections);
  const definition = Object.hasOwn(connections, connection) ? connections[connection] : undefined;
  if (!definition) {
    const found = known.length > 0 ? `expected one of ${known.join(", ")}` : "and there is none yet";
    throw new UsageError(
      `There is no connection ${connection}, ${found}: describe it in glue/connections/${connection}.json.`,
    );
  }
  const { names } = await pointAt(stage);
  const request = { connection: names.connection(connection), database: definition.database, relation };
  const line = progressLine();
  line.update(`${connection} is asked for ${relation} ...`);
  try {
    for await (const report of askWorkbench<RelationReport>("describe", request)) {
      if (report.refused === null) return report;
      throw new UsageError(`${report.refused} Nothing was drafted.`);
    }
  } finally {
    line.clear();
  }
  throw new TypeError("the workbench answers once");
}
