import { type Handlers, ServiceUnavailable } from "@moddy/internal-api/server";
import type { Operation } from "@moddy/schemas";

type Operations = Readonly<Record<string, Operation>>;

/** The handlers of all operations: those that the test cares about, and for each other one a 503 that names it. */
export function stubHandlers<O extends Operations>(
  operations: O,
  handlers: Partial<Handlers<NoInfer<O>>>,
): Handlers<O> {
  const unused = Object.keys(operations).map((name) => [
    name,
    () => Promise.reject(new ServiceUnavailable(1, `The test has no handler for ${name}.`)),
  ]);
  return { ...Object.fromEntries(unused), ...handlers } as Handlers<O>;
}
