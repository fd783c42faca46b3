const DECIMAL = /^decimal\((\d+),\s*(\d+)\)$/;
const WIDER: Record<string, string> = { int: "bigint", float: "double" };

/** Whether Iceberg takes a column from one Spark type to the other without touching files, as etl.platform.iceberg does. */
export function widens(was: string, becomes: string): boolean {
  const [before, after] = [DECIMAL.exec(was), DECIMAL.exec(becomes)];
  if (before && after) return before[2] === after[2] && Number(after[1]) >= Number(before[1]);
  return WIDER[was] === becomes;
}
