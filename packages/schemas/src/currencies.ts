/** Currencies whose smallest unit is a whole one. Source: Stripe, "Supported currencies", zero-decimal. */
const ZERO_DECIMAL = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" ");
/** Source: Stripe, "Supported currencies", three-decimal. */
const THREE_DECIMAL = ["bhd", "jod", "kwd", "omr", "tnd"];
/** They have no fractions any more, and Stripe goes on counting them in hundredths. Source: the same page, special cases. */
const WHOLE_IN_HUNDREDTHS = ["isk", "ugx"];

/** How many decimals Stripe's amounts of a currency have: 2 for dollars, 0 for yen. `Intl` says otherwise for many. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  if (ZERO_DECIMAL.includes(code)) return 0;
  return THREE_DECIMAL.includes(code) ? 3 : 2;
}

/** Writes an amount in Stripe's smallest unit for people, such as `$4.99` for 499 and `usd`. */
export function formatAmount(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const units = amount / 10 ** decimals;
  const isWhole = WHOLE_IN_HUNDREDTHS.includes(currency.toLowerCase()) && Number.isInteger(units);
  const digits = isWhole ? 0 : decimals;
  const options = {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return new Intl.NumberFormat("en", options).format(units);
}
