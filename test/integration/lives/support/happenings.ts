import { seedIds } from "@moddy/sandbox";
import type { Happening } from "./life.ts";
import {
  callStripe,
  choose,
  type Form,
  listCharges,
  PRICES,
  type PriceName,
  type Subscriber,
  type Which,
} from "./subscriber.ts";

const MEMBERS = `/discord/guilds/${seedIds.guild}/members`;
const DAY_MS = 86_400_000;

/** Something at Stripe, by a command of the sandbox to the newest subscription unless another is named. */
function onSubscription(words: string, command: string, body: object = {}) {
  return (which: Which = "newest"): Happening => ({
    words: which === "newest" ? words : `${words} (the ${which} subscription)`,
    act: ({ control, subscriptions }) =>
      control("POST", `/stripe/subscriptions/${choose(subscriptions, which)}/${command}`, body),
  });
}

interface Order {
  readonly trial?: number;
  /** Whether the customer of the purchase before buys, another one, or, without it, the first one. */
  readonly as?: "the same customer" | "another customer";
}

interface Bought {
  readonly customer: { readonly id: string };
  readonly subscription: { readonly id: string };
}

function remember(life: Subscriber, { customer, subscription }: Bought): void {
  if (!life.customers.includes(customer.id)) life.customers.push(customer.id);
  life.subscriptions.push(subscription.id);
}

/** Checkout in a session that a program opened for the user. */
export function buys(price: PriceName = "Premium monthly", { trial, as }: Order = {}): Happening {
  const what = trial === undefined ? price : `${price} with ${trial} free days`;
  return {
    words: as ? `buys ${what} as ${as}` : `buys ${what}`,
    async act(life) {
      const customer = as === "the same customer" ? choose(life.customers, "first") : undefined;
      const body = {
        discord_id: life.user,
        email: `${life.user}.${life.customers.length}@example.org`,
        price_id: PRICES[price],
        ...(trial !== undefined && { trial_days: trial }),
        ...(customer !== undefined && { customer }),
      };
      remember(life, await life.control<Bought>("POST", "/stripe/checkout", body));
    },
  };
}

/** A program subscribes a new customer of the user by Stripe's API. */
export function isSubscribed(words: string, card: string | null, form: Form = {}): Happening {
  return {
    words,
    async act(life) {
      const email = `${life.user}@example.org`;
      const customer = await callStripe<{ id: string }>(life, "/customers", {
        email,
        "metadata[discord_id]": life.user,
      });
      const subscription = await callStripe<{ id: string }>(life, "/subscriptions", {
        customer: customer.id,
        "items[0][price]": PRICES["Premium monthly"],
        ...(card !== null && { default_payment_method: card }),
        ...form,
      });
      remember(life, { customer, subscription });
    },
  };
}

/** Somebody else buys, and may write an id of their choice into the address of the payment link. */
export function buysByLink(words: string, makeReference: (life: Subscriber) => Promise<string> | string): Happening {
  return {
    words,
    async act(life) {
      const link = await life.control<{ id: string }>("POST", "/stripe/payment-links", {});
      const body = {
        payment_link: link.id,
        client_reference_id: await makeReference(life),
        email: `${life.user}@example.org`,
      };
      remember(life, await life.control<Bought>("POST", "/stripe/checkout", body));
    },
  };
}

/** Changes the price; what it costs more is billed with the next invoice, as Stripe does unless told otherwise. */
export function changesTo(
  price: PriceName,
  { billed = "later", which = "newest" }: { billed?: "now" | "later" | "never"; which?: Which } = {},
): Happening {
  const proration_behavior = { now: "always_invoice", later: "create_prorations", never: "none" }[billed];
  const words = `changes to ${price}${{ now: ", billed now", later: "", never: ", not prorated" }[billed]}`;
  return onSubscription(words, "upgrade", { price_id: PRICES[price], proration_behavior })(which);
}

/** A second price in the same subscription. */
export function addsItem(price: PriceName): Happening {
  return {
    words: `${price} is added to the subscription, billed now`,
    act: (life) =>
      callStripe(life, `/subscriptions/${choose(life.subscriptions, "newest")}`, {
        "items[0][price]": PRICES[price],
        proration_behavior: "always_invoice",
      }),
  };
}

/** The second price goes again. */
export function removesItem(price: PriceName): Happening {
  return {
    words: `${price} is removed from the subscription`,
    act: (life) => {
      const subscription = life.sandbox.stripe.subscriptions.get(choose(life.subscriptions, "newest"));
      const item = subscription.items.data.find((each) => each.price.id === PRICES[price]);
      const form = { "items[0][id]": item?.id ?? "", "items[0][deleted]": "true" };
      return callStripe(life, `/subscriptions/${subscription.id}`, form);
    },
  };
}

/** More of the same price. */
export function buysMore(quantity: number): Happening {
  return {
    words: `the quantity becomes ${quantity}, billed now`,
    act: (life) => {
      const subscription = life.sandbox.stripe.subscriptions.get(choose(life.subscriptions, "newest"));
      const item = subscription.items.data[0]?.id ?? "";
      const form = { "items[0][id]": item, "items[0][quantity]": `${quantity}`, proration_behavior: "always_invoice" };
      return callStripe(life, `/subscriptions/${subscription.id}`, form);
    },
  };
}

export const endTrial = onSubscription("the trial is ended and paid", "end-trial");
export const cancelNow = onSubscription("is cancelled now", "cancel");
export const cancelAtEnd = onSubscription("is cancelled at the end of the period", "cancel", { at_period_end: true });
export const undoCancel = onSubscription("the cancellation is undone", "uncancel");
export const pause = onSubscription("is paused", "pause");
export const pauseCollection = onSubscription("its collection is paused", "pause", { collection: "void" });
export const resume = onSubscription("is resumed", "resume");
export const payWhatIsOwed = onSubscription("pays what is owed", "recover");

/** From now on the subscription's card is declined. */
export function cardFails(which: Which = "newest"): Happening {
  return {
    words: "gives a card that will be declined",
    async act(life) {
      const id = choose(life.subscriptions, which);
      const { customer } = life.sandbox.stripe.subscriptions.get(id);
      const method = await callStripe<{ id: string }>(life, "/payment_methods/pm_card_chargeCustomerFail/attach", {
        customer,
      });
      await callStripe(life, `/subscriptions/${id}`, { default_payment_method: method.id });
    },
  };
}

/** A refund from Stripe's dashboard: of all that is left, or of an amount in cents. */
export function refund(which: Which = "newest", amount?: number): Happening {
  return {
    words: `the ${which} payment is refunded${amount === undefined ? "" : ` by ${amount} cents`}`,
    async act(life) {
      const charge = choose(listCharges(life), which);
      const body = amount === undefined ? {} : { amount };
      const made = await life.control<{ refund: { id: string } }>("POST", `/stripe/charges/${charge}/refund`, body);
      life.refunds.push(made.refund.id);
    },
  };
}

/** The bank sends a refund back. */
export function refundFails(): Happening {
  return {
    words: "the refund fails, and the money is back",
    act: (life) => life.control("POST", `/stripe/refunds/${choose(life.refunds, "newest")}/fail`, {}),
  };
}

export function dispute(which: Which = "newest"): Happening {
  return {
    words: `the ${which} payment is disputed`,
    async act(life) {
      const path = `/stripe/charges/${choose(listCharges(life), which)}/dispute`;
      life.disputes.push((await life.control<{ dispute: { id: string } }>("POST", path, {})).dispute.id);
    },
  };
}

export function closeDispute(outcome: "won" | "lost"): Happening {
  return {
    words: `the dispute is ${outcome}`,
    act: (life) => life.control("POST", `/stripe/disputes/${choose(life.disputes, "newest")}/close`, { outcome }),
  };
}

export const deleteCustomer: Happening = {
  words: "the customer is deleted at Stripe",
  act: ({ control, customers }) => control("POST", `/stripe/customers/${choose(customers, "newest")}/delete`, {}),
};

export function grant(plan: "premium" | "pro", days?: number): Happening {
  return {
    words: days === undefined ? `is given ${plan}` : `is given ${plan} for ${days} days`,
    act: ({ client, user, now }) =>
      client.call("grantsCreate", {
        discord_id: user,
        plan,
        ...(days !== undefined && { expires_at: new Date(now() + days * DAY_MS).toISOString() }),
      }),
  };
}

export const revoke: Happening = {
  words: "the gift is taken back",
  act: ({ client, user }) => client.call("grantsRevoke", { discord_id: user }),
};

/** The operator links a customer of the life. */
export function link(who: "user" | "friend", which: Which = "newest"): Happening {
  return {
    words: who === "user" ? "the customer is linked to the user" : "the customer is linked to a friend",
    act: (life) => life.client.call("userLink", { customer_id: choose(life.customers, which), discord_id: life[who] }),
  };
}

export const unlink: Happening = {
  words: "the user is unlinked",
  act: ({ client, user }) => client.call("userUnlink", { discord_id: user }),
};

export function operatorRefunds(amount?: number): Happening {
  return {
    words: amount === undefined ? "the operator refunds" : `the operator refunds ${amount} cents`,
    act: ({ client, user }) =>
      client.call("subscriptionRefund", { discord_id: user, ...(amount !== undefined && { amount }) }),
  };
}

export function operatorCancels(immediate: boolean): Happening {
  return {
    words: immediate ? "the operator cancels now" : "the operator cancels at the end of the period",
    act: ({ client, user }) => client.call("subscriptionCancel", { discord_id: user, immediate }),
  };
}

export const leaves: Happening = {
  words: "leaves the server",
  act: ({ control, user }) => control("DELETE", `${MEMBERS}/${user}`),
};

export const joins: Happening = {
  words: "joins the server",
  act: ({ control, user }) => control("PUT", `${MEMBERS}/${user}`, {}),
};

export const closesMessages: Happening = {
  words: "takes no direct messages any more",
  act: ({ control, user }) => control("PATCH", `/discord/users/${user}`, { accepts_dms: false }),
};

export const staffGivesPremiumRole: Happening = {
  words: "staff gives the Premium role by hand",
  act: ({ control, user }) => control("PUT", `${MEMBERS}/${user}/roles/${seedIds.premiumRole}`),
};
