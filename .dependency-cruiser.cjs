/** Directions of imports, of values and of types alike. `depcruise functions bench bin` reads it, and so does tests/cli/rooms.test.ts. */

/**
 * The rooms of TypeScript, from the ground up: each may import those above it in this list, and neither those below nor
 * those on its own line.
 */
const ROOMS = [
  ["functions/core/documents"],
  ["functions/core/errors", "functions/core/commands", "functions/core/feeds", "functions/core/cost"],
  ["functions/core/contract"],
  [
    "functions/core/names",
    "functions/core/sql",
    "functions/core/keys",
    "functions/core/ledger",
    "functions/core/fan-in",
  ],
  ["functions/core/parts"],
  ["functions/core/run", "functions/core/definitions", "functions/core/plan", "functions/core/consumers"],
  ["functions/core/validation"],
  ["functions/core/draft", "functions/core/unit-tests"],
  ["functions/core/export"],
  ["functions/aws"],
  ["functions/handlers", "functions/cli"],
  ["tests"],
  ["bench"],
  ["bin"],
];

const below = (rooms) => `^(${rooms.join("|")})(/|[.]ts$)`;

const directions = ROOMS.flatMap((line, floor) =>
  line.map((room) => {
    const others = line.filter((other) => other !== room);
    const upward = [...others, ...ROOMS.slice(floor + 1).flat()];
    return {
      name: `${room} imports upward`,
      comment: "Imports go one way: the rooms of .dependency-cruiser.cjs, from the ground up.",
      severity: "error",
      from: { path: below([room]) },
      to: { path: upward.length > 0 ? below(upward) : "^$" },
    };
  }),
);

module.exports = {
  forbidden: [
    ...directions,
    {
      name: "every folder of core is a room",
      comment: "Give it a line in ROOMS of .dependency-cruiser.cjs.",
      severity: "error",
      from: { path: "^functions/core/", pathNot: below(ROOMS.flat()) },
      to: {},
    },
    {
      name: "folders import each other",
      comment: "Move what they share to the folder that lies below.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    parser: "swc", // TypeScript 7 has no API to read imports by
    tsPreCompilationDeps: true, // types count
    doNotFollow: { path: "node_modules" },
    includeOnly: "^(functions|bench|bin|tests|schemas)/",
  },
};
