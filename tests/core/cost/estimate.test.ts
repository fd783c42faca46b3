import { estimate, type JobFacts, sayEstimate } from "../../../functions/core/cost";

const job = (seconds: number[], fields: Partial<JobFacts> = {}): JobFacts => ({
  glue_version: "5.1",
  worker_type: "G.1X",
  workers: 2,
  seconds,
  ...fields,
});

describe("the cost of job runs", () => {
  it("is that of their DPUs for the median of the latest runs, with what is around a run", () => {
    // 2 DPUs for 90 s at $0.44 an hour, 12 transitions and 4 calls of half a gigabyte-second.
    const one = (2 * 90 * 0.44) / 3600 + 12 * 0.000025 + 4 * (0.0000002 + 0.5 * 0.0000133334);
    const { dollars, ...rest } = estimate([{ runs: 10, facts: job([80, 90, 500]) }]);
    expect(rest).toEqual({ job_runs: 10, minutes: 15, measured: true });
    expect(dollars).toBeCloseTo(10 * one, 10);
  });

  it("counts a minute at least, and the size of the workers", () => {
    const small = estimate([{ runs: 1, facts: job([10]) }]).dollars;
    expect(small).toBe(estimate([{ runs: 1, facts: job([60]) }]).dollars);
    const large = estimate([{ runs: 1, facts: job([10], { worker_type: "G.2X", workers: 10 }) }]).dollars;
    expect(large / small).toBeGreaterThan(9);
  });

  it("goes by the Glue version, and one without a price costs as much as the dearest", () => {
    const of = (glue_version: string) => estimate([{ runs: 1, facts: job([3600], { glue_version }) }]).dollars;
    expect(of("5.0")).toBe(of("5.1"));
    expect(of("5.1") - of("6.0")).toBeCloseTo(2 * (0.44 - 0.308), 10);
    for (const unknown of ["7.0", ""]) expect(of(unknown)).toBe(of("5.1"));
  });

  it("is that of each state where a run builds several", () => {
    const together = estimate([{ runs: 1, builds: 5, facts: job([60]) }]);
    expect(together).toMatchObject({ job_runs: 1, minutes: 5 });
    expect(together.dollars).toBeLessThan(estimate([{ runs: 5, facts: job([60]) }]).dollars);
    expect(estimate([{ runs: 1, builds: 1, facts: job([60]) }])).toEqual(estimate([{ runs: 1, facts: job([60]) }]));
  });

  it("is a guess where a job has no run on record, and says so", () => {
    const guessed = estimate([
      { runs: 2, facts: null },
      { runs: 1, facts: job([60]) },
    ]);
    expect(guessed).toMatchObject({ job_runs: 3, minutes: 4, measured: false });
    expect(sayEstimate(guessed)).toBe(
      "3 job runs, about 4 min of Glue, about $0.06 (where nothing is on record, 90 s a run; prices of us-east-1, November 2026)",
    );
    expect(sayEstimate(estimate([{ runs: 500, facts: job([60]) }]))).toBe(
      "500 job runs, about 8.3 h of Glue, about $7.50 (by what the latest runs took; prices of us-east-1, November 2026)",
    );
    expect(sayEstimate(estimate([]))).toBe("no job run");
  });
});
