jest.mock("../../functions/aws/objects");

import { readJson } from "../../functions/aws/objects";
import { judgePullHandler } from "../../functions/handlers/judge-pull";

const found = jest.mocked(readJson);
const REPORT = "s3://sluice-dev-staging/_reports/pulls/p1.json";
const run = (JobRunState: string) => ({
  Error: "States.TaskFailed",
  Cause: JSON.stringify({ JobRunState, Id: "jr_1", ErrorMessage: "Error Category: UNCLASSIFIED_ERROR; cut o" }),
});
const left = (error: string, retryable: boolean) => ({
  job_run: "jr_1",
  error,
  error_message: "It said so.",
  retryable,
});
const missing = () => Promise.reject(Object.assign(new Error(), { name: "NoSuchKey" }));
const judged = (attempts: number, failure = run("FAILED"), report: string | null = REPORT) =>
  judgePullHandler({ report, failure, attempts });

describe("a pull whose job failed", () => {
  beforeEach(() => {
    process.env.RETRY_TIMEOUTS = "false";
    found.mockReset();
  });

  it("fails by the name and the sentence of the document that the job left", async () => {
    found.mockResolvedValue(left("LoginRefusedError", false));
    expect(await judged(1)).toEqual({ error: "LoginRefusedError", error_message: "It said so.", again: false });
    expect(found).toHaveBeenCalledWith("sluice-dev-staging", "_reports/pulls/p1.failure.json");
  });

  it("is tried three times where a little later it can succeed", async () => {
    found.mockResolvedValue(left("DatabaseUnreachableError", true));
    expect([(await judged(1)).again, (await judged(2)).again, (await judged(3)).again]).toEqual([true, true, false]);
  });

  it("is tried again where its job was ended before it could say anything", async () => {
    found.mockImplementation(missing);
    expect((await judged(1)).again).toBe(true);
    expect((await judged(1, run("TIMEOUT"))).again).toBe(false);
  });

  it("that was not planned fails as its Lambda says, and reads no document", async () => {
    const failure = { Error: "InvalidInputError", Cause: JSON.stringify({ errorMessage: "The input is {}." }) };
    expect(await judged(0, failure, null)).toEqual({
      error: "InvalidInputError",
      error_message: "The input is {}.",
      again: false,
    });
    expect(found).not.toHaveBeenCalled();
  });
});
