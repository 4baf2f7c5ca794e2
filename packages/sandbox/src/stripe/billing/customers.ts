import { referenceMissing } from "../core/errors.ts";
import { newCustomer } from "../shapes/customer.ts";
import type { Customer } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { cancelNow } from "./cancel.ts";
import { hasEnded } from "./has-ended.ts";

export interface NewCustomer {
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly metadata: Record<string, string>;
}

/** The customer in a parameter. Throws Stripe's error when it does not exist. */
export function findCustomer(state: StripeState, id: string): Customer {
  const customer = state.customers.find(id);
  if (customer === undefined) throw referenceMissing("customer", id, "customer");
  return customer;
}

export function addCustomer(state: StripeState, fields: NewCustomer): Customer {
  const customer = newCustomer({
    ...fields,
    id: state.makeId("cus"),
    created: state.clock.now(),
    invoicePrefix: state.randomText(8).toUpperCase(),
  });
  state.customers.add(customer);
  state.events.emit("customer.created", customer);
  return customer;
}

/** Removes a customer; their subscriptions end at once, as on Stripe. */
export function deleteCustomer(state: StripeState, customer: Customer): void {
  for (const subscription of state.subscriptions.all()) {
    if (subscription.customer !== customer.id || hasEnded(subscription)) continue;
    cancelNow(state, subscription, { reason: "cancellation_requested" });
  }
  state.customers.remove(customer.id);
  state.deletedCustomers.add(customer.id);
  state.events.emit("customer.deleted", customer);
}

/** The object of a deleted customer. */
export function deletedCustomer(id: string) {
  return { id, object: "customer", deleted: true } as const;
}
