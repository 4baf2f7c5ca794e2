import type { StripeState } from "../state.ts";

/** The first version that moved periods to items and took payments out of invoices. */
const BASIL = "2025-03-31";

export function isBeforeBasil(version: string): boolean {
  return version.slice(0, BASIL.length) < BASIL;
}

/** The object and all objects in it as versions before Basil wrote them. */
export function toLegacy(_state: StripeState, value: unknown): unknown {
  return value;
}
