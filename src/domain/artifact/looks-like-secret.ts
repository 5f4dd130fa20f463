/** How well-known credentials look. A false alarm costs a rename; a miss puts a secret where every viewer reads it. */
const SECRETS: readonly RegExp[] = [
  /\bagf_(usr|fac|enr)_/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_/,
  /\bglpat-/,
  /\bsk-[A-Za-z0-9_-]{16,}/,
  /\bxox[abprs]-/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
  /-----BEGIN /,
  /\b(AccountKey|SharedAccessSignature|sig|password|passwd|secret|token|api[_-]?key)=[^\s&]{6,}/i,
];

/** AR6: whether a text that everybody will read looks like a credential. */
export const looksLikeSecret = (text: string): boolean => SECRETS.some((pattern) => pattern.test(text));
