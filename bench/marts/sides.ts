import { median, round } from "../statistics";

/** One mart of one day, built in the way that was asked for. */
export interface Build {
  mart: string;
  day: number;
  asked: "changed" | "full";
  /** Which of the rounds in which both ways take their turn */
  round: string;
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
/** The day on which 1 % of the rows have changed since the first. */
export const LATER_DAY = 2;

/** Seconds of all marts together, of the median round. */
export function sideOf(name: string, builds: readonly Build[]): Side {
  const total = (day: number, asked: string) => {
    const ofWay = builds.filter((each) => each.day === day && each.asked === asked);
    const rounds = [...new Set(ofWay.map(({ round }) => round))];
    return median(rounds.map((round) => sum(ofWay.filter((each) => each.round === round))));
  };
  const [changed, full] = [total(LATER_DAY, "changed"), total(LATER_DAY, "full")];
  return { name, first: total(1, "changed"), changed, full, ratio: round(full / changed, 2) };
}

/** The seconds of each mart on the later day, round by round. */
export function secondsOf(builds: readonly Build[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { mart, asked, seconds } of builds.filter(({ day }) => day === LATER_DAY)) {
    const name = `${mart} ${asked}`;
    found[name] = [...(found[name] ?? []), round(seconds, 2)];
  }
  return found;
}

const sum = (builds: readonly Build[]) => builds.reduce((total, { seconds }) => total + seconds, 0);

/** Whether Sluice's own ratio holds, and nobody has other rows. */
export const isMet = (sides: readonly Side[], differences: number, isSame: boolean): boolean =>
  (sides.find(({ name }) => name === "sluice")?.ratio ?? 0) >= TARGET && differences === 0 && isSame;
