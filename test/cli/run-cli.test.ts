import * as z from "zod";
import { expect, test } from "vitest";
import { defineCommand } from "#cli/command.ts";
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { runCli } from "#cli/run-cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

const agf = async (...argv: string[]) => {
  const terminal = fakeTerminal();
  const exitCode = await runCli({ argv, commands: COMMANDS, groups: GROUPS, terminal, version: "1.2.3" });
  return { exitCode, stdout: terminal.stdout(), stderr: terminal.stderr() };
};

test("[CL8] a misspelt command is answered with the nearest one", async () => {
  expect(await agf("jbos")).toMatchObject({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringContaining("Did you mean jobs?"),
  });
  const verb = await agf("jobs", "lsit");
  expect(verb).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean list?") });
  expect(verb.stderr).toContain("try: agf jobs --help");
});

test("[CL8] a misspelt option and a missing argument are usage faults", async () => {
  expect(await agf("jobs", "list", "--stge", "queued")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--stage"),
  });
  expect(await agf("jobs", "get")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("id") });
});

test("[CL8] a value that no schema accepts is refused before anything is asked of the coordinator", async () => {
  const { exitCode, stderr } = await agf("jobs", "list", "--stage", "cooking");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("agf jobs list cannot use its stage");
  expect(await agf("jobs", "get", "job_1")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("ULID") });
});

test("[CL10] help for a command is asked for in both ways", async () => {
  const asWord = await agf("help", "jobs", "submit");
  const asFlag = await agf("jobs", "submit", "--help");
  expect(asWord).toEqual(asFlag);
  expect(asWord).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("--strict") });
  expect((await agf("help")).stdout).toBe((await agf("--help")).stdout);
});

test("[CL10] the exit codes are documented in the program itself", async () => {
  const { stdout, exitCode } = await agf("help", "exit-codes");
  expect(exitCode).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(Object.keys(EXIT).length);
  expect(JSON.parse((await agf("help", "exit-codes", "--json")).stdout)).toContainEqual({
    code: 124,
    meaning: expect.any(String),
  });
});

test("[CL10] the version is the package's", async () => {
  expect(await agf("--version")).toEqual({ exitCode: 0, stdout: "1.2.3\n", stderr: "" });
});

test("[CL10] every command takes --json and --debug and has a summary", async () => {
  const helps = await Promise.all(COMMANDS.map(({ path }) => agf(...path, "--help")));
  for (const help of helps) expect(help.stdout).toMatch(/--json[\s\S]*--debug/);
  expect(COMMANDS.filter(({ summary }) => summary === "")).toEqual([]);
});

test("[CL9] a bug is one sentence, and a stack trace only when it was asked for", async () => {
  const broken = defineCommand({
    path: ["break"],
    summary: "break",
    input: z.object({}),
    run: () => Promise.reject(new Error("The pipe burst.")),
  });
  const run = async (argv: readonly string[]) => {
    const terminal = fakeTerminal();
    const exitCode = await runCli({ argv, commands: [broken], groups: {}, terminal, version: "1" });
    return { exitCode, stderr: terminal.stderr() };
  };
  const short = await run(["break"]);
  expect(short.exitCode).toBe(1);
  expect(short.stderr).toContain("The pipe burst.");
  expect(short.stderr).not.toContain("    at ");
  expect((await run(["break", "--debug"])).stderr).toContain("    at ");
});

const outageOf = async (thrown: Error) => {
  const command = defineCommand({ path: ["x"], summary: "x", input: z.object({}), run: () => Promise.reject(thrown) });
  const terminal = fakeTerminal();
  const exitCode = await runCli({ argv: ["x"], commands: [command], groups: {}, terminal, version: "1" });
  return { exitCode, stderr: terminal.stderr() };
};

test("[CL9] an outage that was to be expected is told as a refusal, with what to do", async () => {
  const message = "Port 1 is taken by process 7 (a: b): stop that one.";
  expect(await outageOf(Object.assign(new Error(message), { name: "PortTakenError" }))).toEqual({
    exitCode: 1,
    stderr: "error: Port 1 is taken by process 7 (a: b).\n  try: Stop that one.\n  code port-taken\n",
  });
  const system = await outageOf(Object.assign(new Error("listen EADDRINUSE"), { code: "EADDRINUSE" }));
  expect(system.stderr).toContain("another port with --port");
});
