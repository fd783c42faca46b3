import { ctas } from "../../core/export/ctas";
import { useStage } from "../environment";
import { UsageError } from "../errors";

/** The statement that copies `relation` (`staging.shop_orders_current`) into `target` (`database.table`). @throws UsageError */
export async function copyStatement(relation: string, target: string, stageName: string): Promise<string> {
  const { names } = await useStage(stageName);
  const [layer = "", table = ""] = relation.split(".");
  const database = Object.entries(names.databases).find(([name]) => name === layer)?.[1];
  const [toDatabase, toTable, ...rest] = target.split(".");
  if (!database || !table)
    throw new UsageError(`${relation} is no relation: expected staging.<name>, mart.<name> or raw.<name>.`);
  if (!toDatabase || !toTable || rest.length > 0)
    throw new UsageError(`${target} is no place for a table: expected --as <database>.<table>.`);
  const { columnsOf } = await import("../catalogue/columns");
  const columns = await columnsOf(database, table);
  if (!columns)
    throw new UsageError(`There is no ${relation} on the stage ${stageName}: sluice tables shows what there is.`);
  return ctas(columns, { database, table }, { database: toDatabase, table: toTable });
}
