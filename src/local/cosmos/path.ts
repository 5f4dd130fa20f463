const SEGMENT = /\/(?:"((?:[^"\\]|\\.)*)"|([^/]*))/g;

/** The property names of a path as definitions write it: `/lease/epoch`, `/"a/b"/c`, `/tags/[]/?`. */
export function splitPath(path: string): readonly string[] {
  return Array.from(path.matchAll(SEGMENT), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(.)/g, "$1"),
  );
}
