/** For the tests, which are TypeScript. */
export function checkNode(version: string): void;
export function javaVersion(output: string): { major: number; text: string } | null;
