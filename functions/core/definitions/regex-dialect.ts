/**
 * The regular expressions that JavaScript (flag u), Java and Python read alike, or with a translation of single tokens
 * (glue/etl/contract/patterns.py): a row is checked by both sides, and has to come to one verdict.
 *
 * In: literals; `.` (anything but \n, \r, U+2028 and U+2029); \d \D \w \W (ASCII), \s \S (the white space of ECMA 262),
 * \t \n \r \f, \xHH, \uHHHH, escaped punctuation; classes; `^` and `$` (the two ends of the text, no line ends);
 * groups, `(?:`; alternation; greedy and lazy quantifiers; look-ahead. Out: all that these languages lack, or take for
 * something else: \p, \b, back references, named groups, look-behind, flags, operations on classes.
 */
const ESCAPES = /^\\(?:[dDwWsStnrf^$\\.*+?()[\]{}|/]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})$/;
const CLASS_ESCAPES = /^\\(?:[dDwWstnrf^$\\.*+?()[\]{}|/-]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})$/;
/** A token: a backslash with the characters that belong to it, a bracket with what its question mark introduces, or a sign. */
const TOKEN = /\\(?:x..|u\{[^}]*\}?|u....|[pPk](?:[{<][^}>]*[}>])?|.)|\(\?(?:<[=!]|.)|&&|--|\|\||~~|./gs;
const GROUPS = ["(?:", "(?=", "(?!"];
const CLASS_OPERATORS = ["&&", "--", "||", "~~"];

/** The part of a regular expression that is outside the dialect, in words that follow "has"; undefined when all is inside. */
export function outsideDialect(pattern: string): string | undefined {
  let inClass = false;
  for (const { 0: token, index } of pattern.matchAll(TOKEN)) {
    if (token.startsWith("\\")) {
      if (!(inClass ? CLASS_ESCAPES : ESCAPES).test(token)) return inClass ? `${token} in a class` : token;
    } else if (inClass) {
      if (token === "[") return "[ in a class (write \\[)";
      if (CLASS_OPERATORS.includes(token)) return `${token} in a class`;
      inClass = token !== "]";
    } else if (token === "[") {
      if (/^\[\^?\]/.test(pattern.slice(index))) return "an empty class";
      inClass = true;
    } else if (token.startsWith("(?") && !GROUPS.includes(token)) return token;
  }
  return undefined;
}

/** Whether this is a regular expression at all: what JavaScript says against it. */
export function notRegular(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: .*: /s, "");
  }
}
