import { spawnSync } from "node:child_process";
import { runCommand } from "../../functions/core/commands";

describe("the command that a message names", () => {
  it("reads as a person would write it", () => {
    expect(runCommand({ key: "shop/orders/a.csv", approve_deletes: true })).toBe(
      `sluice run '{"key": "shop/orders/a.csv", "approve_deletes": true}'`,
    );
    expect(runCommand({ marts: ["fact_sales"], batch_date: "2026-03-04" })).toBe(
      `sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-04"}'`,
    );
    expect(runCommand({})).toBe("sluice run '{}'");
  });

  it.each(["it's.csv", `a "b" $HOME \`x\`.csv`, "Köln, 1.csv", "line\nend.csv", "back\\slash.csv"])(
    "gives a shell exactly the key %j",
    (name) => {
      const [, argument = ""] = /^sluice run (.*)$/s.exec(runCommand({ key: name })) ?? [];
      const { stdout } = spawnSync("/bin/sh", ["-c", `printf %s ${argument}`], { encoding: "utf8" });
      expect(JSON.parse(stdout)).toEqual({ key: name });
    },
  );
});
