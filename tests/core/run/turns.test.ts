import type { JobFailure } from "../../../functions/core/documents";
import { type FailedJobRun, type LeftOfLoad, loadOutcomes, stagesAgain } from "../../../functions/core/run/turns";

const OWN = { error: "RowContractError", error_message: "line 3" };
const failure = (fields: Partial<JobFailure> = {}): JobFailure => ({
  job_run: "jr",
  ...OWN,
  retryable: false,
  ...fields,
});
const staged = (load_id: string): LeftOfLoad => ({ load_id, staged: true, failure: null });
const failed = (load_id: string, fields = {}): LeftOfLoad => ({ load_id, staged: false, failure: failure(fields) });
const left = (load_id: string): LeftOfLoad => ({ load_id, staged: false, failure: null });
const ended = (JobRunState: string, fields: Partial<FailedJobRun> = {}): FailedJobRun => ({
  failure: { Error: "States.TaskFailed", Cause: JSON.stringify({ JobRunState, Id: "jr", JobName: "j" }) },
  attempts: 1,
  retryTimeouts: false,
  begun: null,
  ...fields,
});
const TIMEOUT = { error: "Glue.JobRunTimeout", error_message: "The run jr of the job j ended as TIMEOUT." };

describe("what became of the loads of a job run", () => {
  it.each<[string, LeftOfLoad[], string | null, object[]]>([
    [
      "one that fails fails alone",
      [staged("a"), failed("b"), staged("c")],
      "c",
      [{ status: "LOADED" }, { status: "FAILED", ...OWN }, { status: "LOADED" }],
    ],
    [
      "those that an ended job run did not come to wait on, and so does the one that it was at",
      [staged("a"), left("b"), left("c")],
      "b",
      [{ status: "LOADED" }, { status: "WAITING" }, { status: "WAITING" }],
    ],
    [
      "the first one that a job run does not come through has its failure, and the others wait on",
      [left("a"), left("b")],
      "a",
      [{ status: "FAILED", ...TIMEOUT }, { status: "WAITING" }],
    ],
    [
      "all share the failure of a job run that began none",
      [left("a"), left("b")],
      null,
      [
        { status: "FAILED", ...TIMEOUT },
        { status: "FAILED", ...TIMEOUT },
      ],
    ],
    [
      "all share it, too, where the one that was begun is in line no more",
      [left("a")],
      "gone",
      [{ status: "FAILED", ...TIMEOUT }],
    ],
  ])("%s", (_title, documents, begun, outcomes) => {
    const expected = outcomes.map((outcome, at) => ({ load_id: documents[at]?.load_id, ...outcome }));
    expect(loadOutcomes(documents, ended("TIMEOUT", { begun }))).toEqual(expected);
  });

  it("all are loaded by a job run that succeeds", () => {
    expect(loadOutcomes([left("a")], null)).toEqual([{ load_id: "a", status: "LOADED" }]);
  });
});

describe("the job runs again for a turn", () => {
  it.each<[string, LeftOfLoad[], FailedJobRun, boolean]>([
    ["that it did not come through", [staged("a"), left("b")], ended("FAILED"), true],
    ["with a load that can succeed a little later", [failed("a", { retryable: true })], ended("FAILED"), true],
    ["but not for bad files", [staged("a"), failed("b")], ended("FAILED"), false],
    ["but not for a bad file and what is staged already", [failed("b"), staged("c")], ended("FAILED"), false],
    ["but only once", [left("a")], ended("FAILED", { attempts: 2 }), false],
    ["but not after its time limit", [left("a")], ended("TIMEOUT"), false],
    ["after its time limit where the stage asks for it", [left("a")], ended("TIMEOUT", { retryTimeouts: true }), true],
    ["but not when the start was refused", [left("a")], { ...ended("FAILED"), failure: { Error: "Glue.X" } }, false],
  ])("%s", (_title, documents, run, again) => expect(stagesAgain(documents, run)).toBe(again));
});
