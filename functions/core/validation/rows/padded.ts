/** A number with leading zeros or a plus sign. Such texts are codes as a rule: as numbers, `02134` and `2134` are one. */
const PADDED = /^(?:\+(?:\d+(?:\.\d*)?|\.\d+)|-?0\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?$/;

export const isPadded = (text: string) => PADDED.test(text);
