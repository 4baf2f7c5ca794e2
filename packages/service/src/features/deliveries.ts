import type { DeliveryHandlers } from "@moddy/delivery";

/** `/internal/deliveries/*` of either service: its own outbox, to look at and to repair. */
export const deliveries = {
  name: "deliveries",
  setUp({ outbox }: { readonly outbox: { readonly handlers: DeliveryHandlers } }) {
    return { operations: outbox.handlers };
  },
};
