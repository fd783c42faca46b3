/** The unit project, and the end-to-end project, which runs against the local AWS. */
const shared = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: {
    "^.+\\.(t|m?j)s$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  // @middy/core is ESM only: Jest's CommonJS loader needs its file and a transform.
  moduleNameMapper: { "^@middy/([^/]+)$": "<rootDir>/node_modules/@middy/$1/index.js" },
  transformIgnorePatterns: ["/node_modules/(?!(@middy|dt-sql-parser|antlr4-c3|antlr4ng|hyparquet|hyparquet-writer)/)"],
  modulePathIgnorePatterns: ["<rootDir>/.sluice", "<rootDir>/.serverless", "<rootDir>/.esbuild"],
};

module.exports = {
  testTimeout: 60_000, // ends a test that hangs; how fast a test is depends on what else the machine does
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/tests/end-to-end/"],
    },
    {
      ...shared,
      displayName: "end-to-end",
      testMatch: ["<rootDir>/tests/end-to-end/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/end-to-end/support/global-setup.ts",
      globalTeardown: "<rootDir>/tests/end-to-end/support/global-teardown.ts",
    },
  ],
};
