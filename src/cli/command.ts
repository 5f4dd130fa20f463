import type * as z from "zod";
import { type Context } from "#cli/context.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { localProblem } from "#cli/local-problem.ts";
import { refuse } from "#cli/refuse.ts";

type Spec<I> = {
  /** `["jobs", "list"]` is `agf jobs list`. */
  readonly path: readonly string[];
  readonly summary: string;
  /** In the notation of the help: `<file...>`, `<id>`, `[topic]`. */
  readonly args?: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** Arguments and options together, as text: commands get what it makes of them. */
  readonly input: z.ZodType<I>;
  readonly run: (context: Context, input: I) => Promise<ExitCode>;
};

export type Command = Omit<Spec<never>, "input" | "run"> & {
  readonly invoke: (context: Context, raw: unknown) => Promise<ExitCode>;
};

/** Parses at the edge: a command's `run` never sees an argument that its schema has not accepted. */
export function defineCommand<I>(spec: Spec<I>): Command {
  const { input, run, ...face } = spec;
  return {
    ...face,
    invoke: async (context, raw) => {
      const parsed = input.safeParse(raw);
      if (parsed.success) return run(context, parsed.data);
      const first = parsed.error.issues[0];
      const where = first === undefined ? "" : first.path.map(String).join(".");
      const title = `agf ${spec.path.join(" ")} cannot use its ${where || "arguments"}: ${first?.message ?? "invalid"}`;
      refuse(context, localProblem("usage", title, `Run agf ${spec.path.join(" ")} --help.`));
      return EXIT.usage;
    },
  };
}
