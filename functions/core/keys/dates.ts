const DATE = /^(\d{4})-?(\d{2})-?(\d{2})$/;

/** `YYYY-MM-DD` or `YYYYMMDD` as `YYYY-MM-DD`; null if the calendar has no such day. */
export function calendarDate(text: string): string | null {
  const parts = DATE.exec(text);
  if (!parts) return null;
  const date = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}
