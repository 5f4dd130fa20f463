/** Topics of their own; every other word after `help` is a command, and its help is the parser's. */
export const HELP_TOPICS = ["exit-codes"] as const;

/** `agf help` is `agf --help` and `agf help jobs list` is `agf jobs list --help`, as people expect from git. */
export function expandHelp(argv: readonly string[]): readonly string[] {
  const [first, topic] = argv;
  if (first !== "help" || topic === undefined) return first === "help" ? ["--help"] : argv;
  if (topic.startsWith("-") || HELP_TOPICS.some((known) => known === topic)) return argv;
  return [...argv.slice(1), "--help"];
}
