import { DefinitionError } from "../../../functions/core/definitions/errors";
import { stageConnections } from "../../../functions/core/definitions/stage-connections";
import { compile } from "./helpers";

const connection = (database: string) => ({ description: "A database", database });
const definitions = compile({
  more: {
    "glue/connections/erp.json": connection("oracle"),
    "glue/connections/crm.json": connection("postgresql"),
  },
});
const CRM = { url: "jdbc:postgresql://db:5432/crm", secret: "crm/reader" };
const network = { subnet: "subnet-0a1b", availability_zone: "eu-central-1a", security_groups: ["sg-0a1b"] };

function sentences(parameter: unknown): string[] {
  try {
    stageConnections(parameter, definitions);
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems.map(({ sentence }) => sentence);
    throw error;
  }
  return [];
}

test.each([[undefined], [null], [{}], ["{}"]])("%j is a stage without a connection", (parameter) => {
  expect(stageConnections(parameter, definitions)).toEqual([]);
});

test("a connection is the definition with its place, encrypted unless the stage says otherwise", () => {
  const id = { id: "crm", description: "A database", database: "postgresql", driver: null };
  expect(stageConnections({ crm: CRM }, definitions)).toEqual([{ ...id, ...CRM, ssl: true, network: null }]);
  const json = JSON.stringify({ crm: { ...CRM, ssl: false, ...network } });
  expect(stageConnections(json, definitions)).toEqual([{ ...id, ...CRM, ssl: false, network }]);
});

test.each([
  ["jdbc:oracle:thin:@//host:1521/service"],
  ["jdbc:oracle:thin:@host:1521:SID"],
  ["jdbc:oracle:thin:@tcps://host:2484/service"],
  ["jdbc:oracle:thin://@host:1521/service"],
])("Oracle's %s is taken", (url) => expect(sentences({ erp: { ...CRM, url } })).toEqual([]));

test.each<[string, unknown, string]>([
  [
    "a misspelt name",
    { crms: CRM },
    '"crms" is no connection, expected one of "crm", "erp" of glue/connections; correct the name. Did you mean "crm"?',
  ],
  [
    "the URL of another database",
    { crm: { ...CRM, url: "jdbc:mysql://db/crm" } },
    '"crm.url" is "jdbc:mysql://db/crm", expected one of PostgreSQL, which begins with jdbc:postgresql:; correct it.',
  ],
  [
    "a password in a URL",
    { crm: { ...CRM, url: "jdbc:postgresql://db/crm?user=a&password=b" } },
    '"crm.url" has a user or a password, expected them in the secret alone; take them out of the URL.',
  ],
  [
    "a login before the host",
    { erp: { ...CRM, url: "jdbc:oracle:thin:@//scott:tiger@host:1521/x" } },
    '"erp.url" has a user or a password, expected them in the secret alone; take them out of the URL.',
  ],
  ["a password", { crm: { ...CRM, password: "x" } }, 'unknown field "password" of "crm"'],
  [
    "a subnet alone",
    { crm: { ...CRM, subnet: "subnet-0a1b" } },
    '"crm" has "subnet" without "availability_zone"; add it.',
  ],
])("is refused: %s", (_, parameter, sentence) => {
  expect(sentences(parameter)[0]).toContain(sentence);
});
