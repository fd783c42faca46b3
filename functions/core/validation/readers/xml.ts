import { SaxesParser } from "saxes";
import type { XmlFormat } from "../../documents/types";
import { Unreadable } from "../problems";
import type { Reader, ReaderContext } from ".";
import { NO_LINES } from "./lines";
import { type Element, makeToRow } from "./xml-row";

/**
 * One row per `<row_tag>` element, wherever it stands. saxes is strict and resolves no entity but the five of XML
 * itself; a DOCTYPE is refused, and with it every way of defining others.
 */
export function xml({ format, schema, rows, limits }: ReaderContext<XmlFormat>): Reader {
  const parser = new SaxesParser();
  const toRow = makeToRow(schema);
  const open: Element[] = [];
  let depth = 0;
  let started = 0;
  /** Characters pushed, and where among them the last row ended. */
  let pushed = 0;
  let ended = 0;

  parser.on("xmldecl", ({ encoding, version }) => {
    checkDeclared(encoding);
    if (version !== "1.0") fail("xml", "XML 1.0", `version="${version}"`);
  });
  parser.on("doctype", () => fail("doctype", "no DOCTYPE: it can define entities", "one"));
  parser.on("error", (error) => fail("xml", "well-formed XML", error.message.replace(/^\d+:\d+: |\.$/g, "")));
  parser.on("opentag", ({ name, attributes }) => {
    depth += 1;
    if (depth > limits.depth) fail("depth", `at most ${limits.depth} levels of nesting`, "more");
    const parent = open.at(-1);
    if (!parent && localName(name) !== format.row_tag) return;
    if (!parent) started = parser.line;
    const element: Element = { name: localName(name), attributes, children: [], text: "" };
    parent?.children.push(element);
    open.push(element);
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    depth -= 1;
    const element = open.pop();
    if (!element || open.length > 0) return;
    checkLength(parser.position);
    ended = parser.position;
    const { row, literals } = toRow(element);
    rows.record(row, started, literals);
  });

  function addText(text: string) {
    const element = open.at(-1);
    if (element) element.text += text;
  }

  function fail(rule: string, expected: string, found: string, remedy?: string): never {
    throw new Unreadable(parser.line, { column: null, rule, expected, found }, remedy);
  }

  function checkLength(position: number) {
    if (position - ended <= limits.rowLength) return;
    const most = limits.rowLength.toLocaleString("en");
    fail("row_length", `a <${format.row_tag}> element in ${most} characters`, "none");
  }

  function checkDeclared(declared: string | undefined) {
    const same = declared === undefined || format.encoding.startsWith(declared.toLowerCase());
    if (!same) fail("encoding", `an XML declaration of ${format.encoding}`, `encoding="${declared}"`);
  }

  return {
    push(text) {
      parser.write(text);
      pushed += text.length; // between two writes saxes counts the last one twice
      checkLength(pushed);
    },
    end() {
      parser.close();
      if (rows.count > 0) return;
      const remedy = `Correct row_tag in table.json, or send a file with <${format.row_tag}> elements.`;
      throw new Unreadable(
        null,
        { column: null, rule: "row_tag", expected: `<${format.row_tag}> elements`, found: "none" },
        remedy,
      );
    },
    line: () => parser.line,
    lines: NO_LINES,
  };
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);
