import type { DeploymentNames } from "../../names";

/** A resource of CloudFormation. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** What the resources are made for. */
export interface Deployed {
  stage: string;
  names: DeploymentNames;
  /** An unambiguous logical id */
  logicalId: (kind: string, name: string) => string;
}
