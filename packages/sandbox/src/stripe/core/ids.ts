const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Characters after the prefix, as long as Stripe's own. */
const LENGTHS = {
  acct: 16,
  bpc: 24,
  bps: 24,
  ch: 24,
  cs_test: 58,
  cus: 14,
  du: 24,
  evt: 24,
  il: 24,
  ii: 24,
  in: 24,
  inpay: 24,
  li: 24,
  pi: 24,
  plink: 24,
  pm: 24,
  price: 24,
  prod: 14,
  re: 24,
  req: 14,
  si: 14,
  sub: 24,
  txn: 24,
  we: 24,
  whsec: 32,
} as const;

export type IdPrefix = keyof typeof LENGTHS;
export type MakeId = (prefix: IdPrefix) => string;

/** Creates ids in Stripe's format from `random`, which returns numbers in [0, 1). */
export function createIds(random: () => number): MakeId {
  return (prefix) => `${prefix}_${randomText(random, LENGTHS[prefix])}`;
}

export function randomText(random: () => number, length: number): string {
  return Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("");
}
