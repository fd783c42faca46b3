import type { JsonLinesFormat } from "../../documents/types";
import { Unreadable } from "../problems";
import type { Reader, ReaderContext } from ".";
import { NO_LINES } from "./lines";
import { makeTakeObject } from "./objects";
import { Pending } from "./pending";

const BRACE = 123;

/** JSON Lines: one object a line, LF or CRLF; blank lines are no rows. A line that is no object is one problem. */
export function jsonl(context: ReaderContext<JsonLinesFormat>): Reader {
  const { rows, limits } = context;
  const take = makeTakeObject(context, "one JSON object on the line");
  const pending = new Pending(limits, "");
  let line = 1;

  function takeLines(last: boolean) {
    const text = pending.all;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      takeLine(text.slice(start, end));
      line += 1;
      start = end + 1;
    }
    if (last && start < text.length) {
      takeLine(text.slice(start));
      start = text.length;
    }
    pending.keep(start, line);
  }

  function takeLine(text: string) {
    pending.bound(text.length, line);
    if (text.charCodeAt(0) === BRACE || text.trim() !== "") take(text, line);
  }

  return {
    push(text) {
      if (pending.add(text)) takeLines(false);
    },
    end() {
      takeLines(true);
      if (rows.count > 0) return;
      throw new Unreadable(null, { column: null, rule: "empty", expected: "rows", found: "only blank lines" });
    },
    line: () => line,
    lines: NO_LINES,
  };
}
