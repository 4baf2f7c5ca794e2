import type { StripeState } from "../state.ts";
import { type Command, defineCommand, noInput } from "./command.ts";

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
    summary: `All ${name}, oldest first, without pages.`,
    input: noInput,
    run: ({ state }) => ({ [name]: tableOf(state).all() }),
  }),
);

const counts = defineCommand({
  method: "GET",
  path: "/counts",
  summary: "The number of objects of each kind.",
  input: noInput,
  run: ({ state }) =>
    Object.fromEntries(Object.entries(READABLE).map(([name, tableOf]) => [name, tableOf(state).size])),
});

export const readCommands: readonly Command[] = [...readAll, counts];
