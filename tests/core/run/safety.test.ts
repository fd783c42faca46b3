import { safetySentences } from "../../../functions/core/run/safety";

describe("what a load did not do is told", () => {
  it("the catalogue that refused views after the rows were published", () => {
    expect(safetySentences({ catalogue_errors: ["views: AccessDeniedException: no"] })).toEqual([
      "The rows are live, but the Glue catalogue refused to be brought up to date: views: AccessDeniedException: no. The next load of the table tries again.",
    ]);
    expect(safetySentences({})).toEqual([]);
  });
});
