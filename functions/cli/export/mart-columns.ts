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
  const { columnsOfEach } = await import("../catalogue/columns");
  const columns = await columnsOfEach(
    names.databases.mart,
    marts.map(({ id }) => id),
  );
  for (const id of Object.keys(columns).filter((each) => columns[each] === null)) {
    const sentence = `${id} has no table on the stage ${stageName} yet, so only the columns that its definition names are known: sluice why ${id} says what it waits for.`;
    console.error(forStage(sentence, stageName));
  }
  return { columns, names };
}
