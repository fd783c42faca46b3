import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import type { Format, TableDefinition } from "../../../functions/core/documents";
import { type Verdict, validate } from "../../../functions/core/validation";
import { bzip2, zstd } from "./compress";
import { CSV, JSONL, ORDER, pieces, table, XML } from "./helpers";
import { footer, framed, random } from "./parquet-files";

/** Ten orders; `bad` of them have a quantity of 0, and all of them a colour where `colour` is set. */
interface Content {
  bad?: number;
  colour?: boolean;
}

interface Order {
  id: number;
  quantity: number;
  colour?: string;
}

const orders = ({ bad = 0, colour = false }: Content): Order[] =>
  Array.from({ length: 10 }, (_, at) => ({ id: at, quantity: at < bad ? 0 : 1, ...(colour ? { colour: "red" } : {}) }));
const csv = (delimiter: string) => (rows: Order[]) =>
  [Object.keys(rows[0] as Order), ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.join(delimiter)}\n`)
    .join("");
const element = (row: Order) =>
  `<order>${Object.entries(row)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("")}</order>`;

const FORMATS: Record<string, { format: Format; write: (rows: Order[]) => string }> = {
  csv: { format: CSV, write: csv(",") },
  tsv: { format: { ...CSV, delimiter: "\t" } as Format, write: csv("\t") },
  json: { format: { type: "json", encoding: "utf-8" }, write: (rows) => JSON.stringify(rows) },
  jsonl: { format: JSONL, write: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("") },
  xml: { format: XML, write: (rows) => `<orders>${rows.map(element).join("\n")}</orders>` },
};

const halves = (bytes: Buffer) => [bytes.subarray(0, 40), bytes.subarray(40)];
const COMPRESSIONS: Record<string, { name: string; pack: (bytes: Buffer) => Uint8Array | Promise<Uint8Array> }> = {
  none: { name: "none", pack: (bytes) => bytes },
  gzip: { name: "gzip", pack: (bytes) => gzipSync(bytes) },
  "gzip of many members": { name: "gzip", pack: (bytes) => Buffer.concat(halves(bytes).map((half) => gzipSync(half))) },
  bzip2: { name: "bzip2", pack: (bytes) => bzip2(bytes) },
  "bzip2 of many streams": {
    name: "bzip2",
    pack: async (bytes) => Buffer.concat(await Promise.all(halves(bytes).map((half) => bzip2(half)))),
  },
  zstd: { name: "zstd", pack: (bytes) => zstd(bytes) },
  zip: { name: "zip", pack: (bytes) => zipSync({ file: bytes }) },
};

const quarantine = (max_percent: number) =>
  ({ invalid_rows: { quarantine: { max_percent } } }) as Partial<TableDefinition>;

/** One line per policy and content, for every format and compression: what comes of the ten rows. */
const POLICIES: [title: string, policy: Partial<TableDefinition>, content: Content, expected: object][] = [
  ["reject_file, all rows valid", {}, {}, { accepted: true, rows: 10, set_aside: 0 }],
  ["reject_file, one row invalid", {}, { bad: 1 }, { accepted: false, totals: { minimum: 1 } }],
  ["quarantine of 20 %, all rows valid", quarantine(20), {}, { accepted: true, rows: 10, set_aside: 0 }],
  ["quarantine of 20 %, two rows invalid", quarantine(20), { bad: 2 }, { accepted: true, rows: 10, set_aside: 2 }],
  ["quarantine of 20 %, three rows invalid", quarantine(20), { bad: 3 }, { accepted: false, totals: { minimum: 3 } }],
  ["new_columns reject", { new_columns: "reject" }, { colour: true }, { accepted: false, rule: "new_column" }],
  ["new_columns ignore", { new_columns: "ignore" }, { colour: true }, { accepted: true, rows: 10, set_aside: 0 }],
  ["new_columns rescue", { new_columns: "rescue" }, { colour: true }, { accepted: true, rows: 10, set_aside: 0 }],
  ["new_columns evolve", { new_columns: "evolve" }, { colour: true }, { accepted: true, rows: 10, set_aside: 0 }],
  [
    "rescue and quarantine together",
    { ...quarantine(20), new_columns: "rescue" },
    { bad: 2, colour: true },
    { accepted: true, rows: 10, set_aside: 2 },
  ],
];

/** A verdict in the words of the table above. */
function told(verdict: Verdict) {
  if (verdict.accepted) return { accepted: true, rows: verdict.facts.rows, set_aside: verdict.facts.rows_quarantined };
  const { totals, problems } = verdict;
  return totals.new_column ? { accepted: false, rule: problems[0]?.rule } : { accepted: false, totals };
}

describe.each(Object.entries(FORMATS))("%s", (_format, { format, write }) => {
  describe.each(Object.entries(COMPRESSIONS))("%s", (_compression, { name, pack }) => {
    test.each(POLICIES)("%s", async (_title, policy, content, expected) => {
      const packed = await pack(Buffer.from(write(orders(content))));
      const verdict = await validate(pieces(packed, 50), table(format, ORDER, policy), { file: "orders" });
      expect(told(verdict)).toEqual(expected);
      if (verdict.accepted) {
        const header = content.colour ? ["colour", "id", "quantity"] : ["id", "quantity"];
        expect(verdict.facts).toMatchObject({ compression: name, encoding: "utf-8", dates: {} });
        expect([...verdict.facts.header].sort()).toEqual(header);
      }
    });
  });

  test("a new column breaks the file where it stands in a header, and each row where rows name their values", async () => {
    const verdict = await validate(pieces(write(orders({ colour: true }))), table(format, ORDER, quarantine(100)));
    expect(told(verdict)).toEqual(
      format.type === "csv" ? { accepted: false, rule: "new_column" } : { accepted: true, rows: 10, set_aside: 10 },
    );
  });
});

/** Parquet is checked by its footer: rows, and so their quarantine, are Spark's. */
const FIELDS = [
  { name: "id", type: "INT64" },
  { name: "quantity", type: "INT32" },
] as const;
const COLOUR = { name: "colour", type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

test.each<[string, Partial<TableDefinition>, boolean, object]>([
  ["reject_file", {}, false, { accepted: true, rows: 0, set_aside: 0 }],
  ["quarantine", quarantine(20), false, { accepted: true, rows: 0, set_aside: 0 }],
  ["new_columns reject", { new_columns: "reject" }, true, { accepted: false, rule: "new_column" }],
  ["new_columns ignore", { new_columns: "ignore" }, true, { accepted: true, rows: 0, set_aside: 0 }],
  ["new_columns rescue", { new_columns: "rescue" }, true, { accepted: true, rows: 0, set_aside: 0 }],
  ["new_columns evolve", { new_columns: "evolve" }, true, { accepted: true, rows: 0, set_aside: 0 }],
])("parquet, %s", async (_title, policy, colour, expected) => {
  const file = framed(footer([...FIELDS, ...(colour ? [COLOUR] : [])]));
  const given = table({ type: "parquet" }, ORDER, policy);
  expect(told(await validate(pieces(file), given, { random: random(file) }))).toEqual(expected);
});

test.each(["gzip", "bzip2", "zstd", "zip"])(
  "parquet, %s around it: refused, its own compression is inside",
  async (compression) => {
    const file = Buffer.from(
      await (COMPRESSIONS[compression] as (typeof COMPRESSIONS)[string]).pack(framed(footer([...FIELDS]))),
    );
    const verdict = await validate(pieces(file), table({ type: "parquet" }), { random: random(file) });
    expect(verdict).toMatchObject({
      accepted: false,
      problems: [{ message: "expected a complete parquet file, found other bytes at its start than PAR1" }],
    });
  },
);
