import type { StripeState } from "../state.ts";
import { type Command, defineCommand, nothing } from "./command.ts";

const READABLE = {
  charges: (state: StripeState) => state.charges,
  customers: (state: StripeState) => state.customers,
  disputes: (state: StripeState) => state.disputes,
  events: (state: StripeState) => state.events.table,
  invoices: (state: StripeState) => state.invoices,
  prices: (state: StripeState) => state.prices,
  refunds: (state: StripeState) => state.refunds,
  subscriptions: (state: StripeState) => state.subscriptions,
} as const;

const readAll = Object.entries(READABLE).map(([name, tableOf]) =>
  defineCommand({
    method: "GET",
    path: `/${name}`,
    summary: `All ${name}, oldest first, in one answer.`,
    input: nothing,
    run: ({ state }) => ({ [name]: tableOf(state).all() }),
  }),
);

const counts = defineCommand({
  method: "GET",
  path: "/counts",
  summary: "How many objects of each kind there are.",
  input: nothing,
  run: ({ state }) =>
    Object.fromEntries(Object.entries(READABLE).map(([name, tableOf]) => [name, tableOf(state).size])),
});

export const readCommands: readonly Command[] = [...readAll, counts];
