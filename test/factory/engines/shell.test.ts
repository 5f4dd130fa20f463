import { expect, test } from "vitest";
import { fenced, runShell } from "./run-shell.ts";

test("[FW30] the shell engine runs the job's script in the work tree and tells both outputs apart", async () => {
  const shell = await runShell(fenced("pwd", "echo oops >&2"));
  expect(await shell.done).toMatchObject({ code: "ok", exitCode: 0 });
  const logs = shell.events.filter((event) => event.type === "log");
  expect(logs).toContainEqual({ type: "log", stream: "stdout", line: shell.context.workFolder });
  expect(logs).toContainEqual({ type: "log", stream: "stderr", line: "oops" });
  expect(shell.events.at(-1)?.type).toBe("done");
});

test("[FW30] a command that fails ends the script, and its exit code is the engine's", async () => {
  const shell = await runShell(fenced("(exit 7)", "echo never"));
  expect(await shell.done).toMatchObject({ code: "exit-code", exitCode: 7 });
  expect(shell.lines()).toEqual([]);
});

test("[FW30] a text without a script is an outcome that says what is missing", async () => {
  const shell = await runShell("Please do something.");
  expect(await shell.done).toMatchObject({ code: "no-script", exitCode: null });
});

test("[FW30] a script whose interpreter does not exist is an outcome too, in the shell's own words", async () => {
  const shell = await runShell("#!/no/such/interpreter\necho hello\n");
  expect(await shell.done).toMatchObject({ code: "exit-code", exitCode: 127 });
  expect(shell.lines().join("\n")).toContain("not found");
});

test("[FW31] an engine sees an allow-list of variables, a home and a scratch folder of its own, and nothing else", async () => {
  const environment = { PATH: process.env["PATH"], HOME: "/root", AGF_TOKEN: "agf_secret", NPM_TOKEN: "npm_secret" };
  const shell = await runShell(fenced("env"), { passEnv: { GREETING: "hello" } }, environment);
  await shell.done;
  const seen = Object.fromEntries(shell.lines().map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const { scratchFolder } = shell.context;
  expect(seen).toMatchObject({ GREETING: "hello", HOME: `${scratchFolder}/home`, TMPDIR: `${scratchFolder}/tmp` });
  expect(seen).toMatchObject({ AGF_EPOCH: "3", AGF_RESUMED: "0", AGF_CHECKPOINT_SUMMARY: "" });
  expect(JSON.stringify(seen)).not.toContain("secret");
});

test("[FW31] an engine that goes on is told from where, and what the one before said of it", async () => {
  const resume = { sha: "0123456789012345678901234567890123456789", summary: "two of three", sessionRef: null };
  const shell = await runShell(fenced('echo "$AGF_RESUMED $AGF_CHECKPOINT_SUMMARY"'), { resume });
  await shell.done;
  expect(shell.lines()).toEqual(["1 two of three"]);
});

test("[FW32] markers are events and no lines of the log; what only looks like one is a line", async () => {
  const shell = await runShell(
    fenced(
      'echo "::agf session s-1"',
      'echo "::agf checkpoint half way"',
      `echo '::agf usage {"inputTokens":5,"outputTokens":2,"costUsd":0.01}'`,
      'echo "::agf usage nonsense"',
      'echo "::agf checkpoint on stderr" >&2',
    ),
  );
  await shell.done;
  expect(shell.events.slice(0, -1).filter(({ type }) => type !== "log")).toEqual([
    { type: "session", id: "s-1" },
    { type: "checkpoint", summary: "half way" },
    {
      type: "usage",
      usage: { session: null, inputTokens: 5, outputTokens: 2, costUsd: 0.01, source: "reported" },
    },
  ]);
  expect(shell.lines().sort()).toEqual(["::agf checkpoint on stderr", "::agf usage nonsense"]);
});
