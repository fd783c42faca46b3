import { round } from "../statistics";

/** One mart of one day, built in the way that was asked for. */
export interface Build {
  mart: string;
  day: number;
  asked: "changed" | "full";
  seconds: number;
  refresh?: { way: string; because: string | null; rows_written: number };
  phases?: Record<string, number>;
}

export interface Side {
  name: string;
  first: number;
  changed: number;
  full: number;
  ratio: number;
}

export const TARGET = 2;
export const LATER_DAYS = [2, 3];

/** Seconds of all marts together: those of the first day, and those of the quicker of the later ones. */
export function sideOf(name: string, builds: readonly Build[]): Side {
  const total = (day: number, asked: string) =>
    builds.filter((each) => each.day === day && each.asked === asked).reduce((sum, { seconds }) => sum + seconds, 0);
  const [changed, full] = ["changed", "full"].map((asked) => Math.min(...LATER_DAYS.map((day) => total(day, asked))));
  const [quick = Number.NaN, slow = Number.NaN] = [changed, full];
  return { name, first: total(1, "changed"), changed: quick, full: slow, ratio: round(slow / quick, 2) };
}

/** The seconds of each mart on the later days. */
export function secondsOf(builds: readonly Build[]): Record<string, number[]> {
  const later = builds.filter(({ day }) => day > 1).map((each) => ({ ...each, name: `${each.mart} ${each.asked}` }));
  const names = [...new Set(later.map(({ name }) => name))];
  const of = (name: string) => later.filter((each) => each.name === name).map(({ seconds }) => round(seconds, 2));
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

/** Whether Sluice's own ratio holds, and nobody has other rows. */
export const isMet = (sides: readonly Side[], differences: number, isSame: boolean): boolean =>
  (sides.find(({ name }) => name === "sluice")?.ratio ?? 0) >= TARGET && differences === 0 && isSame;
