import type { Definitions, MartDefinition } from "../../documents";
import { analysisOf } from "./analysis";
import type { ColumnsOfMarts } from "./columns";
import { tablesOf } from "./data-set";
import type { Deployed, Resource } from "./resource";

/** What the resources of QuickSight are made for. */
export interface QuickSight extends Deployed {
  /** ARN of the user or group of QuickSight that owns them */
  principal: string;
  columns: ColumnsOfMarts;
}

const account = { Ref: "AWS::AccountId" };
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });

/**
 * CloudFormation of a data source on the stage's workgroup, a data set for each mart whose columns are known, and an analysis
 * for each such fact.
 */
export function quickSightResources({ marts }: Definitions, readers: QuickSight): Record<string, Resource> {
  return Object.fromEntries([
    ["QuickSightRole", role(readers)],
    ["QuickSightDataSource", dataSource(readers)],
    ...Object.values(marts)
      .filter(({ id }) => Object.hasOwn(readers.columns, id))
      .flatMap((mart) => resourcesOf(mart, readers)),
  ]);
}

/** QuickSight reads the marts as this role, whatever else the account lets it read. */
function role({ names }: QuickSight): Resource {
  const statement = { Effect: "Allow", Principal: { Service: "quicksight.amazonaws.com" }, Action: "sts:AssumeRole" };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: { "Fn::Sub": names.roles.quicksight },
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [statement] },
      ManagedPolicyArns: [{ Ref: "ReaderPolicy" }],
    },
  };
}

function dataSource({ names, stage, principal }: QuickSight): Resource {
  return {
    Type: "AWS::QuickSight::DataSource",
    Properties: {
      AwsAccountId: account,
      DataSourceId: names.quickSight,
      Name: `Sluice ${stage}`,
      Type: "ATHENA",
      DataSourceParameters: {
        AthenaParameters: { WorkGroup: { Ref: "WorkGroup" }, RoleArn: arnOf("QuickSightRole") },
      },
      Permissions: owner(principal, ACTIONS.dataSource),
    },
  };
}

function resourcesOf(mart: MartDefinition, readers: QuickSight): [string, Resource][] {
  const { names, stage, principal, columns, logicalId } = readers;
  const place = { dataSourceArn: arnOf("QuickSightDataSource"), database: names.databases.mart };
  const tables = tablesOf(mart, columns, place);
  const id = logicalId("DataSet", mart.id);
  const { PhysicalTableMap, LogicalTableMap } = tables;
  const common = { AwsAccountId: account, Name: `${mart.id} (${stage})` };
  const dataSet = {
    Type: "AWS::QuickSight::DataSet",
    Properties: {
      ...common,
      DataSetId: names.quickSightOf(mart.id),
      ImportMode: "DIRECT_QUERY",
      PhysicalTableMap,
      LogicalTableMap,
      Permissions: owner(principal, ACTIONS.dataSet),
    },
  };
  if (mart.kind !== "fact") return [[id, dataSet]];
  const analysis = {
    Type: "AWS::QuickSight::Analysis",
    Properties: {
      ...common,
      AnalysisId: names.quickSightOf(mart.id),
      Definition: analysisOf(mart, tables, arnOf(id)),
      Permissions: owner(principal, ACTIONS.analysis),
    },
  };
  return [
    [id, dataSet],
    [logicalId("Analysis", mart.id), analysis],
  ];
}

const owner = (Principal: string, Actions: readonly string[]) => [
  { Principal, Actions: Actions.map((action) => `quicksight:${action}`) },
];

/** QuickSight takes these lists whole: they are what it calls an owner. */
const ACTIONS = {
  dataSource: [
    "DescribeDataSource",
    "DescribeDataSourcePermissions",
    "PassDataSource",
    "UpdateDataSource",
    "DeleteDataSource",
    "UpdateDataSourcePermissions",
  ],
  dataSet: [
    "DescribeDataSet",
    "DescribeDataSetPermissions",
    "PassDataSet",
    "DescribeIngestion",
    "ListIngestions",
    "UpdateDataSet",
    "DeleteDataSet",
    "CreateIngestion",
    "CancelIngestion",
    "UpdateDataSetPermissions",
  ],
  analysis: [
    "RestoreAnalysis",
    "UpdateAnalysisPermissions",
    "DeleteAnalysis",
    "DescribeAnalysisPermissions",
    "QueryAnalysis",
    "DescribeAnalysis",
    "UpdateAnalysis",
  ],
} as const;
