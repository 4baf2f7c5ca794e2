import type { StripeState } from "../state.ts";

/** Does what has become due by now. */
export function runDue(_state: StripeState): void {}
