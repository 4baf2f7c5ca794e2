import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import type { backendOperations, ReplyOf, RequestOf } from "@moddy/schemas";
import type { Finding } from "../checks/check-messages.ts";
import type { NumberedStep } from "../steps.ts";
import { ACTIONS, buy, type Scene } from "../workload/actions.ts";
import { addPerson, type Traits } from "../workload/add-person.ts";
import type { Person } from "../workload/customer.ts";

/** Where steps are provoked. */
export interface TriggerScene extends Scene {
  readonly backend: InternalClient<typeof backendOperations>;
}

/** What leads to a step. */
export interface Trigger {
  /** The one that it happens to. */
  readonly traits: Traits;
  /** What has to be done with before the process is to die. */
  readonly before?: (stage: TriggerScene, person: Person) => Promise<unknown>;
  /** Leads to the step, and goes on until it is answered, whatever dies meanwhile. */
  readonly act: (stage: TriggerScene, person: Person) => Promise<unknown>;
  /** What is to be said of it at the end, beside what holds for everyone. */
  readonly check?: (stage: TriggerScene, person: Person) => Finding[];
}

const RETRY_MS = 250;
const ANSWER_MS = 60_000;
const PRICE = "price_premium_monthly";
/** A part of the price, so that Stripe would grant it a second time. */
const REFUND_CENTS = 100;

/** Calls the backend under one key until it answers, as the other programs that speak the contract do. */
async function ask<K extends keyof typeof backendOperations>(
  { backend }: TriggerScene,
  operation: K,
  request: RequestOf<(typeof backendOperations)[K]>,
): Promise<ReplyOf<(typeof backendOperations)[K]>> {
  const idempotencyKey = randomUUID();
  for (const end = performance.now() + ANSWER_MS; ; await delay(RETRY_MS)) {
    try {
      return await backend.call(operation, request, { idempotencyKey, retry: false });
    } catch (error) {
      if (!(error instanceof InternalApiError && error.retryable) || performance.now() > end) throw error;
    }
  }
}

function requireSuccess(reply: { success: boolean; message: string }): void {
  if (!reply.success) throw new Error(`the backend says no: ${reply.message}`);
}

const buyOne = (stage: TriggerScene, person: Person) => buy(stage, person, { price: PRICE });

const buys: Trigger = { traits: { member: true }, act: buyOne };

/** Somebody who has paid already. */
const joins: Trigger = { traits: { member: false }, before: buyOne, act: ACTIONS.join.act };

const isRefunded: Trigger = {
  traits: { member: true },
  before: buyOne,
  act: async (stage, { discordId }) =>
    requireSuccess(await ask(stage, "subscriptionRefund", { discord_id: discordId, amount: REFUND_CENTS })),
  check: ({ sandbox: { stripe } }, { discordId, customerIds }) => {
    const charges = stripe.charges.all().filter(({ customer }) => customerIds.includes(String(customer)));
    const refunds = charges.flatMap(({ id }) => stripe.refunds.all().filter(({ charge }) => charge === id)).length;
    if (refunds === 1) return [];
    return [{ kind: refunds === 0 ? "lost" : "doubled", discordId, what: `${refunds} refunds instead of one` }];
  },
};

const cancels: Trigger = {
  traits: { member: true },
  before: buyOne,
  act: async (stage, { discordId }) =>
    requireSuccess(await ask(stage, "subscriptionCancel", { discord_id: discordId, immediate: true })),
};

/** Somebody who bought without saying who they are at Discord. */
const isLinked: Trigger = {
  traits: { member: true },
  before: async ({ control }, person) => {
    const bought = await control<{ customer: { id: string } }>("POST", "/stripe/checkout", {
      email: person.email,
      price_id: PRICE,
    });
    person.customerIds.push(bought.customer.id);
  },
  act: async (stage, { discordId, customerIds }) =>
    requireSuccess(await ask(stage, "userLink", { customer_id: customerIds[0] ?? "", discord_id: discordId })),
};

/** Discord loses a role and reports nothing: only the reconciliation finds it. */
const isReconciled: Trigger = {
  traits: { member: true },
  before: buyOne,
  act: async (stage, { discordId }) => {
    const member = stage.sandbox.discord.state.guilds.get(seedIds.guild)?.members.get(discordId);
    if (!member?.roleIds.includes(seedIds.premiumRole)) throw new Error("there is no role to lose");
    member.roleIds = [];
    requireSuccess(await ask(stage, "sync", { dry_run: false }));
  },
};

/** All of Stripe's subscriptions are read again; one import at a time. */
const isImported: Trigger = {
  traits: { member: true },
  before: buyOne,
  act: async (stage) => void (await ask(stage, "importStart", { dry_run: false })),
};

/** By a step's side and the part of its name before the point. */
const TRIGGERS: Readonly<Record<NumberedStep["service"], Readonly<Record<string, Trigger>>>> = {
  backend: {
    webhook: buys,
    job: buys,
    refund: isRefunded,
    cancel: cancels,
    event: joins,
    link: isLinked,
    reconcile: isReconciled,
    import: isImported,
    outbox: buys,
    inbox: joins,
  },
  bot: { notify: buys, roles: buys, gateway: joins, outbox: joins, inbox: buys },
};

/** What leads to a step. @throws for a step that nobody here knows how to reach. */
export function triggerFor({ service, step }: NumberedStep): Trigger {
  const trigger = TRIGGERS[service][step.split(".")[0] ?? ""];
  if (!trigger) throw new Error(`nothing here leads to the step ${step} of the ${service}`);
  return trigger;
}

/** One to whom a step happens, made ready. */
export async function preparePerson(stage: TriggerScene, index: number, { traits, before }: Trigger): Promise<Person> {
  const person = await addPerson(stage.control, index, traits);
  await before?.(stage, person);
  return person;
}
