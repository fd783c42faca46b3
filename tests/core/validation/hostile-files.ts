/**
 * Hostile and malformed files, each with what is to be said about it. hostile.test.ts writes them to a folder, and
 * hostile.script.ts reads them in a process of its own, whose memory is bounded.
 */
import { gzipSync } from "node:zlib";
import { type Zippable, zipSync } from "fflate";
import type { Format, TableDefinition } from "../../../functions/core/documents";
import { bzip2, zstd } from "./compress";
import { CSV, JSONL, ORDER, table, XML } from "./helpers";
import { footer, framed } from "./parquet-files";
import { python } from "./python";

export interface Hostile {
  title: string;
  table: TableDefinition;
  /** Made when it is its turn; a function of its own stream where it is too long to be made at once. */
  file: () => Promise<Uint8Array> | Uint8Array | AsyncIterable<Uint8Array>;
  /** The message of the one problem, or what is documented to be accepted. */
  expected: string;
}

type Made = Uint8Array | string;
type Row = [title: string, make: () => Made | Promise<Made> | AsyncIterable<Uint8Array>, expected: string];

const JSON_ARRAY: Format = { type: "json", encoding: "utf-8" };
const PARQUET: Format = { type: "parquet" };
const of = (format: Format, rows: Row[], overrides: Partial<TableDefinition> = {}): Hostile[] =>
  rows.map(([title, make, expected]) => ({
    title: `${format.type}: ${title}`,
    table: table(format, ORDER, overrides),
    expected,
    file: () => {
      const made = make();
      return Symbol.asyncIterator in Object(made) ? (made as AsyncIterable<Uint8Array>) : settled(made as Made);
    },
  }));
const settled = async (made: Made | Promise<Made>) => Buffer.from((await made) as string);

const HEADER = "id,quantity,note\n";
const GOOD = `${HEADER}1,2,ok\n`;
const ROW = '{"id":1,"quantity":2}';
const DEEP = 100_000;
const nested = (open: string, close: string) => open.repeat(DEEP) + close.repeat(DEEP);
const bytes = (...parts: (string | number[] | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

async function* endless(start: string, filler: string, total = 2 ** 30) {
  yield Buffer.from(start);
  for (let sent = 0; sent < total; sent += 65_536) yield Buffer.alloc(65_536, filler);
}

const long = (hint = "") => `expected a row of at most 1,048,576 characters${hint}, found a longer one`;
const OPEN_QUOTE = "; is a quote left open?";
const OPEN_BRACKET = "; is a quote or a bracket left open?";
const cut = (name: string) => `expected a complete ${name} file, found data that ends too early`;
/** A file of one line; the highest bit of the length of its 64-bit end is set. */
const ZIP_64 =
  "UEsDBC0AAAAAAGNNd11RK5nK//////////8BABQALQEAEAAQAAAAAAAAABAAAAAAAAAAaWQscXVhbnRpdHkKMSwyClBLAQIeAy0AAAAAAGNNd11RK5nKEAAAABAAAAABAAAAAAAAAAEAAA" +
  "CAEQAAAAAtUEsGBiwAAIAAAAAAHgMtAAAAAAAAAAAAAQAAAAAAAAABAAAAAAAAAC8AAAAAAAAAQwAAAAAAAABQSwYHAAAAAHIAAAAAAAAAAQAAAFBLBQYAAAAAAQABAC8AAABDAAAAAAA=";
const trailing = (name: string) => `expected a complete ${name} file, found bytes after the end of the compressed data`;
const damaged = (name: string, what: string) => `expected a complete ${name} file, found damaged data (${what})`;
const container = (format: string, found: string) =>
  `expected ${format}, plain or in gzip, bzip2, zstd or zip, found ${found}`;
const BOMB = "expected at most 250 bytes from each compressed byte, found more";
const EMPTY = "expected rows, found an empty file";
const NUL = "expected text, found a NUL byte";
/** Beyond the 16 MiB from which the ratio counts; of shorter rows, bzip2 would take ten times as long to make it. */
const BOMB_FILE = bytes(HEADER, Buffer.alloc(20 * 2 ** 20, `1,1,${"x".repeat(20)}\n`));

const csv = of(CSV, [
  ["nothing", () => "", EMPTY],
  ["a header only", () => HEADER, "accepted 0 rows"],
  ["only line ends", () => "\n\r\n\n", "line 1: expected a header, found only empty lines"],
  ["a byte order mark only", () => "\uFEFF", "line 1: expected a header, found only empty lines"],
  ["a line of a gigabyte", () => endless(HEADER, "x"), `line 2: ${long(OPEN_QUOTE)}`],
  ["a quote left open for a gigabyte", () => endless(`${HEADER}1,2,"`, "x\n"), `line 2: ${long(OPEN_QUOTE)}`],
  ["a gigabyte of delimiters", () => endless("", ","), `line 1: ${long(OPEN_QUOTE)}`],
  ["a million columns", () => `${",".repeat(999_999)}\n`, "line 1: expected at most 5,000 columns, found 1,000,000"],
  [
    "a name of a million characters",
    () => `id,quantity,${"n".repeat(1_000_000)}\n1,2,3\n`,
    "line 1: expected at most 100 KiB of column names, found more",
  ],
  ["a million fields", () => `${HEADER}${",".repeat(999_999)}\n`, "line 2: expected 3 fields, found 1000000"],
  [
    "a quote left open",
    () => `${GOOD}2,2,"open\n`,
    'line 3: expected a closing quote (") before the end of the file, found none',
  ],
  [
    "text after a closing quote",
    () => `${GOOD}2,2,"a"b\n`,
    "line 3: expected a delimiter or the end of the line after a closing quote, found other text",
  ],
  [
    "a carriage return alone",
    () => GOOD.replaceAll("\n", "\r"),
    "line 1: expected lines that end in LF or CRLF, found a carriage return alone",
  ],
  ["a NUL byte", () => `${HEADER}1,2,a\0b\n`, `line 2: ${NUL}`],
  ["a file of NUL bytes", () => Buffer.alloc(1_000), `line 1: ${NUL}`],
  [
    "UTF-16 where UTF-8 is declared",
    () => Buffer.from(`\uFEFF${GOOD}`, "utf16le"),
    "expected utf-8 text, found the byte order mark of utf-16le",
  ],
  [
    "UTF-16 without a mark",
    () => Buffer.from(GOOD, "utf16le"),
    "expected utf-8 text, found the zero bytes of utf-16le",
  ],
  [
    "Latin-1 where UTF-8 is declared",
    () => Buffer.from(`${HEADER}1,2,caf\u00e9\n`, "latin1"),
    "line 2: expected utf-8 text, found the byte 0xE9 at offset 24",
  ],
  [
    "half a surrogate pair",
    () => bytes(GOOD, "2,2,", [0xed, 0xa0, 0x80], "\n"),
    "line 3: expected utf-8 text, found the byte 0xED at offset 28",
  ],
  ["a character cut off", () => bytes(GOOD, [0xc5]), "line 3: expected utf-8 text, found the byte 0xC5 at offset 24"],
  [
    "__proto__ as a column",
    () => "id,quantity,__proto__\n1,2,3\n",
    'line 1, column __proto__: expected only columns of the row schema, found "__proto__" in the header',
  ],
  [
    "a column twice",
    () => "id,quantity,id\n1,2,3\n",
    "line 1, column id: expected each column once in the header, found it 2 times",
  ],
  [
    "1e999999 as a price",
    () => "id,quantity,price\n1,2,1e999999\n",
    'line 2, column price: expected a number with at most 2 decimals in plain digits, without an exponent (declare a code as string), found "1e999999"',
  ],
  [
    "an integer of a million digits",
    () => `id,quantity\n1,${"9".repeat(1_000_000)}\n`,
    `line 2, column quantity: expected an integer, found ${"9".repeat(79)}…`,
  ],
  [
    "a spreadsheet",
    () => zip({ "[Content_Types].xml": bytes("<Types/>"), "xl/workbook.xml": bytes("<a/>") }),
    "expected a zip file with one file in it, found a spreadsheet",
  ],
  [
    "an old spreadsheet",
    () => bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    container("csv", "an old spreadsheet"),
  ],
  ["xz", () => bytes([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0]), container("csv", "an xz file")],
  ["7z", () => bytes([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0]), container("csv", "a 7z file")],
  ["a pdf", () => "%PDF-1.7\n", container("csv", "a pdf")],
  ["parquet", () => framed(footer([])), container("csv", "a parquet file")],
]);

const zip = (files: Zippable) => Buffer.from(zipSync(files));
const GZIP = gzipSync(GOOD);
const archives = of(CSV, [
  ["a gzip bomb", () => gzipSync(BOMB_FILE), BOMB],
  ["gzip in gzip", () => gzipSync(GZIP), "line 1: expected utf-8 text, found the byte 0x8B at offset 1"],
  ["gzip of nothing", () => gzipSync(""), EMPTY],
  ["gzip cut in its header", () => GZIP.subarray(0, 8), cut("gzip")],
  ["gzip cut in its data", () => GZIP.subarray(0, -12), cut("gzip")],
  ["gzip cut in its second member", () => bytes(GZIP, GZIP.subarray(0, -9)), cut("gzip")],
  [
    "gzip with a wrong checksum",
    () => GZIP.map((byte, at) => (at === GZIP.length - 6 ? byte ^ 1 : byte)),
    damaged("gzip", "incorrect data check"),
  ],
  ["garbage after gzip", () => bytes(GZIP, "garbage"), trailing("gzip")],
  ["garbage after gzip and zeros", () => bytes(GZIP, [0, 0], "garbage"), trailing("gzip")],
  ["gzip padded with zeros", () => bytes(GZIP, Buffer.alloc(512)), trailing("gzip")],
  ["a bzip2 bomb", () => bzip2(BOMB_FILE), BOMB],
  ["bzip2 of nothing", () => bzip2(bytes()), EMPTY],
  ["75,000 bzip2 streams of nothing", async () => Buffer.alloc(75_000 * 14, await bzip2(bytes())), EMPTY],
  ["bzip2 cut in its data", async () => (await bzip2(bytes(GOOD))).subarray(0, -12), cut("bzip2")],
  ["bzip2 cut in its header", () => bytes("BZh"), damaged("bzip2", "no block size")],
  ["bzip2 whose run length overflows", () => bytes(OVERFLOW), damaged("bzip2", "a run longer than the block")],
  [
    "bzip2 with a wrong checksum",
    async () => changed(await bzip2(bytes(GOOD)), 10),
    damaged("bzip2", "a block's checksum"),
  ],
  ["bzip2 padded with zeros", async () => bytes(await bzip2(bytes(GOOD)), Buffer.alloc(70_000)), trailing("bzip2")],
  ["garbage after bzip2", async () => bytes(await bzip2(bytes(GOOD)), "garbage"), trailing("bzip2")],
  ["text that begins as bzip2 does", () => "BZhid,quantity\n", damaged("bzip2", "no block size")],
  ["a zstd bomb", () => zstd(BOMB_FILE), BOMB],
  ["zstd of nothing", () => zstd(bytes()), EMPTY],
  ["zstd cut in its data", async () => (await zstd(bytes(GOOD))).subarray(0, -8), cut("zstd")],
  ["zstd cut in its header", () => bytes([0x28, 0xb5, 0x2f, 0xfd]), cut("zstd")],
  ["zstd with a wrong checksum", async () => changed(await zstd(bytes(GOOD)), -1), damaged("zstd", "the checksum")],
  [
    "zstd with a window of 2 GB",
    () => bytes([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0]),
    "expected a zstd file with a window of at most 8 MiB, found one of 2048 MiB",
  ],
  [
    "zstd that needs a dictionary",
    () => bytes([0x28, 0xb5, 0x2f, 0xfd, 0x21, 1, 0, 1, 0, 0]),
    "expected a zstd file that stands alone, found one that needs a dictionary",
  ],
  [
    "19 bytes of zstd that copy 6 GB over and over",
    () => bytes(BUSY),
    damaged("zstd", "a stream of bits that ends too early"),
  ],
  ["zstd padded with zeros", async () => bytes(await zstd(bytes(GOOD)), Buffer.alloc(512)), trailing("zstd")],
  ["garbage after zstd", async () => bytes(await zstd(bytes(GOOD)), "garbage"), trailing("zstd")],
  ["a zip bomb", () => zip({ "a.csv": BOMB_FILE }), BOMB],
  [
    "a zip of two files",
    () => zip({ "a.csv": bytes(GOOD), "b.csv": bytes(GOOD) }),
    "expected a zip file with one file in it, found more than one",
  ],
  ["a zip of no files", () => zip({}), container("csv", "an empty zip file")],
  ["a zip of a folder", () => zip({ "a/": bytes() }), "expected a zip file with one file in it, found a folder"],
  [
    "an encrypted zip",
    () => changed(zip({ "a.csv": bytes(GOOD) }), 6),
    "expected a zip file with one file in it, found an encrypted one",
  ],
  [
    "a zip of another method",
    () =>
      python(
        "import zipfile, io\nout = io.BytesIO()\nz = zipfile.ZipFile(out, 'w', zipfile.ZIP_LZMA)\nz.writestr('a', data)\nz.close()\nreply(out.getvalue())",
        bytes(GOOD),
      ),
    "expected a zip file that is deflated, found compression method 14",
  ],
  [
    "a zip without its directory",
    () => {
      const file = zip({ "a.csv": bytes(GOOD) });
      return file.subarray(0, file.indexOf("PK\x01\x02"));
    },
    cut("zip"),
  ],
  [
    "a zip whose directory names another file",
    () => {
      const file = zip({ "a.csv": bytes(GOOD) });
      return changed(file, file.indexOf("PK\x01\x02") + 46);
    },
    "expected a complete zip file, found a directory that names another file",
  ],
  ["a zip cut in its data", () => zip({ "a.csv": bytes(GOOD) }).subarray(0, 45), cut("zip")],
  ["a zip padded with zeros", () => bytes(zip({ "a.csv": bytes(GOOD) }), Buffer.alloc(512)), trailing("zip")],
  [
    "a zip whose 64-bit end is 2 GiB further on",
    () => Buffer.from(ZIP_64, "base64"),
    "expected a complete zip file, found data that ends too early",
  ],
  ["garbage after a zip", () => bytes(zip({ "a.csv": bytes(GOOD) }), "garbage"), trailing("zip")],
]);

const changed = (file: Uint8Array, at: number) => {
  const copy = Buffer.from(file);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] as number) ^ 1;
  return copy;
};

/** A block whose codes say "run" 33 times: a length of more than 32 bits. */
const OVERFLOW = (() => {
  const bits: string[] = [];
  const put = (value: bigint | number, width: number) => bits.push(BigInt(value).toString(2).padStart(width, "0"));
  put(0x425a6839, 32);
  put(0x314159265359n, 48);
  for (const [value, width] of [
    [0, 32],
    [0, 1],
    [0, 24],
    [0x8000, 16],
    [0x8000, 16],
    [2, 3],
    [1, 15],
    [0, 1],
  ] as const)
    put(value, width);
  // Two tables of three codes: 0, 10 and 11.
  for (let group = 0; group < 2; group += 1) bits.push("00001", "0", "10", "0", "0");
  bits.push("0".repeat(33), "11");
  const text = bits.join("");
  return Array.from({ length: 64 }, (_, at) => Number.parseInt(text.slice(8 * at, 8 * at + 8).padEnd(8, "0"), 2));
})();

/** One block of 98,047 matches of 65,539 bytes each, by three tables of one symbol. */
const BUSY = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x55, 0, 0, 0x09, 0x61, 0xff, 0xff, 0xff, 0x54, 0, 0, 52, 1];

const jsonl = of(JSONL, [
  ["nothing", () => "", EMPTY],
  ["blank lines", () => "\n \n", "expected rows, found only blank lines"],
  ["a line of a gigabyte", () => endless('{"note":"', "x"), `line 1: ${long()}`],
  [
    "100,000 levels",
    () => `{"id":1,"quantity":2,"x":${nested("[", "]")}}\n`,
    "line 1: expected at most 64 levels of nesting, found more",
  ],
  [
    "100,000 levels left open",
    () => `{"id":${"[".repeat(DEEP)}\n`,
    `line 1: expected one JSON object on the line, found "{\\"id\\":${"[".repeat(70)}…`,
  ],
  [
    "a name twice",
    () => '{"id":1,"quantity":2,"id":3}\n',
    'line 1: expected each name once in an object, found "id" twice',
  ],
  [
    "__proto__ as a name",
    () => '{"id":1,"quantity":2,"__proto__":{"admin":true}}\n',
    'line 1, column __proto__: expected only columns of the row schema, found {"admin":true}',
  ],
  [
    "constructor as a name",
    () => '{"id":1,"quantity":2,"constructor":1}\n',
    "line 1, column constructor: expected only columns of the row schema, found 1",
  ],
  [
    "NaN",
    () => '{"id":1,"quantity":NaN}\n',
    'line 1: expected one JSON object on the line, found "{\\"id\\":1,\\"quantity\\":NaN}"',
  ],
  ["a NUL byte", () => '{"id":1,"quantity":2,"note":"\0"}\n', `line 1: ${NUL}`],
  [
    "an escaped half of a surrogate pair",
    () => '{"id":1,"quantity":2,"note":"\\ud800"}\n',
    "line 1: expected whole characters in texts, found \\ud800, half a character",
  ],
  [
    "a comma after the last member",
    () => '{"id":1,"quantity":2,}\n',
    'line 1: expected one JSON object on the line, found "{\\"id\\":1,\\"quantity\\":2,}"',
  ],
  [
    "a million names",
    () => `{${Array.from({ length: 70_000 }, (_, at) => `"${at}":1`).join(",")}}\n`,
    "line 1: expected at most 5,000 columns, found more",
  ],
  [
    "names of half a million characters",
    () => `{${Array.from({ length: 5_000 }, (_, at) => `"${"n".repeat(95)}${at}":1`).join(",")}}\n`,
    "line 1: expected at most 100 KiB of column names, found more",
  ],
]);

const json = of(JSON_ARRAY, [
  ["nothing", () => "", EMPTY],
  ["white space", () => " \n ", "expected one array of objects, found only white space"],
  ["no rows", () => "[]", "accepted 0 rows"],
  ["a text of a gigabyte", () => endless('[{"note":"', "x"), `line 1: ${long(OPEN_BRACKET)}`],
  ["a gigabyte of brackets", () => endless("[", "["), `line 1: ${long(OPEN_BRACKET)}`],
  ["a gigabyte of commas", () => endless("[", ","), 'line 1: expected a row or a closing ], found ","'],
  [
    "100,000 levels",
    () => `[{"id":1,"quantity":2,"x":${nested("[", "]")}}]`,
    "line 1: expected at most 64 levels of nesting, found more",
  ],
  [
    "100,000 levels left open",
    () => `[${"[".repeat(DEEP)}`,
    "line 1: expected a closing ] before the end of the file, found a row left open",
  ],
  [
    "cut in a row",
    () => `[${ROW},{"id":`,
    "line 1: expected a closing ] before the end of the file, found a row left open",
  ],
  ["a missing comma", () => `[${ROW} ${ROW}]`, 'line 1: expected a comma or a closing ] after the row, found "{"'],
  ["text after the array", () => `[${ROW}]\nx`, 'line 2: expected nothing after the closing ], found "x"'],
  ["an object at the top", () => ROW, "line 1: expected one array of objects, found an object"],
  [
    "1e999999",
    () => '[{"id":1,"quantity":2,"price":1e999999}]',
    "line 1, column price: expected a number with at most 2 decimals, found 1e999999",
  ],
  [
    "a million digits",
    () => `[{"id":1,"quantity":${"9".repeat(1_000_000)}}]`,
    `line 1, column quantity: expected an integer, found ${"9".repeat(79)}…`,
  ],
]);

const ORDERS = (rows: string) => `<orders>${rows}</orders>`;
const ENTITIES = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>';
const DOCTYPE = "line 1: expected no DOCTYPE: it can define entities, found one";
const xml = of(XML, [
  ["nothing", () => "", EMPTY],
  ["no rows", () => "<orders/>", "expected <order> elements, found none"],
  ["a DOCTYPE", () => `<!DOCTYPE orders SYSTEM "file:///etc/passwd">${ORDERS("")}`, DOCTYPE],
  ["a billion laughs", () => `${ENTITIES}${ORDERS("<order><note>&c;</note></order>")}`, DOCTYPE],
  [
    "an entity of its own",
    () => ORDERS("<order><note>&xxe;</note></order>"),
    "line 1: expected well-formed XML, found undefined entity",
  ],
  ["100,000 levels", () => "<a>".repeat(DEEP), "line 1: expected at most 64 levels of nesting, found more"],
  [
    "100,000 levels in a row",
    () => `<order>${"<a>".repeat(DEEP)}`,
    "line 1: expected at most 64 levels of nesting, found more",
  ],
  [
    "a text of a gigabyte",
    () => endless("<orders><order><note>", "x"),
    "line 1: expected a <order> element in 1,048,576 characters, found none",
  ],
  [
    "a comment of a gigabyte",
    () => endless("<orders><!--", "x"),
    "line 1: expected a <order> element in 1,048,576 characters, found none",
  ],
  ["cut off", () => "<orders><order><id>1</id>", "line 1: expected well-formed XML, found unclosed tag: order"],
  [
    "text after the end",
    () => `${ORDERS("<order><id>1</id><quantity>2</quantity></order>")}x`,
    "line 1: expected well-formed XML, found text data outside of root node",
  ],
  [
    "another declared encoding",
    () => '<?xml version="1.0" encoding="ISO-8859-1"?><orders/>',
    'line 1: expected an XML declaration of utf-8, found encoding="ISO-8859-1"',
  ],
  [
    "__proto__ as an element",
    () => ORDERS("<order><id>1</id><quantity>2</quantity><__proto__>1</__proto__></order>"),
    'line 1, column __proto__: expected only columns of the row schema, found "1"',
  ],
  ["a NUL byte", () => ORDERS("<order>\0</order>"), `line 1: ${NUL}`],
]);

const FOOTER = footer([
  { name: "id", type: "INT64" },
  { name: "quantity", type: "INT32" },
]);
/** The number of the root's children stands behind its name, as a varint of its double. */
function claiming(children: number, made: Uint8Array): Uint8Array {
  const copy = Buffer.from(made);
  copy[copy.indexOf("root") + 5] = 2 * children;
  return copy;
}
const whole = (found: string) => `expected a complete parquet file, found ${found}`;
const unreadable = whole("a footer that cannot be read");
const parquet = of(PARQUET, [
  ["nothing", () => "", whole("an empty file")],
  ["a header only: columns without rows", () => framed(FOOTER), "accepted 0 rows"],
  ["its magic only", () => "PAR1", whole("a file of 4 bytes")],
  ["csv", () => GOOD, whole("other bytes at its start than PAR1")],
  [
    "cut off",
    () => framed(FOOTER).subarray(0, -3),
    whole("other bytes at its end than PAR1: it may have been cut off"),
  ],
  [
    "garbage after it",
    () => bytes(framed(FOOTER), "garbage"),
    whole("other bytes at its end than PAR1: it may have been cut off"),
  ],
  [
    "a footer longer than the file",
    () => framed(FOOTER, { length: 2 ** 31 }),
    whole("a footer that is longer than the file"),
  ],
  [
    "a footer of 17 MiB",
    () => framed(Buffer.alloc(17 * 2 ** 20)),
    "expected a parquet footer of at most 16 MiB and 2 million values, found a larger one",
  ],
  [
    "a footer of a million million empty values",
    () => framed(bytes([0x19, 0xfc, 0xff, 0xff, 0xff, 0x07], Buffer.alloc(15 * 2 ** 20))),
    "expected a parquet footer of at most 16 MiB and 2 million values, found a larger one",
  ],
  ["a footer of zeros", () => framed(Buffer.alloc(100)), unreadable],
  ["a footer of noise", () => framed(Buffer.alloc(100, 0xa7)), unreadable],
  ["a footer cut short", () => framed(FOOTER.subarray(0, -9)), unreadable],
  ["a footer nested 100,000 deep", () => framed(Buffer.alloc(DEEP, 0x1c)), unreadable],
  [
    "more children than fields",
    () => framed(claiming(63, footer([{ name: "id", type: "INT64" }]))),
    whole("fields that do not add up"),
  ],
  [
    "fields nested 1,000 deep",
    () =>
      framed(
        footer(
          [
            ...Array.from({ length: 1_000 }, () => ({ name: "a", num_children: 1 })),
            { name: "a", type: "INT32" as const },
          ],
          {},
          1,
        ),
      ),
    whole("more than 64 levels of fields"),
  ],
  [
    "6,000 columns",
    () => framed(footer(Array.from({ length: 6_000 }, (_, at) => ({ name: `c${at}`, type: "INT32" as const })))),
    "expected at most 5,000 columns, found 6,000",
  ],
  [
    "an encrypted footer",
    () => framed(FOOTER, { end: "PARE" }),
    "expected a parquet file that is not encrypted, found an encrypted one",
  ],
  [
    "more rows than its parts",
    () =>
      framed(
        footer(
          [
            { name: "id", type: "INT64" },
            { name: "quantity", type: "INT32" },
          ],
          { num_rows: 5n },
        ),
      ),
    whole("another number of rows than its parts have"),
  ],
  [
    "__proto__ as a column",
    () =>
      framed(
        footer([
          { name: "id", type: "INT64" },
          { name: "quantity", type: "INT32" },
          { name: "__proto__", type: "INT32" },
        ]),
      ),
    'column __proto__: expected only columns of the row schema, found "__proto__" in the header',
  ],
]);

export const HOSTILE: readonly Hostile[] = [...csv, ...archives, ...jsonl, ...json, ...xml, ...parquet];
