import { VOCABULARY } from "../../functions/core/documents";
import vocabulary from "../../schemas/meta/vocabulary.schema.json";

test("the vocabularies of TypeScript are those of schemas/meta", () => {
  const enums = Object.entries(vocabulary.$defs).flatMap(([name, schema]) =>
    "enum" in schema ? [[name, schema.enum]] : [],
  );
  expect(VOCABULARY).toEqual(Object.fromEntries(enums));
});
