const USD = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const COUNT = new Intl.NumberFormat("en-US");
const SMALLEST_SHOWN_USD = 0.01;

/** Dollars for people: what is not known is not zero, and what is not zero is not shown as zero. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return "unknown";
  if (usd > 0 && usd < SMALLEST_SHOWN_USD) return "< $0.01";
  return USD.format(usd);
}

export const formatCount = (count: number): string => COUNT.format(count);
