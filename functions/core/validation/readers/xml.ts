import { SaxesParser, type SaxesTagPlain, type XMLDecl } from "saxes";
import type { XmlFormat } from "../../documents";
import { Unreadable } from "../problems";
import type { Reader, ReaderContext } from ".";
import { NO_LINES } from "./lines";
import { type Element, makeToRow, type ToRow } from "./xml-row";

/**
 * One row per `<row_tag>` element, wherever it stands. saxes is strict and resolves no entity but the five of XML
 * itself; a DOCTYPE is refused, and with it every way of defining others.
 */
export class XmlReader implements Reader {
  readonly lines = NO_LINES;
  private readonly parser = new SaxesParser();
  private readonly toRow: ToRow;
  /** The elements of a row that are open, the row itself first. */
  private readonly open: Element[] = [];
  private depth = 0;
  /** The line on which the row began. */
  private started = 0;
  /** Characters pushed, and where among them the last row ended. */
  private pushed = 0;
  private ended = 0;

  constructor(private readonly context: ReaderContext<XmlFormat>) {
    const { parser } = this;
    this.toRow = makeToRow(context.schema, context.zeroPadded, context.format);
    parser.on("xmldecl", (declaration) => this.declared(declaration));
    parser.on("doctype", () => this.fail("doctype", "no DOCTYPE: it can define entities", "one"));
    parser.on("error", ({ message }) => this.fail("xml", "well-formed XML", message.replace(/^\d+:\d+: |\.$/g, "")));
    parser.on("opentag", (tag) => this.opened(tag));
    parser.on("text", (text) => this.addText(text));
    parser.on("cdata", (text) => this.addText(text));
    parser.on("closetag", () => this.closed());
  }

  push(text: string): void {
    this.parser.write(text);
    this.pushed += text.length; // between two writes saxes counts the last one twice
    this.checkLength(this.pushed);
  }

  end(): void {
    this.parser.close();
    if (this.context.rows.count > 0) return;
    const { row_tag } = this.context.format;
    const remedy = `Correct row_tag in table.json, or send a file with <${row_tag}> elements.`;
    const finding = { column: null, rule: "row_tag", expected: `<${row_tag}> elements`, found: "none" };
    throw new Unreadable(null, finding, remedy);
  }

  line = () => this.parser.line;

  private declared({ encoding, version }: XMLDecl): void {
    const declared = this.context.format.encoding;
    const same = encoding === undefined || declared.startsWith(encoding.toLowerCase());
    if (!same) this.fail("encoding", `an XML declaration of ${declared}`, `encoding="${encoding}"`);
    if (version !== "1.0") this.fail("xml", "XML 1.0", `version="${version}"`);
  }

  private opened({ name, attributes }: SaxesTagPlain): void {
    const { open, parser, context } = this;
    const { limits, format } = context;
    this.depth += 1;
    if (this.depth > limits.depth) this.fail("depth", `at most ${limits.depth} levels of nesting`, "more");
    const parent = open.at(-1);
    if (!parent && localName(name) !== format.row_tag) return;
    if (!parent) this.started = parser.line;
    const element: Element = { name: localName(name), attributes, children: [], text: "" };
    parent?.children.push(element);
    open.push(element);
  }

  private addText(text: string): void {
    const element = this.open.at(-1);
    if (element) element.text += text;
  }

  private closed(): void {
    const { open, parser } = this;
    this.depth -= 1;
    const element = open.pop();
    if (!element || open.length > 0) return;
    this.checkLength(parser.position);
    this.ended = parser.position;
    const { row, literals } = this.toRow(element);
    this.context.rows.record(row, this.started, literals);
  }

  private checkLength(position: number): void {
    const { limits, format } = this.context;
    if (position - this.ended <= limits.rowLength) return;
    const most = limits.rowLength.toLocaleString("en");
    this.fail("row_length", `a <${format.row_tag}> element in ${most} characters`, "none");
  }

  private fail(rule: string, expected: string, found: string): never {
    throw new Unreadable(this.parser.line, { column: null, rule, expected, found });
  }
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);
