import { isBeforeBasil, toLegacy } from "../legacy/to-legacy.ts";
import type { StripeState } from "../state.ts";

/** Writes an object, which has to be a copy, in an API version. */
export function renderIn<T extends object>(state: StripeState, object: T, version: string): T {
  return isBeforeBasil(version) ? (toLegacy(state, object) as T) : object;
}
