/** What `agf factory run` ends with. */
export const EXIT = {
  /** Drained or stopped: everything it held was finished or given back. */
  idle: 0,
  /** It could not start: the data folder, the enrolment or the settings do not allow it. */
  cannotStart: 1,
  /** The coordinator no longer knows the token or the factory: somebody must enrol it again. */
  revoked: 3,
} as const;
