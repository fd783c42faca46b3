import CONTRACT from "../../../schemas/meta/contract.json";
import { DeploymentError } from "../errors";
import { isObject } from "./schema";

/** Keywords whose values are data, not schemas: `$anchor` in them is no anchor. */
const DATA = CONTRACT.keywords.data;

/** Finds the schemas that `$ref`s of one document lead to: `#`, `#/a/pointer` or `#anchor`. */
export class References {
  private readonly anchors = new Map<string, unknown>();
  private readonly id: string;

  constructor(private readonly root: unknown) {
    this.id = isObject(root) && typeof root.$id === "string" ? root.$id : "";
    this.note(root);
  }

  /** @throws DeploymentError for a reference that leads to no schema of the document, which no build lets pass */
  find(ref: string): unknown {
    const found = this.at(ref);
    if (found === undefined)
      throw new DeploymentError(
        `"$ref" leads to "${ref}", which is no schema of the same file; correct row.schema.json.`,
      );
    return found;
  }

  /** The schema that `ref` leads to, or undefined. */
  at(ref: string): unknown {
    const [address = "", ...rest] = ref.split("#");
    if (address !== "" && address !== this.id) return undefined;
    const fragment = decoded(rest.join("#"));
    const found = fragment === "" || fragment.startsWith("/") ? this.pointed(fragment) : this.anchors.get(fragment);
    return isObject(found) || typeof found === "boolean" ? found : undefined;
  }

  private pointed(pointer: string): unknown {
    let node = this.root;
    for (const step of pointer.split("/").slice(1)) {
      const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
      node = (node as Record<string, unknown>)[name];
    }
    return node;
  }

  private note(node: unknown): void {
    if (Array.isArray(node)) for (const item of node) this.note(item);
    if (!isObject(node)) return;
    if (typeof node.$anchor === "string") this.anchors.set(node.$anchor, node);
    for (const [name, child] of Object.entries(node)) if (!DATA.includes(name)) this.note(child);
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
