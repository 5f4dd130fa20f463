/** Characters in one query, as in the service. */
export const QUERY_TEXT_LENGTH_MAX = 512 * 1024;

/** Brackets, subqueries and prefix operators inside one another: the parser recurses once for each. */
export const NESTING_MAX = 100;

/** Levels of a parsed query, chains of operators included: everything after the parser recurses once for each. */
export const EXPRESSION_DEPTH_MAX = 1000;

/** Arrays and objects inside one another in a parameter's value, as in a document. */
export const VALUE_NESTING_MAX = 128;

/** Compiled patterns (LIKE, REGEXMATCH) that are kept for the next row. */
export const PATTERN_CACHE_MAX = 500;

/** Characters that REPLICATE and string joins may yield. */
export const STRING_LENGTH_MAX = 10_000;
