import type { Import } from "./imports";

/** The rooms that each room imports. */
export type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** The rooms that have rooms of their own; files right below them are rooms, too. */
const HOUSES = ["functions/core", "glue/etl", "functions", "glue", "local"];

/** The room of a file: `functions/core/keys` of `functions/core/keys/dates.ts`, or the file itself. */
export function roomOf(path: string): string {
  const house = HOUSES.find((folder) => path.startsWith(`${folder}/`));
  if (!house) return path.split("/")[0] as string;
  return `${house}/${path.slice(house.length + 1).split("/")[0]}`;
}

/** The arrows between the rooms of `imports`. */
export function arrowsOf(imports: readonly Import[]): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [above, below] = [roomOf(from), roomOf(to)];
    arrows.set(above, arrows.get(above) ?? new Set());
    arrows.set(below, arrows.get(below) ?? new Set());
    if (above !== below) arrows.get(above)?.add(below);
  }
  return arrows;
}

/** The rooms along a circle of arrows, the first room again at the end; undefined where there is no circle. */
export function circleIn(arrows: Arrows): string[] | undefined {
  const done = new Set<string>();
  const walk = (room: string, path: string[]): string[] | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const next of arrows.get(room) ?? []) {
      const circle = walk(next, [...path, room]);
      if (circle) return circle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of arrows.keys()) {
    const circle = walk(room, []);
    if (circle) return circle;
  }
  return undefined;
}

/** Every room that `room` reaches along the arrows. */
function reached(arrows: Arrows, room: string): Set<string> {
  const found = new Set(arrows.get(room));
  for (const each of found) for (const next of arrows.get(each) ?? []) found.add(next);
  return found;
}

/** Removes implied arrows: beside a -> b -> c, the arrow a -> c. */
export function reduced(arrows: Arrows): Arrows {
  const entries = [...arrows].map(([room, direct]): [string, Set<string>] => {
    const implied = new Set([...direct].flatMap((next) => [...reached(arrows, next)]));
    return [room, new Set([...direct].filter((next) => !implied.has(next)))];
  });
  return new Map(entries);
}

const isFile = (room: string) => /\.\w+$/.test(room);

/** The files on the ground, which import no room, as one room: `glue/etl/*.py`. */
function grounded(arrows: Arrows): Arrows {
  const onGround = (room: string) => isFile(room) && [...reached(arrows, room)].every(isFile);
  const name = (room: string) => (onGround(room) ? room.replace(/[^/]*(?=\.\w+$)/, "*") : room);
  const merged = new Map<string, Set<string>>();
  for (const [room, targets] of arrows) {
    const known = merged.get(name(room)) ?? new Set<string>();
    for (const target of targets) if (name(target) !== name(room)) known.add(name(target));
    merged.set(name(room), known);
  }
  return merged;
}

/** A Mermaid flowchart of the rooms; `part` is taken off their names. @throws Error where rooms import in a circle */
export function drawRooms(imports: readonly Import[], part: string): string {
  const arrows = arrowsOf(imports);
  const circle = circleIn(arrows);
  if (circle)
    throw new Error(
      `Rooms import each other in a circle: ${circle.join(" -> ")}. Move the shared code to a room below.`,
    );
  const drawn = [...reduced(grounded(arrows))].sort(([a], [b]) => (a < b ? -1 : 1));
  const label = (room: string) => room.replace(`${part}/`, "");
  const id = (room: string) => label(room).replace("*", "files").replace(/\W/g, "_");
  return [
    "flowchart TD",
    ...drawn.map(([room]) => `  ${id(room)}["${label(room)}"]`),
    ...drawn.flatMap(([room, below]) => [...below].sort().map((next) => `  ${id(room)} --> ${id(next)}`)),
  ].join("\n");
}
