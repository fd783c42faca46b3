/** The parts of a state that draw arrows. */
interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  ItemProcessor?: Machine;
}

export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

const SHAPES: Record<string, [string, string]> = {
  Choice: ['{{"', '"}}'],
  Succeed: ['(["', '"])'],
  Fail: ['(["', '"])'],
  Pass: ['("', '")'],
  Wait: ['("', '")'],
  Map: ['[["', '"]]'],
};
const TASK: [string, string] = ['["', '"]'];

const idOf = (name: string) => name.replace(/\W/g, "_");

/**
 * A Mermaid flowchart of a state machine: a hexagon is a Choice, a box with double sides a Map, and a dotted arrow a Catch
 * whose next state differs from that of success.
 */
export const drawMachine = (machine: Machine): string => flowchart("TD", machine);

/** A Mermaid flowchart of the states that the Map `name` runs for each item; a Map whose only state is a Map is drawn as the inner Map. */
export const drawMap = (machine: Machine, name: string): string => flowchart("LR", innermost(machine, name));

function innermost({ States }: Machine, name: string): Machine {
  const inner = States[name]?.ItemProcessor;
  if (!inner) throw new Error(`There is no Map state ${name}, expected one of ${Object.keys(States).join(", ")}.`);
  const [only, ...others] = Object.keys(inner.States);
  return only && others.length === 0 && inner.States[only]?.ItemProcessor ? innermost(inner, only) : inner;
}

const flowchart = (direction: string, machine: Machine) =>
  [`flowchart ${direction}`, ...scope(machine).map((line) => `  ${line}`)].join("\n");

function scope({ States }: Machine): string[] {
  const all = Object.entries(States);
  return [...all.map(([name, state]) => node(name, state)), ...all.flatMap(([name, state]) => arrows(name, state))];
}

function node(name: string, { Type }: State): string {
  const [open, close] = SHAPES[Type] ?? TASK;
  return `${idOf(name)}${open}${name}${close}`;
}

function arrows(name: string, { Next, Default, Choices = [], Catch = [] }: State): string[] {
  const from = idOf(name);
  const to = (target: string, arrow: string) => `${from} ${arrow} ${idOf(target)}`;
  const found = [
    ...(Next ? [to(Next, "-->")] : []),
    ...Choices.map((choice) => to(choice.Next, "-->")),
    ...(Default ? [to(Default, "-->|otherwise|")] : []),
    ...Catch.filter((caught) => caught.Next !== Next).map((caught) => to(caught.Next, "-.->")),
  ];
  return [...new Set(found)];
}
