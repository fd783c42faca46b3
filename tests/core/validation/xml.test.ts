import { validate } from "../../../functions/core/validation";
import { outcome, pieces, table, verdictOf, XML } from "./helpers";

const schema = {
  type: "object",
  properties: {
    _id: { type: "integer" },
    quantity: { type: "integer", minimum: 1 },
    price: { type: ["number", "null"], multipleOf: 0.01 },
    day: { type: "string", format: "date" },
    open: { type: "boolean" },
    note: { type: "string" },
    tag: { type: "array", items: { type: "integer" } },
    remark: {
      type: "object",
      properties: { _by: { type: "string" }, _VALUE: { type: "string" } },
      required: ["_VALUE"],
      additionalProperties: false,
    },
    buyer: {
      type: "object",
      properties: { _vip: { type: "boolean" }, name: { type: "string" }, _VALUE: { type: "string" } },
      required: ["name"],
    },
  },
  required: ["_id", "quantity"],
};
const orders = table(XML, schema);
const file = (...rows: string[]) => `<?xml version="1.0" encoding="UTF-8"?>\n<orders>\n${rows.join("\n")}\n</orders>\n`;
const row = (inner: string, id = 1) => `<order id="${id}"><quantity>2</quantity>${inner}</order>`;

test.each([
  ["attributes, elements, entities of XML itself", file(row("<note>a &lt; b &amp; c</note>")), 1],
  ["text padded by its layout", file(row("<price>\n  9.99\n</price>")), 1],
  ["empty elements as null", file(row("<price/><day></day>")), 1],
  ["text alone where an object is declared", file(row("<remark>x</remark>"), row('<remark by="y">x</remark>', 2)), 2],
  ["a list of one and of many", file(row("<tag>1</tag>"), row("<tag>1</tag><tag>2</tag>", 2)), 2],
  ["a nested element", file(row('<buyer vip="true"><name>Ann</name></buyer>')), 1],
  ["CDATA, comments and instructions", file(row("<note><![CDATA[<b>]]></note><!-- x --><?y z?>")), 1],
  [
    "a namespace prefix",
    '<n:orders xmlns:n="urn:x"><n:order id="1"><n:quantity>2</n:quantity></n:order></n:orders>',
    1,
  ],
  ["rows further down", `<a><b>${row("")}</b><c>${row("", 2)}</c></a>`, 2],
  ["18 digits", file(row("<price>1234567890123456.07</price>")), 1],
])("accepts %s", async (_title, text, rows) => {
  expect(await outcome(text, orders)).toBe(`accepted ${rows} rows`);
});

const lol = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>';

test.each([
  [
    "text for an integer",
    file(row(""), "<order id='2'>\n<quantity>abc</quantity></order>"),
    ['line 4, column quantity: expected an integer, found "abc"'],
  ],
  [
    "an attribute of another type",
    file('<order id="x"><quantity>2</quantity></order>'),
    ['line 3, column _id: expected an integer, found "x"'],
  ],
  ["a missing element", file('<order id="1"/>'), ["line 3, column quantity: expected a value, found nothing"]],
  [
    "an empty required element",
    file('<order id="1"><quantity/></order>'),
    ["line 3, column quantity: expected a value, found nothing"],
  ],
  [
    "an element twice",
    file(row("<quantity>3</quantity>")),
    ["line 3, column quantity: expected an integer, found [2,3]"],
  ],
  [
    "a new element",
    file(row("<colour>red</colour>")),
    ['line 3, column colour: expected only columns of the row schema, found "red"'],
  ],
  [
    "an element called __proto__",
    file(row("<__proto__><x>1</x></__proto__>")),
    ['line 3, column __proto__: expected only columns of the row schema, found {"x":"1"}'],
  ],
  [
    "three decimals",
    file(row("<price>0.075</price>")),
    ["line 3, column price: expected a number with at most 2 decimals, found 0.075"],
  ],
  [
    "decimals that a double would lose",
    file(row("<price>1234567890123456.001</price>")),
    ["line 3, column price: expected a number with at most 2 decimals, found 1234567890123456.001"],
  ],
  [
    "a nested element without its name",
    file(row('<buyer vip="false"/>')),
    ["line 3, column buyer.name: expected a value, found nothing"],
  ],
  ["an item of another type", file(row("<tag>x</tag>")), ['line 3, column tag.0: expected an integer, found "x"']],
  [
    "True for a boolean",
    file(row("<open>True</open>")),
    [
      'line 3, column open: expected true or false (list other texts in format.boolean_values of table.json), found "True"',
    ],
  ],
  [
    "a DOCTYPE",
    `<!DOCTYPE orders SYSTEM "file:///etc/passwd">\n${row("")}`,
    ["line 1: expected no DOCTYPE: it can define entities, found one"],
  ],
  [
    "a billion laughs",
    `${lol}<orders>${row("<note>&lol2;</note>")}</orders>`,
    ["line 1: expected no DOCTYPE: it can define entities, found one"],
  ],
  ["an unknown entity", file(row("<note>&lol;</note>")), ["line 3: expected well-formed XML, found undefined entity"]],
  ["an unclosed tag", `<orders>${row("")}`, ["line 1: expected well-formed XML, found unclosed tag: orders"]],
  [
    "tags that cross",
    file('<order id="1"><quantity>2</order></quantity>'),
    ["line 3: expected well-formed XML, found unexpected close tag"],
  ],
  [
    "an attribute twice",
    file('<order id="1" id="2"/>'),
    ["line 3: expected well-formed XML, found duplicate attribute: id"],
  ],
  [
    "text after the end",
    `${file(row(""))}x`,
    ["line 5: expected well-formed XML, found text data outside of root node"],
  ],
  [
    "two roots",
    `${row("")}${row("")}`,
    ["line 1: expected well-formed XML, found documents may contain only one root"],
  ],
  ["no XML", "id,quantity\n1,2\n", expect.arrayContaining([expect.stringContaining("expected well-formed XML")])],
  ["no row element", "<orders><row/></orders>", ["expected <order> elements, found none"]],
  ["10,000 levels", `${"<a>".repeat(10_000)}`, ["line 1: expected at most 64 levels of nesting, found more"]],
  [
    "10,000 levels inside a row",
    `<order>${"<a>".repeat(10_000)}`,
    ["line 1: expected at most 64 levels of nesting, found more"],
  ],
  [
    "another declared encoding",
    `<?xml version="1.0" encoding="ISO-8859-1"?><orders/>`,
    ['line 1: expected an XML declaration of utf-8, found encoding="ISO-8859-1"'],
  ],
])("rejects %s", async (_title, text, messages) => {
  expect(await outcome(text, orders)).toEqual(messages);
});

test.each([
  ["a text without end", '<orders><order id="1"><note>'],
  ["a comment without end", "<orders><!--"],
  ["a DOCTYPE without end", "<!DOCTYPE a [<!--"],
  ["an attribute without end", '<orders><order id="'],
])("%s is refused as soon as it is too long", async (_title, start) => {
  const limits = { rowLength: 100_000 };
  expect(await outcome(start + "x".repeat(300_000), orders, { limits })).toEqual([
    "line 1: expected a <order> element in 100,000 characters, found none",
  ]);
});

test.each([100, 1_000, 10_000])("a row is as long as it is, whatever the chunks: %s", async (size) => {
  const text = file(row(`<note>${"x".repeat(2_000)}</note>`));
  const verdict = await validate(pieces(text, size), orders, { limits: { rowLength: 1_500 } });
  expect(verdict).toMatchObject({ accepted: false, totals: { row_length: 1 } });
});

test.each([100, 1_000, 10_000])("short rows stay short, however much of them comes at once: %s", async (size) => {
  const text = file(row(`<note>${"x".repeat(100)}</note>`).repeat(40));
  const verdict = await validate(pieces(text, size), orders, { limits: { rowLength: 1_500 } });
  expect(verdict).toMatchObject({ accepted: true, facts: { rows: 40 } });
});

test("XML 1.1, whose white space and references are others, is refused", async () => {
  expect(await outcome('<?xml version="1.1"?><orders/>', orders)).toEqual([
    'line 1: expected XML 1.0, found version="1.1"',
  ]);
});

test("the header is the sorted union of elements and attributes", async () => {
  const verdict = await verdictOf(file(row("<note>x</note>"), row("<day>2026-03-01</day>", 2)), orders);
  expect(verdict).toMatchObject({ accepted: true, facts: { header: ["_id", "day", "note", "quantity"] } });
});
