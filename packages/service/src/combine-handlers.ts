import type { Handlers } from "@moddy/internal-api/server";
import type { Operation } from "@moddy/schemas";
import type { Contribution } from "./feature.ts";

/**
 * The handlers of a service's operations, from all of its features.
 * @throws when no feature serves an operation, or two do.
 */
export function combineHandlers<Operations extends Readonly<Record<string, Operation>>>(
  operations: Operations,
  contributions: readonly Contribution<Operations>[],
): Handlers<Operations> {
  const handlers: Partial<Handlers<Operations>> = {};
  for (const contribution of contributions) {
    for (const name of Object.keys(contribution.operations ?? {})) {
      if (name in handlers) throw new Error(`Two features serve the operation ${name}.`);
    }
    Object.assign(handlers, contribution.operations);
  }
  const missing = Object.keys(operations).filter((name) => !(name in handlers));
  if (missing.length > 0) throw new Error(`No feature serves: ${missing.join(", ")}. Add it to the list in app.ts.`);
  return handlers as Handlers<Operations>;
}
