import { lint, REGIONS, templateOf } from "./lint";
import { packageStage } from "./package";

jest.setTimeout(120_000);

const own = process.env.AWS_REGION;
afterAll(() => {
  if (own === undefined) delete process.env.AWS_REGION;
  else process.env.AWS_REGION = own;
});

/** A package takes ten seconds, so that `npm test` has one, for all regions (stack.test.ts), and the sweep one for each. */
describe.each(REGIONS)("sls package in %s passes cfn-lint", (region) => {
  it.each(["dev", "prod"])("on %s", (stage) => {
    process.env.AWS_REGION = region;
    const packaged = packageStage(stage);
    expect(Object.keys(packaged.resources).length).toBeGreaterThan(100);
    expect(lint([templateOf(packaged)], "--regions", region)).toEqual([]);
  });
});
