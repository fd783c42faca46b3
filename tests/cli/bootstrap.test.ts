import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkNode, javaVersion } from "../../bin/tools.mjs";
import { fakeProject, GOOD } from "./fake-tools";

describe("the bootstrap", () => {
  let project: ReturnType<typeof fakeProject>;
  beforeEach(() => {
    project = fakeProject();
  });
  afterEach(() => project.remove());

  const NPM = "npm ci --no-audit --no-fund --loglevel=error";
  const VENV = "python3.11 -m venv --clear .sluice/venv";
  const JARS = "python3.11 -m local install-jars --state-dir .sluice";
  const pip = (...files: string[]) =>
    `python -m pip install --quiet --disable-pip-version-check --no-input ${files.map((file) => `-r local/${file}`).join(" ")}`;

  test("installs everything once and hands over; the second time it installs nothing", () => {
    const first = project.run(GOOD, ["up", "--port", "4600"]);
    expect([first.status, first.stdout]).toEqual([0, expect.stringContaining("reached: up,--port,4600")]);
    expect(project.installs()).toEqual([NPM, pip("requirements.txt"), JARS, VENV].sort());

    const second = project.run(GOOD, ["up"]);
    expect([second.status, second.stdout]).toEqual([0, "reached: up\n"]);
    expect(project.installs()).toEqual([]);
  });

  test("a command that needs no local AWS needs neither Python nor Java", () => {
    const { status, stdout } = project.run({ npm: "works" }, ["runs"]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("reached: runs")]);
    expect(project.installs()).toEqual([NPM]);
  });

  test.each([["--port", "abc"], ["--port=0"], ["-p", "70000"], ["-p4600x"], ["--port", ""]])(
    "a port that is none is told before anything is installed: %s %s",
    (...port) => {
      const { status, stdout, stderr } = project.run(GOOD, ["up", ...port]);
      expect([status, stdout, project.installs()]).toEqual([1, "", []]);
      expect(stderr).toMatch(
        /^The port is \S+, expected a number from 1 to 65535: correct it, such as sluice up --port 4600\.\n$/,
      );
    },
  );

  test("help needs no Python either", () => {
    expect(project.run({ npm: "works" }, ["up", "--help"]).stdout).toContain("reached: up,--help");
  });

  test("test adds the development tools, which serve start too", () => {
    project.run(GOOD, ["test"]);
    expect(project.installs()).toContain(pip("requirements.txt", "requirements-dev.txt"));
    project.run(GOOD, ["start"]);
    expect(project.installs()).toEqual([]);
  });

  test("a changed lock is installed again, and nothing else", () => {
    project.run(GOOD, ["up"]);
    project.installs();
    appendFileSync(join(project.root, "package-lock.json"), "\n");
    project.run(GOOD, ["up"]);
    expect(project.installs()).toEqual([NPM]);
  });

  test("an install that was cut off is done again", () => {
    project.run(GOOD, ["up"]);
    project.installs();
    rmSync(join(project.root, ".sluice/stamps/python"));
    project.run(GOOD, ["up"]);
    expect(project.installs()).toEqual([pip("requirements.txt"), VENV].sort());
  });

  test("without a network it says so, keeps the rest and does the missing part next time", () => {
    const { status, stderr } = project.run({ ...GOOD, npm: "offline" }, ["up"]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "node_modules (npm ci) could not be installed: there seems to be no network; connect (or set the proxy or mirror you use) and run the same command again.",
    );
    expect(existsSync(join(project.root, ".sluice/stamps/python"))).toBe(true);
    project.installs();
    expect(project.run(GOOD, ["up"]).status).toBe(0);
    expect(project.installs()).toEqual([NPM]);
  });

  test("any other failure of an install shows its last lines and names the log", () => {
    const { status, stderr } = project.run({ ...GOOD, npm: "fails" }, ["up"]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "npm error code EUSAGE\nnode_modules (npm ci) could not be installed: see .sluice/logs/install-node.log and run the same command again.\n",
    );
  });

  test("stdout is the command's own; validate, whose 1 means a rejected file, ends with 2 when it cannot start", () => {
    expect(project.run({ npm: "works" }, ["validate"]).stdout).toBe("reached: validate\n");
    appendFileSync(join(project.root, "package-lock.json"), "\n");
    expect(project.run({ npm: "offline" }, ["validate"]).status).toBe(2);
  });

  const remedyJava =
    "install a JDK or JRE 17 (apt install openjdk-17-jre-headless, brew install openjdk@17) and set JAVA_HOME to it.\n";
  test.each([
    ["none", { ...GOOD, java: "" }, {}, "none on the PATH"],
    ["another version", { ...GOOD, java: 'java version "1.8.0_292"' }, {}, "1.8.0_292 on the PATH"],
    ["a newer version", { ...GOOD, java: 'openjdk version "21.0.2"' }, {}, "21.0.2 on the PATH"],
    ["a wrong JAVA_HOME", GOOD, { JAVA_HOME: "/nowhere" }, "no bin/java in JAVA_HOME (/nowhere)"],
  ])("Java: %s", (_, tools, env: Record<string, string>, found) => {
    const { status, stderr } = project.run(tools, ["start"], env);
    expect([status, stderr]).toEqual([1, `Sluice needs Java 17, which Spark runs on, found ${found}: ${remedyJava}`]);
    expect(project.installs()).toEqual([]);
  });

  const remedyPython =
    "install Python 3.11 (apt install python3.11-venv, brew install python@3.11), or name one with SLUICE_PYTHON.\n";
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["none", {}, {}, "none"],
    ["too old and too new", { python3: "3.9.2", python: "3.13.1" }, {}, "python3 is 3.9.2, python is 3.13.1"],
    ["without venv", { "python3.11": "no venv" }, {}, "python3.11 comes without venv and ensurepip"],
    [
      "a wrong SLUICE_PYTHON",
      { "python3.11": "3.11.9" },
      { SLUICE_PYTHON: "/no/python" },
      "SLUICE_PYTHON=/no/python, which does not run",
    ],
  ])("Python: %s", (_, python, env, found) => {
    const { status, stderr } = project.run({ ...GOOD, python }, ["up"], env);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        `Sluice needs Python 3.10, 3.11 or 3.12 with its venv module, found ${found}: ${remedyPython}`,
      ),
    ]);
  });

  test("Python 3.11 is preferred, 3.12 and 3.10 will do, SLUICE_PYTHON decides", () => {
    const python = { python3: "3.12.1", "python3.10": "3.10.4", "python3.11": "3.11.9" };
    project.run({ ...GOOD, python }, ["up"], { SLUICE_PYTHON: "python3.10" });
    expect(project.installs()).toContain("python3.10 -m venv --clear .sluice/venv");
  });
});

test("Node is to be 20.19 or newer", () => {
  for (const good of ["20.19.0", "22.1.0", "24.0.0"]) expect(() => checkNode(good)).not.toThrow();
  expect(() => checkNode("20.18.3")).toThrow(
    "Sluice needs Node 20.19 or newer, found 20.18.3: install it from https://nodejs.org (or nvm install 22) and run the same command again.",
  );
});

test("java -version is read as each vendor writes it", () => {
  expect(javaVersion('openjdk version "17.0.15" 2025-04-15')).toEqual({ major: 17, text: "17.0.15" });
  expect(javaVersion('openjdk version "17-ea" 2021-09-14')).toEqual({ major: 17, text: "17-ea" });
  expect(javaVersion('java version "1.8.0_292"')).toEqual({ major: 8, text: "1.8.0_292" });
  expect(javaVersion("No Java runtime present")).toBeNull();
});
