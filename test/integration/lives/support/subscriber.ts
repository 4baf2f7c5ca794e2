import { type Sandbox, sandboxStripeKey, seedIds } from "@moddy/sandbox";
import type { Pair } from "../../../support/start-pair.ts";

/** What a price is called here, and its id. */
export const PRICES = {
  "Premium monthly": "price_premium_monthly",
  "Premium yearly": "price_premium_yearly",
  "Pro monthly": "price_pro_monthly",
  "Pro yearly": "price_pro_yearly",
} as const;

/** What a price is called here. */
export type PriceName = keyof typeof PRICES;

/** Fields of one of Stripe's forms, such as `items[0][price]`. */
export type Form = Readonly<Record<string, string>>;

/** What the lives share. */
export interface World extends Pick<Pair, "control" | "client"> {
  readonly sandbox: Sandbox;
  /** In ms since 1970. */
  readonly now: () => number;
}

/** Whose life it is, with what the life has left at Stripe, oldest first. */
export interface Subscriber extends World {
  readonly user: string;
  /** Another member of the server. */
  readonly friend: string;
  readonly customers: string[];
  readonly subscriptions: string[];
  readonly disputes: string[];
  readonly refunds: string[];
}

/** A new member of the server, who has a friend there. */
export async function newSubscriber(world: World): Promise<Subscriber> {
  const join = async () => {
    const { id } = await world.control<{ id: string }>("POST", "/discord/users", {});
    await world.control("PUT", `/discord/guilds/${seedIds.guild}/members/${id}`, {});
    return id;
  };
  const lists = { customers: [], subscriptions: [], disputes: [], refunds: [] };
  return { ...world, user: await join(), friend: await join(), ...lists };
}

/** Calls Stripe as a program of the operator does. @throws when Stripe refuses. */
export async function callStripe<T>({ sandbox }: World, path: string, form: Form): Promise<T> {
  const response = await fetch(`${sandbox.url}/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandboxStripeKey}` },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The charges that a life has paid, oldest first. */
export function listCharges({ sandbox, customers }: Subscriber): string[] {
  const paid = sandbox.stripe.charges.all().filter(({ status }) => status === "succeeded");
  return paid.filter(({ customer }) => customers.includes(String(customer))).map(({ id }) => id);
}

/** Which of several: the oldest, the one after it, or the newest. */
export type Which = "first" | "second" | "newest";

/** Chooses among what a life has left. @throws when it has not got so far. */
export function choose(ids: readonly string[], which: Which): string {
  const id = ids.at({ first: 0, second: 1, newest: -1 }[which]);
  if (id === undefined) throw new Error(`there is no ${which} one yet`);
  return id;
}
