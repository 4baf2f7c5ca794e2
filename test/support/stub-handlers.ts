import type { Handlers } from "@moddy/internal-api/server";
import type { Operation } from "@moddy/schemas";

/**
 * Handlers for all operations of a service. `overrides` are those that a test cares about; each of the others replies with
 * the example of the contract. A new operation therefore changes no test.
 */
export function stubHandlers<Operations extends Readonly<Record<string, Operation>>>(
  operations: Operations,
  overrides: Partial<Handlers<NoInfer<Operations>>> = {},
): Handlers<Operations> {
  const examples = Object.entries(operations).map(
    ([name, { examples }]) => [name, async () => examples.reply] as const,
  );
  return { ...Object.fromEntries(examples), ...overrides };
}
