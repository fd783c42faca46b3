import Papa from "papaparse";
import type { Pass } from ".";
import { openText } from "./open";

/** Reads cells of text a chunk at a time, papaparse's fastest way through a stream. */
export const pass: Pass = (file) =>
  new Promise((resolve, reject) => {
    let rows = -1; // the header
    Papa.parse(openText(file), {
      skipEmptyLines: true,
      chunk: ({ data }) => {
        rows += data.length;
      },
      complete: () => resolve(rows),
      error: reject,
    });
  });
