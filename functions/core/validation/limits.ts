import CONTRACT from "../../../schemas/meta/contract.json";

/** What one file may ask of the validator. Each bound keeps memory constant or ends a hostile file early. */
export interface Limits {
  /** Bytes after decompression. */
  readonly bytes: number;
  /** Decompressed bytes per compressed byte, looked at once `ratioFloor` bytes came out. */
  readonly ratio: number;
  readonly ratioFloor: number;
  /** Characters from the start of a row to its end. */
  readonly rowLength: number;
  readonly columns: number;
  /** Bytes of all column names as JSON: they are among the facts, of which Step Functions passes on 256 KiB. */
  readonly names: number;
  /** Nesting of JSON values and XML elements. */
  readonly depth: number;
  /** Natural keys remembered to find duplicates; rows after that are left to Spark's own check. */
  readonly keys: number;
  /** Characters of all of them. */
  readonly keyCharacters: number;
  /** Problems described one by one; the others are counted in `totals`. */
  readonly problems: number;
}

const { ratio_floor, row_length, key_characters, ...others } = CONTRACT.limits;

/** The jobs have them from definitions.json. */
export const LIMITS: Limits = {
  ...others,
  ratioFloor: ratio_floor,
  rowLength: row_length,
  keyCharacters: key_characters,
};
