import { spacedJson } from "../commands";

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are whatever their type says
type Properties = Record<string, any>;
export interface Template {
  Resources?: Record<string, { Type: string; Properties?: Properties }>;
}

/** The permissions that a role, or the policy of another resource, gets and loses. */
export interface PermissionChange {
  /** the role's name where it has one, else the logical id */
  name: string;
  type: string;
  verdict: "added" | "gone" | "changed";
  /** `Allow s3:GetObject on ...`, one action each */
  gets: string[];
  loses: string[];
}

/** The policies that differ between two CloudFormation templates: of roles, keys, buckets, topics and queues. */
export function comparePermissions(was: Template, becomes: Template): PermissionChange[] {
  const [before, after] = [holders(was), holders(becomes)];
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return ids.flatMap((id): PermissionChange[] => {
    const [old, now] = [before.get(id), after.get(id)];
    const [had, has] = [new Set(old?.permissions), new Set(now?.permissions)];
    const gets = [...has].filter((each) => !had.has(each)).sort();
    const loses = [...had].filter((each) => !has.has(each)).sort();
    if (gets.length + loses.length === 0 && old && now) return [];
    const { name = id, type = "" } = now ?? old ?? {};
    return [{ name, type, verdict: !old ? "added" : now ? "changed" : "gone", gets, loses }];
  });
}

interface Holder {
  name: string;
  type: string;
  permissions: string[];
}

function holders({ Resources = {} }: Template): Map<string, Holder> {
  const all = Object.entries(Resources).map(([id, { Type, Properties = {} }]): [string, Holder] => {
    const name = typeof Properties.RoleName === "string" ? Properties.RoleName : id;
    const managed = list(Properties.ManagedPolicyArns).map((arn) => `Allow what ${text(arn)} allows`);
    return [id, { name, type: Type, permissions: [...statementsIn(Properties).flatMap(permissionsOf), ...managed] }];
  });
  return new Map(all.filter(([, { permissions }]) => permissions.length > 0));
}

/** Every statement of every policy document, wherever the properties have it. */
function statementsIn(value: unknown): Properties[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "Statement" in value ? list(value.Statement) : [];
  return [...(own as Properties[]), ...Object.values(value).flatMap(statementsIn)];
}

function permissionsOf(statement: Properties): string[] {
  const { Effect, Action, NotAction, Resource, Principal, Condition } = statement;
  const who = Principal === undefined ? "" : ` by ${text(Principal)}`;
  const when = Condition === undefined ? "" : ` where ${text(Condition)}`;
  const actions = [...list(Action).map(text), ...list(NotAction).map((action) => `all but ${text(action)}`)];
  const resources = Resource === undefined ? [""] : list(Resource).map((resource) => ` on ${text(resource)}`);
  return actions.flatMap((action) => resources.map((resource) => `${Effect} ${action}${resource}${who}${when}`));
}

const list = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** A value of a template in one line, with `<Bucket.Arn>` for what CloudFormation puts in. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref, "Fn::Sub": sub, "Fn::GetAtt": attribute } = value as Record<string, unknown>;
  if (typeof Ref === "string") return `<${Ref}>`;
  if (typeof sub === "string") return sub.replaceAll(/\$\{([^}]+)\}/g, "<$1>");
  if (Array.isArray(attribute)) return `<${attribute.join(".")}>`;
  return spacedJson(value);
}
