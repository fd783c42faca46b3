import { readFileSync } from "node:fs";
import { describeFailure, jobRunOf, type StateFailure } from "../../../functions/core/run/failure";

const recorded = (name: string) => JSON.parse(readFileSync(`tests/recorded/${name}.json`, "utf8"));
const { forms, messages } = recorded("glue");

interface Message {
  form: string;
  message: string;
  error: string;
  error_message: string;
  source: string;
}
interface Cause {
  about: string;
  failure: StateFailure;
  error: string;
  error_message: string;
  job_run: unknown;
}
const cases = (messages as Message[]).map((each) => [each.message, each] as const);

describe("Glue's ErrorMessage, as public examples have it", () => {
  it.each(cases)("%s", (message, { form, error, error_message, source }) => {
    expect(message).toMatch(new RegExp(forms[form]));
    expect(source.length).toBeGreaterThan(20);
    const Cause = JSON.stringify({
      Arguments: {},
      ErrorMessage: message,
      Id: "jr",
      JobName: "j",
      JobRunState: "FAILED",
    });
    expect(describeFailure({ Error: "States.TaskFailed", Cause })).toEqual({ error, error_message });
  });

  it("is there in every form", () => {
    expect([...new Set((messages as Message[]).map(({ form }) => form))].sort()).toEqual(Object.keys(forms).sort());
  });
});

describe("the Cause of Step Functions", () => {
  it.each(recorded("step-functions") as Cause[])("of $about", ({ failure, error, error_message, job_run }) => {
    expect(describeFailure(failure)).toEqual({ error, error_message });
    expect(jobRunOf(failure)).toEqual(job_run);
  });
});

describe("the failure document of a job", () => {
  const Cause = JSON.stringify({ ErrorMessage: "Error Category: OTHER_ERROR; who knows", JobRunState: "FAILED" });
  it("speaks before Glue does", () => {
    const document = { error: "MassDeleteError", error_message: "60 % would go." };
    expect(describeFailure({ Error: "States.TaskFailed", Cause }, document)).toEqual(document);
  });

  it("may have a Java stack", () => {
    const error_message =
      "org.apache.spark.SparkException: Task failed\n\tat a.b(C.java:1)\nCaused by: disk full\n\tat d";
    expect(describeFailure({}, { error: "Py4JJavaError", error_message })).toEqual({
      error: "Py4JJavaError",
      error_message: "org.apache.spark.SparkException: Task failed; caused by disk full",
    });
  });
});

it("a message is cut in bytes, between two characters", () => {
  const { error_message } = describeFailure({ Error: "SomeError", Cause: `x${"€".repeat(2000)}` });
  expect(Buffer.byteLength(error_message)).toBe(1999);
  expect(error_message).toMatch(/^x€+$/);
});
