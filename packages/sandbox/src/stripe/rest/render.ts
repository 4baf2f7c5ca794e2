import { isBeforeBasil, toLegacy } from "../legacy/to-legacy.ts";
import type { StripeState } from "../state.ts";

/** Renders an object in an API version, without changing it. */
export function renderIn<T extends object>(state: StripeState, object: T, version: string): T {
  return isBeforeBasil(version) ? (toLegacy(state, object) as T) : object;
}
