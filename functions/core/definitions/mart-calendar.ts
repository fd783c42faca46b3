import type { Calendar, MartJson } from "../documents";
import { calendarDate } from "../keys/dates";

/** The name under which mart.sql reads the days of `calendar`. */
export const CALENDAR = "calendar";

/** The SQL of a calendar that has no mart.sql. */
export const ALL_DAYS = `select * from ${CALENDAR}`;

/** The columns of a day, of which the natural key is the first; glue/etl/marts/calendar.py gives them. */
const KEY = "date";

/** Monday to Friday are working days unless mart.json says otherwise. */
const DEFAULT = { fiscal_year_starts: 1, weekend: [6, 7], holidays: [] };

/** The mart that is compiled: where its problems go. */
interface Mart {
  refuse(pointer: string, sentence: string): void;
}

/** Compiles `calendar`, the days that mart.sql reads; null where mart.json has none. */
export function compileCalendar(
  { calendar, natural_key }: Pick<MartJson, "calendar" | "natural_key">,
  mart: Mart,
): Calendar | null {
  if (!calendar) return null;
  const compiled = { ...DEFAULT, ...calendar };
  const { from, to } = compiled;
  for (const field of ["from", "to"] as const)
    checkDay(`/calendar/${field}`, `calendar.${field}`, compiled[field], mart);
  if (from > to) mart.refuse("/calendar", `"calendar" is from ${from} to ${to}, expected a first day before the last.`);
  if (natural_key.join() !== KEY)
    mart.refuse(
      "/natural_key",
      `"natural_key" is ${JSON.stringify(natural_key)}, expected ["${KEY}"], a day of "calendar"; correct it.`,
    );
  checkHolidays(compiled, mart);
  return compiled;
}

function checkHolidays({ from, to, holidays }: Calendar, mart: Mart): void {
  const days = holidays.map(({ date }) => date);
  days.forEach((day, index) => {
    const at = `/calendar/holidays/${index}/date`;
    checkDay(at, "calendar.holidays.date", day, mart);
    if (day < from || day > to)
      mart.refuse(at, `"calendar.holidays.date" is ${day}, expected a day from ${from} to ${to}; correct it.`);
    if (days.indexOf(day) !== index)
      mart.refuse(at, `"calendar.holidays" lists ${day} twice; give the day both names, as in "A and B".`);
  });
}

function checkDay(at: string, field: string, day: string, mart: Mart): void {
  if (calendarDate(day) !== day)
    mart.refuse(at, `"${field}" is ${day}, which is no day of the calendar, expected YYYY-MM-DD; correct it.`);
}
