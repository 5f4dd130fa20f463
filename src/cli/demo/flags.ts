import { parseArgs } from "node:util";
import * as z from "zod";
import { DATA_FOLDER } from "#cli/session-file.ts";

export const USAGE = `Usage: npm run demo -- [options]

Two factories, eight jobs, a factory and the coordinator killed in the middle, and every job ships exactly once.

  --exit        end when the jobs have shipped (without it the dashboard stays open until Ctrl-C)
  --json        one line of JSON on stdout, everything else on stderr
  --data DIR    where data, logs and repositories are kept (${DATA_FOLDER})
  --port N      the coordinator's port (a free one)
  --help        this text
`;

const Flags = z.object({
  exit: z.boolean().default(false),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
  data: z.string().min(1).default(DATA_FOLDER),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
});
export type Flags = Readonly<z.infer<typeof Flags>>;
type ParsedFlags = { readonly ok: true; readonly flags: Flags } | { readonly ok: false; readonly why: string };

const OPTIONS = {
  exit: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  data: { type: "string" },
  port: { type: "string" },
} as const;

export function parseFlags(argv: readonly string[]): ParsedFlags {
  try {
    const parsed = Flags.safeParse(parseArgs({ args: [...argv], options: OPTIONS }).values);
    if (parsed.success) return { ok: true, flags: parsed.data };
    const [issue] = parsed.error.issues;
    return { ok: false, why: `--${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "invalid"}` };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
