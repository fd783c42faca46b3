import Papa from "papaparse";
import { type Chance, chance, DAYS, money, plusDays } from "./world";

export interface Customer {
  customer_id: number;
  name: string;
  email: string;
  phone: string;
  country: string;
  address: string;
  signed_up: string;
  newsletter: boolean;
  credit_limit: string;
  referred_by: number | "";
}

const FIRST = [
  "Ana",
  "Björn",
  "Chloé",
  "Dóra",
  "Émile",
  "Fatima",
  "Gözde",
  "Håkon",
  "Ivana",
  "Jürgen",
  "Kasia",
  "Łukasz",
];
const LAST = [
  "Åberg",
  "Brandão",
  "Castaño",
  "Dvořák",
  "Eriksen",
  "Fischer",
  "García",
  "Horváth",
  "İnce",
  "Jansen",
  "O'Neill",
];
const PLACES: readonly [country: string, town: string, phone: string][] = [
  ["DE", "50667 Köln", "+49221"],
  ["FR", "69002 Lyon", "+33478"],
  ["PL", "80-001 Gdańsk", "+4858"],
  ["PT", "4000-069 Porto", "+35122"],
  ["SE", "111 29 Stockholm", "+468"],
  ["ES", "41001 Sevilla", "+3495"],
];

/** The CRM's export of each day: who is a customer then, by number. */
export function customersByDay(): Customer[][] {
  const luck = chance(1);
  let customers = Array.from({ length: 58 }, (_, index) =>
    customer(luck, 101 + index, plusDays("2025-01-06", index * 7)),
  );
  const left = new Map<number, Customer>();
  return DAYS.map((day, index) => {
    if (index > 0) customers = nextDay(luck, customers, left, day, index);
    return customers.map((row) => ({ ...row }));
  });
}

function nextDay(luck: Chance, before: readonly Customer[], left: Map<number, Customer>, day: string, index: number) {
  const leaving = LEAVING[day] ?? [];
  for (const row of before) if (leaving.includes(row.customer_id)) left.set(row.customer_id, row);
  const staying = before.filter(({ customer_id }) => !leaving.includes(customer_id)).map((row) => ({ ...row }));
  for (let count = 0; count < 4; count += 1) change(luck, luck.pick(staying));
  const returning = (RETURNING[day] ?? []).map((id) => ({ ...(left.get(id) as Customer), newsletter: false }));
  const joining = Array.from({ length: 3 }, (_, at) => customer(luck, 156 + index * 3 + at, day));
  return [...staying, ...returning, ...joining].sort((a, b) => a.customer_id - b.customer_id);
}

/** 117 leaves and comes back with other wishes; 123 and 140 leave for good. */
const LEAVING: Record<string, number[]> = { "2026-03-02": [117], "2026-03-03": [123], "2026-03-05": [140] };
const RETURNING: Record<string, number[]> = { "2026-03-04": [117] };

function customer(luck: Chance, customer_id: number, signed_up: string): Customer {
  const [first, last] = [luck.pick(FIRST), luck.pick(LAST)];
  const [country, town, prefix] = luck.pick(PLACES);
  const plain = `${first}.${last}`
    .normalize("NFKD")
    .replace(/ı/g, "i")
    .replace(/Ł/g, "L")
    .replace(/[^A-Za-z.]/g, "");
  return {
    customer_id,
    name: `${first} ${last}`,
    email: `${plain.toLowerCase()}.${customer_id}@example.com`,
    phone: luck.whole(1, 4) === 1 ? "" : `${prefix}${luck.whole(1000000, 9999999)}`,
    country,
    address: address(luck, customer_id, town),
    signed_up,
    newsletter: luck.whole(1, 3) > 1,
    credit_limit: money(luck.whole(2, 40) * 5000),
    referred_by: customer_id > 110 && luck.whole(1, 4) === 1 ? luck.whole(101, 110) : "",
  };
}

/** Mostly one line; some with what trips up readers of CSV: quotes, and a line break. */
function address(luck: Chance, customer_id: number, town: string): string {
  const street = `${luck.pick(["Rua Nova", "Hauptstraße", "Rue d'Alsace", "Storgatan"])} ${luck.whole(1, 120)}`;
  if (customer_id % 19 === 0) return `Haus "Sonne"\n${street}, ${town}`;
  return customer_id % 11 === 0 ? `"Zur Post", ${street}, ${town}` : `${street}, ${town}`;
}

function change(luck: Chance, row: Customer): void {
  if (luck.whole(1, 2) === 1) row.credit_limit = money(luck.whole(2, 60) * 5000);
  else row.newsletter = !row.newsletter;
}

/** CSV as RFC 4180 has it. */
export const customersFile = (rows: readonly Customer[]) => `${Papa.unparse([...rows], { newline: "\r\n" })}\r\n`;
