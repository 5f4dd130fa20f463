import { format } from "node:util";

type Sink = { readonly info: (line: string) => void; readonly warn: (line: string) => void };

/**
 * What the app says on its console is the host's to collect, as in Azure. Here it must not reach stdout, which belongs
 * to whoever reads the command's answer.
 */
export function collectConsole(sink: Sink): void {
  const to =
    (write: (line: string) => void) =>
    (first: unknown, ...rest: unknown[]) =>
      write(`${format(first, ...rest)}\n`);
  Object.assign(console, {
    debug: to(sink.info),
    log: to(sink.info),
    info: to(sink.info),
    warn: to(sink.warn),
    error: to(sink.warn),
  });
}
