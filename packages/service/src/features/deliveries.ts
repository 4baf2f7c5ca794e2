import type { DeliveryHandlers } from "@moddy/delivery";

/** `/internal/deliveries/*` of both services: shows and repairs the service's own outbox. */
export const deliveries = {
  name: "deliveries",
  setUp({ outbox }: { readonly outbox: { readonly handlers: DeliveryHandlers } }) {
    return { operations: outbox.handlers };
  },
};
