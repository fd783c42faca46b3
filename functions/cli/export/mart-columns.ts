import type { MartDefinition } from "../../core/documents";
import type { MartColumns } from "../../core/export/columns";
import type { DeploymentNames } from "../../core/names";
import { useStage } from "../environment";
import { forStage } from "../stage-commands";

/** The columns of the marts' tables on a stage. A mart without a table is told on stderr. */
export async function martColumns(
  marts: readonly MartDefinition[],
  stageName: string,
): Promise<{ columns: MartColumns; names: DeploymentNames }> {
  const { names } = await useStage(stageName);
  const { columnsOf } = await import("../catalogue/columns");
  const found = await Promise.all(
    marts.map(async ({ id }) => [id, await columnsOf(names.databases.mart, id)] as const),
  );
  for (const [id] of found.filter(([, columns]) => columns === null)) {
    const sentence = `${id} has no table on the stage ${stageName} yet, so only the columns that its definition names are known: sluice why ${id} says what it waits for.`;
    console.error(forStage(sentence, stageName));
  }
  return { columns: Object.fromEntries(found), names };
}
