import { join, normalize } from "node:path/posix";

export interface Source {
  path: string;
  text: string;
}

/** One file that imports another, both by path. */
export interface Import {
  from: string;
  to: string;
}

const TYPESCRIPT = /(?:\bfrom |\bimport\()"(\.[^"]*)"/g;
/** `from etl.load import run`, also over several lines, `import etl.names`, and a module named in a text (`"local.iam"`). */
const PYTHON =
  /^\s*from ((?:etl|local)[\w.]*) import (\([^)]*\)|[^\n]*)|^\s*import ((?:etl|local)[\w.]*)|"(local\.\w+)"/gm;

/** The imports between `sources`; those of packages are left out. */
export function importsOf(sources: readonly Source[]): Import[] {
  const known = new Set(sources.map(({ path }) => path));
  return sources.flatMap(({ path, text }) => {
    const targets = path.endsWith(".py") ? pythonTargets(path, text, known) : typescriptTargets(path, text, known);
    return [...new Set(targets)].filter((to) => to !== path).map((to) => ({ from: path, to }));
  });
}

function typescriptTargets(path: string, text: string, known: ReadonlySet<string>): string[] {
  return [...text.matchAll(TYPESCRIPT)].flatMap(({ 1: target = "" }) => {
    const base = normalize(join(path, "..", target));
    return firstKnown([base, `${base}.ts`, `${base}/index.ts`], known);
  });
}

function pythonTargets(path: string, text: string, known: ReadonlySet<string>): string[] {
  const root = path.startsWith("glue/") ? "glue/" : "";
  const fileOf = (module: string) => `${root}${module.replaceAll(".", "/")}`;
  return [...text.matchAll(PYTHON)].flatMap(([, module, names = "", imported, named]) => {
    const base = fileOf(module ?? imported ?? named ?? "");
    const members = [...names.replace(/#.*/g, "").matchAll(/\w+/g)].map(([name]) => `${base}/${name}`);
    const files = members.flatMap((member) => firstKnown([`${member}.py`, `${member}/__init__.py`], known));
    return files.length ? files : firstKnown([`${base}.py`, `${base}/__init__.py`], known);
  });
}

const firstKnown = (paths: string[], known: ReadonlySet<string>): string[] =>
  paths.filter((path) => known.has(path)).slice(0, 1);
