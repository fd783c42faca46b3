import { SaxesParser } from "saxes";
import type { Pass } from ".";
import { openText } from "./open";

/** Reads elements and texts, and counts `row`. Positions are left out, since they cost time. */
export const pass: Pass = async (file) => {
  const parser = new SaxesParser({ position: false });
  let [rows, texts] = [0, 0];
  parser.on("opentag", ({ name }) => {
    if (name === "row") rows += 1;
  });
  parser.on("text", (text) => {
    texts += text.length;
  });
  parser.on("error", (error) => {
    throw error;
  });
  for await (const chunk of openText(file)) parser.write(chunk);
  parser.close();
  return texts > 0 ? rows : 0;
};
