/**
 * The TypeScript types of schemas/meta, a file each in functions/core/documents. `npm run types` writes them;
 * tests/schemas/types.test.ts fails when they are stale, through `--check`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "json-schema-to-typescript";

const ROOT = join(__dirname, "../..");
const META = join(ROOT, "schemas/meta");
const DOCUMENTS = join(ROOT, "functions/core/documents");
const SUFFIX = ".schema.json";
const VOCABULARY = "vocabulary";

type Schema = Record<string, unknown> & { title?: string; $defs?: Record<string, Schema> };

/** Keywords without a counterpart in types: which fields go together, and the length of a list. */
const NOT_TYPES = ["allOf", "minItems", "uniqueItems"];

/** File name in functions/core/documents -> its text, formatted. */
async function typescriptFiles(): Promise<Map<string, string>> {
  const schemas = new Map<string, Schema>();
  for (const file of readdirSync(META).filter((name) => name.endsWith(SUFFIX))) {
    schemas.set(file, JSON.parse(readFileSync(join(META, file), "utf8")));
  }
  const files = new Map<string, string>();
  for (const file of schemas.keys()) files.set(moduleOf(file), format(await new Module(file, schemas).text()));
  files.set("index", format(indexOf([...files.keys()])));
  return new Map([...files].map(([name, text]) => [`${name}.ts`, text]));
}

/** `staging_report.schema.json` -> `staging-report`. */
const moduleOf = (file: string) => file.slice(0, -SUFFIX.length).replaceAll("_", "-");

const banner = (origin: string) => `// Generated from schemas/meta/${origin} by \`npm run types\`: change it there.\n`;

function indexOf(modules: readonly string[]): string {
  const types = modules.map((name) => `export type * from "./${name}";`);
  return `${banner("*")}${types.join("\n")}\nexport { VOCABULARY } from "./${VOCABULARY}";\n`;
}

/** The module of one schema: its document, then its `$defs`, each a type named by its `title`. */
class Module {
  /** Types of other modules, by module. */
  private readonly imports = new Map<string, Set<string>>();

  constructor(
    private readonly file: string,
    private readonly schemas: ReadonlyMap<string, Schema>,
  ) {}

  async text(): Promise<string> {
    const { $defs = {}, ...document } = this.schema(this.file);
    const types: string[] = [];
    for (const schema of [...("type" in document ? [document] : []), ...Object.values($defs)]) {
      types.push(await this.typeOf(schema));
    }
    const imports = [...this.imports].map(
      ([module, names]) => `import type { ${[...names].sort().join(", ")} } from "./${module}";`,
    );
    const values = moduleOf(this.file) === VOCABULARY ? [valuesOf($defs)] : [];
    return [banner(this.file), imports.join("\n"), ...values, ...types].join("\n");
  }

  private typeOf(schema: Schema): Promise<string> {
    const options = { bannerComment: "", format: false, additionalProperties: false };
    return compile(this.plain(schema) as Schema, nameOf(schema), options);
  }

  /** The schema with each `$ref` as the name of its type, without keywords that types lack. */
  private plain(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((child) => this.plain(child));
    if (typeof node !== "object" || node === null) return node;
    const { $ref, prefixItems, ...schema } = node as Schema;
    if (typeof $ref === "string") return { ...schema, tsType: this.named($ref) };
    const tsType = Array.isArray(prefixItems) ? tupleOf(prefixItems) : isOpen(schema) ? "Record<string, unknown>" : "";
    if (tsType) return { title: schema.title, description: schema.description, tsType };
    const kept = Object.entries(schema).filter(([key]) => !NOT_TYPES.includes(key) && !isChoiceOfFields(key, schema));
    return Object.fromEntries(kept.map(([key, child]) => [key, this.plain(child)]));
  }

  /** `facts.schema.json#/properties/rows` -> `ValidationFacts["rows"]`, `#/$defs/column` -> `Column`. */
  private named($ref: string): string {
    const [other = "", pointer = ""] = $ref.split("#");
    const file = other || this.file;
    const [, section, key = ""] = pointer.split("/");
    const schema = this.schema(file);
    const name = nameOf(section === "$defs" ? schema.$defs?.[key] : schema);
    if (file !== this.file) {
      const module = moduleOf(file);
      this.imports.set(module, (this.imports.get(module) ?? new Set()).add(name));
    }
    return section === "properties" ? `${name}["${key}"]` : name;
  }

  private schema(file: string): Schema {
    const schema = this.schemas.get(file);
    if (!schema) throw new Error(`schemas/meta/${this.file} refers to ${file}, which is not there; correct the $ref.`);
    return schema;
  }
}

const tupleOf = (items: readonly Schema[]) => `[${items.map(({ type }) => type).join(", ")}]`;

/** An object without constraints. */
const isOpen = ({ type, properties, additionalProperties }: Schema) =>
  type === "object" && properties === undefined && additionalProperties === undefined;

/** `oneOf` beside `properties` says which of them go together. */
const isChoiceOfFields = (key: string, schema: Schema) => key === "oneOf" && "properties" in schema;

function nameOf(schema: Schema | undefined): string {
  if (schema?.title) return schema.title;
  throw new Error("a document or a part of `$defs` in schemas/meta has no `title`, the name of its type; add it.");
}

/** The closed lists as values, by their names in the schema. */
function valuesOf($defs: Record<string, Schema>): string {
  const lists = Object.entries($defs).flatMap(([name, schema]) =>
    "enum" in schema ? `${name}: ${JSON.stringify(schema.enum)},` : [],
  );
  return `/** The closed vocabularies. */\nexport const VOCABULARY = {\n${lists.join("\n")}\n} as const;\n`;
}

/** The text as `npm run fix` formats it, with one-sentence comments on a single line. */
function format(text: string): string {
  const input = text.replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, "\n/** $1 */").replaceAll("}\nexport", "}\n\nexport");
  const biome = join(ROOT, "node_modules/.bin/biome");
  const done = spawnSync(biome, ["check", "--write", "--stdin-file-path=functions/core/documents/x.ts"], {
    cwd: ROOT,
    input,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`biome refuses a generated type: ${done.stderr}`);
  return done.stdout;
}

/** Writes the files; with `--check` only reports the stale files. */
async function main(check: boolean): Promise<void> {
  const generated = await typescriptFiles();
  if (!check) {
    for (const [name, text] of generated) writeFileSync(join(DOCUMENTS, name), text);
    return;
  }
  const found = new Map(readdirSync(DOCUMENTS).map((name) => [name, readFileSync(join(DOCUMENTS, name), "utf8")]));
  const names = new Set([...generated.keys(), ...found.keys()]);
  const stale = [...names].filter((name) => generated.get(name) !== found.get(name));
  if (stale.length === 0) return;
  console.error(`functions/core/documents does not match schemas/meta (${stale.join(", ")}); run npm run types.`);
  process.exitCode = 1;
}

main(process.argv.includes("--check"));
