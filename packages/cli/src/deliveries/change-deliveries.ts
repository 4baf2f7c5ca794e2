import type { DeliveryFilter } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import type { Target } from "./list-deliveries.ts";
import { deliveryOperations } from "./operations.ts";

/** Selects the deliveries to change: by id, or by filter. */
export type Selection = DeliveryFilter & { readonly delivery_id?: string };

const CHANGES = {
  deliveriesRetry: { done: "retried now", from: "dead" },
  deliveriesCancel: { done: "cancelled", from: "pending" },
} as const;

/** Retries dead deliveries or cancels pending ones. Returns 1 if an id was given and no delivery matches. */
export async function changeDeliveries(
  context: CliContext,
  { service, baseUrl }: Target,
  { operation, selection, json }: { operation: keyof typeof CHANGES; selection: Selection; json: boolean },
): Promise<number> {
  const { terminal, env, signal } = context;
  const { count } = await callService({ operations: deliveryOperations(service), baseUrl, env }, (client) =>
    client.call(operation, selection, { signal }),
  );
  const { done, from } = CHANGES[operation];
  const status = count === 0 && selection.delivery_id !== undefined ? 1 : 0;
  if (json) {
    terminal.out(JSON.stringify({ count }));
    return status;
  }
  if (count > 0) {
    terminal.out(`${count === 1 ? "1 delivery is" : `${count} deliveries are`} ${done}.`);
    return 0;
  }
  terminal.err(`No ${from} delivery matches: nothing was changed.`);
  return status;
}
