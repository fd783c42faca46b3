import { planMarts } from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

const TABLES = ["f11/cards", "f11/customers"].map((id) => table(id));
const MARTS = definitions(TABLES, [
  mart("cards", 0, "f11/cards:daily"),
  mart("named_cards", 0, "f11/cards:daily", "f11/customers:any"),
  mart("customers", 0, "f11/customers:daily"),
  mart("report", 1, "cards:daily"),
]);
const MISTAKE = { table: "f11/cards", batch_date: "2042-01-04" };

/** Plans and builds every level, as the pipeline does. */
async function run(ledger: MemoryLedger, touched: Parameters<typeof planMarts>[1]["touched"], who: string) {
  const told: string[] = [];
  const built: { mart: string; batch_date: string }[] = [];
  for (let level = 0; level < 3; ) {
    const scope = { level, touched: [...touched, ...built], requested: [] };
    const plan = await planMarts(MARTS, scope, who, ledger);
    for (const { mart, batch_dates, withdrawn = [] } of plan.builds) {
      told.push(`${mart} ${batch_dates}${withdrawn.length ? ` without ${withdrawn}` : ""}`);
      for (const batch_date of batch_dates) {
        ledger.built(mart, batch_date, who);
        built.push({ mart, batch_date });
      }
    }
    level = plan.builds.length ? plan.level + 1 : 3;
  }
  return told;
}

const asked = (ledger: MemoryLedger, id: string) => [...(ledger.requests.get(id)?.keys() ?? [])];

describe("a load that is withdrawn", () => {
  let ledger: MemoryLedger;
  beforeEach(async () => {
    ledger = new MemoryLedger();
    ledger.commit("f11/customers", "2024-01-03");
    for (const batch_date of ["2024-01-03", MISTAKE.batch_date]) {
      ledger.commit("f11/cards", batch_date);
      await run(ledger, [{ table: "f11/cards", batch_date }], batch_date);
    }
  });

  it("leaves its marts with the latest date that is due, and no state of its own", async () => {
    ledger.withdraw("f11/cards", MISTAKE.batch_date);
    const all = [
      "cards 2024-01-03 without 2042-01-04",
      "named_cards 2024-01-03 without 2042-01-04",
      "report 2024-01-03 without 2042-01-04",
    ];
    expect(await run(ledger, [{ ...MISTAKE, withdrawn: true }], "w")).toEqual(all);
    for (const id of ["cards", "named_cards", "report"]) expect(asked(ledger, id)).toEqual(["2024-01-03"]);
    // A run that is started again repairs what the first may have left.
    expect(await run(ledger, [{ ...MISTAKE, withdrawn: true }], "again")).toEqual(all);
  });

  it("has its date built again where another file speaks for it", async () => {
    ledger.commit("f11/cards", MISTAKE.batch_date);
    expect(await run(ledger, [{ ...MISTAKE, withdrawn: true }], "w")).toEqual([
      "cards 2042-01-04",
      "named_cards 2042-01-04",
      "report 2042-01-04",
    ]);
  });

  it("leaves its marts empty where no date is due any more", async () => {
    for (const date of ["2024-01-03", MISTAKE.batch_date]) ledger.withdraw("f11/cards", date);
    const touched = ["2024-01-03", MISTAKE.batch_date].map((batch_date) => ({
      table: "f11/cards",
      batch_date,
      withdrawn: true as const,
    }));
    expect(await run(ledger, touched, "w")).toEqual([
      "cards 2024-01-03,2042-01-04",
      "named_cards 2024-01-03,2042-01-04",
      "report 2024-01-03,2042-01-04",
    ]);
  });

  it("has nothing built when it stays, as one that is held", async () => {
    expect(await run(ledger, [{ ...MISTAKE, withdrawn: true }], "w")).toEqual([]);
  });
});
