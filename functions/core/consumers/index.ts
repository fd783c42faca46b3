import type { Definitions } from "../documents";
import { type NamedQuery, namedQueries } from "./named-queries";
import { quickSightResources } from "./quicksight";
import type { ColumnsOfMarts } from "./quicksight/columns";
import type { Deployed, Resource } from "./quicksight/resource";

/** What the resources are made for. */
export interface Consumers extends Deployed {
  /** ARN of the user or group that owns what QuickSight has; empty: nothing is made for QuickSight */
  principal: string;
  /** Those of the marts that have a table on the stage */
  columns: ColumnsOfMarts;
}

/** CloudFormation of what people and tools read the marts through, by logical id: Athena's saved queries, and QuickSight. */
export function consumerResources(definitions: Definitions, consumers: Consumers): Record<string, Resource> {
  const { names, logicalId, principal } = consumers;
  const queries = Object.values(definitions.marts).flatMap((mart) =>
    namedQueries(mart, definitions, names.databases).map((query) => [
      logicalId(`Query${query.id}`, mart.id),
      queryResource(names.namedQuery(mart.id, query.shows), query),
    ]),
  );
  return { ...Object.fromEntries(queries), ...(principal && quickSightResources(definitions, consumers)) };
}

const DESCRIPTION = 1024;

const queryResource = (Name: string, { description, sql }: NamedQuery): Resource => ({
  Type: "AWS::Athena::NamedQuery",
  Properties: {
    Name,
    Description: description.slice(0, DESCRIPTION),
    Database: { Ref: "MartDatabase" },
    QueryString: sql,
    WorkGroup: { Ref: "WorkGroup" },
  },
});
