import { type Sandbox, seedIds } from "@moddy/sandbox";
import type { Control } from "../../../support/sandbox-control.ts";
import type { Random } from "../random.ts";
import type { Charge, Person, Subscription } from "./customer.ts";
import { PRICES, type Price, planOfPrice } from "./plans.ts";
import { chargesOf, livingOf } from "./read-stripe.ts";

/** Where people act. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly random: Random;
}

type Act = (scene: Scene, person: Person) => Promise<unknown>;

const GUILD = `/discord/guilds/${seedIds.guild}`;
const prices = Object.keys(PRICES) as Price[];

/** Begins a subscription; the customer is made where there is none. */
export async function buy({ sandbox, control }: Scene, person: Person, order: { price: Price; trial_days?: number }) {
  const present = person.customerIds.findLast((id) => sandbox.stripe.customers.find(id) !== undefined);
  const { price, ...rest } = order;
  const form = { discord_id: person.discordId, email: person.email, price_id: price, ...rest };
  const bought = await control<{ customer: { id: string }; subscription: Subscription }>("POST", "/stripe/checkout", {
    ...form,
    ...(present !== undefined && { customer: present }),
  });
  if (!person.customerIds.includes(bought.customer.id)) person.customerIds.push(bought.customer.id);
  return bought;
}

/** Does one thing to one of the person's living subscriptions. */
function onSubscription(
  does: (scene: Scene, subscription: Subscription) => readonly [command: string, body?: object],
): Act {
  return async (scene, person) => {
    const subscription = scene.random.pick(livingOf(scene.sandbox, person));
    const [command, body = {}] = does(scene, subscription);
    await scene.control("POST", `/stripe/subscriptions/${subscription.id}/${command}`, body);
  };
}

/** Does one thing to the newest charge of one of the person's living subscriptions. */
function onCharge(does: (scene: Scene, charge: Charge) => readonly [command: string, body?: object]): Act {
  return async (scene, person) => {
    const { sandbox, random, control } = scene;
    const charge = chargesOf(sandbox.stripe, random.pick(livingOf(sandbox, person)))[0];
    if (!charge) return;
    const [command, body = {}] = does(scene, charge);
    await control("POST", `/stripe/charges/${charge.id}/${command}`, body);
  };
}

function otherPrice({ random }: Scene, subscription: Subscription, better: boolean): object {
  const current = subscription.items.data[0]?.price.id ?? "";
  const wanted = better ? "pro" : "premium";
  const fitting = prices.filter((price) => planOfPrice(price) === wanted && price !== current);
  return { price_id: random.pick(fitting) };
}

async function closeDispute({ sandbox, control, random }: Scene, { customerIds }: Person): Promise<void> {
  const open = sandbox.stripe.disputes.all().filter(({ charge, status }) => {
    const owner = sandbox.stripe.charges.find(charge)?.customer;
    return customerIds.includes(String(owner)) && status !== "won" && status !== "lost";
  });
  if (open.length === 0) return;
  await control("POST", `/stripe/disputes/${random.pick(open).id}/close`, { outcome: random.pick(["won", "lost"]) });
}

async function join({ sandbox, control }: Scene, person: Person): Promise<void> {
  if (sandbox.discord.state.guilds.get(seedIds.guild)?.members.has(person.discordId)) return;
  const role_ids = person.friendRole ? [seedIds.friendRole] : [];
  await control("PUT", `${GUILD}/members/${person.discordId}`, { role_ids });
  person.joins += 1;
}

async function leave({ sandbox, control }: Scene, person: Person): Promise<void> {
  if (!sandbox.discord.state.guilds.get(seedIds.guild)?.members.has(person.discordId)) return;
  person.everUnreachable = true;
  await control("DELETE", `${GUILD}/members/${person.discordId}`);
  person.leaves += 1;
}

/** Somebody with the right to it gives or takes a managed role by hand: what they give stays, what is paid for comes back. */
async function editRolesByHand({ sandbox, control, random }: Scene, { discordId }: Person): Promise<void> {
  const member = sandbox.discord.state.guilds.get(seedIds.guild)?.members.get(discordId);
  if (!member) return;
  const role = random.pick([seedIds.premiumRole, seedIds.proRole]);
  const method = member.roleIds.includes(role) ? "DELETE" : "PUT";
  await control(method, `${GUILD}/members/${discordId}/roles/${role}`);
}

/** All that people do, and how often one kind is done beside the others. */
export const ACTIONS = {
  buy: { weight: 0, act: (scene, person) => buy(scene, person, { price: scene.random.pick(prices) }) },
  buyOnTrial: {
    weight: 0,
    act: (scene, person) => buy(scene, person, { price: scene.random.pick(prices), trial_days: 14 }),
  },
  buySecond: { weight: 2, act: (scene, person) => buy(scene, person, { price: scene.random.pick(prices) }) },
  upgrade: { weight: 8, act: onSubscription((scene, each) => ["upgrade", otherPrice(scene, each, true)]) },
  downgrade: { weight: 8, act: onSubscription((scene, each) => ["downgrade", otherPrice(scene, each, false)]) },
  cancelNow: { weight: 5, act: onSubscription(() => ["cancel", { at_period_end: false }]) },
  cancelAtPeriodEnd: { weight: 6, act: onSubscription(() => ["cancel", { at_period_end: true }]) },
  uncancel: { weight: 3, act: onSubscription(() => ["uncancel"]) },
  renew: { weight: 4, act: onSubscription(() => ["renew"]) },
  failPayment: { weight: 4, act: onSubscription(() => ["fail-payment"]) },
  recover: { weight: 4, act: onSubscription(() => ["recover"]) },
  goUnpaid: { weight: 2, act: onSubscription(() => ["unpaid"]) },
  pause: { weight: 2, act: onSubscription(() => ["pause"]) },
  resume: { weight: 3, act: onSubscription(() => ["resume"]) },
  refund: { weight: 3, act: onCharge(() => ["refund"]) },
  refundPart: { weight: 1, act: onCharge(() => ["refund", { amount: 100 }]) },
  dispute: { weight: 2, act: onCharge(() => ["dispute"]) },
  closeDispute: { weight: 3, act: closeDispute },
  deleteCustomer: {
    weight: 1,
    act: async ({ control }, { customerIds }) =>
      void (await control("POST", `/stripe/customers/${customerIds.at(-1)}/delete`, {})),
  },
  join: { weight: 4, act: join },
  leave: { weight: 2, act: leave },
  editRolesByHand: { weight: 2, act: editRolesByHand },
} as const satisfies Record<string, { weight: number; act: Act }>;

/** The name of something that people do. */
export type ActionName = keyof typeof ACTIONS;

/** What somebody without a living subscription does. */
export const WEIGHTS_WITHOUT: Readonly<Partial<Record<ActionName, number>>> = {
  buy: 10,
  buyOnTrial: 2,
  join: 2,
  leave: 1,
  closeDispute: 1,
};
