import { readdirSync, readFileSync } from "node:fs";
import { buildSync } from "esbuild";

export interface OwnError {
  name: string;
  base: string;
  retryable: boolean;
}

const filesBelow = (folder: string, extension: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(extension))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(`${folder}/${path}`, "utf8") }));

export const typescript = filesBelow("functions", ".ts");
export const python = filesBelow("glue", ".py");

/** Every class of TypeScript that is an error, wherever it is declared. */
export const errorsOfTypescript: OwnError[] = typescript.flatMap(({ text }) =>
  [...text.matchAll(/^export class (\w+) extends (\w*Error) \{\n([\s\S]*?)^\}/gm)].map(
    ([, , base = "", body = ""]) => ({
      name: /^ {2}override readonly name = "(\w+)";$/m.exec(body)?.[1] ?? "",
      base,
      retryable: body.includes("  override readonly retryable = true;\n"),
    }),
  ),
);

/** Every class of Python that is an error, but for SluiceError itself. */
export const errorsOfPython: OwnError[] = python.flatMap(({ text }) =>
  [...text.matchAll(/^class (\w+)\((\w*(?:Error|Exception))\):\n((?:(?: {4}.*)?\n)*)/gm)]
    .map(([, name = "", base = "", body = ""]) => ({ name, base, retryable: body.includes("    retryable = True\n") }))
    .filter(({ name }) => name !== "SluiceError"),
);

/** Names of the classes that a Lambda can make: its bundle has nothing that no call of the handler leads to. */
export function raisedBy(handler: string): string[] {
  const { outputFiles } = buildSync({
    entryPoints: [`functions/handlers/${handler}.ts`],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
  const text = outputFiles.map((file) => file.text).join("");
  const made = new Set([...text.matchAll(/\bnew (\w+)\(/g)].map(([, name]) => name));
  return errorsOfTypescript.map(({ name }) => name).filter((name) => made.has(name));
}
