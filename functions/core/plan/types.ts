/** A part of a table or mart that is another in the checkout than in the deployment. */
export interface Difference {
  /** `column amount`, `natural_key`, `mart.sql`, ... */
  what: string;
  /** null: it is not there */
  was: string | null;
  becomes: string | null;
  /** what it breaks, and the way out; null where it breaks nothing */
  breaks: string | null;
  /** whether rows that are there have to be made again */
  rebuilds: boolean;
}

export interface Change {
  type: "table" | "mart";
  id: string;
  verdict: "added" | "gone" | "changed";
  differences: Difference[];
}

export const breaksOf = ({ type, id, differences }: Change): string[] =>
  differences.flatMap(({ what, breaks }) => (breaks === null ? [] : [`${type} ${id}, ${what}: ${breaks}`]));
