import { until } from "../../../support/until.ts";
import type { Safeguard } from "../entries/source-patches.ts";
import { settle } from "../rig/settle.ts";
import type { Rig } from "../rig/start-rig.ts";
import type { Service } from "../rig/supervise-service.ts";
import { buy, type Scene } from "../workload/actions.ts";
import type { Person } from "../workload/customer.ts";

/** Where a scenario is played, and the one it happens to. */
export interface Play {
  readonly rig: Rig;
  readonly scene: Scene;
  readonly person: Person;
}

/** A fault that one safeguard stands against. */
export interface Scenario {
  /** Whose safeguard it is. */
  readonly service: "backend" | "bot";
  /** Brings the fault about. It takes the same course whether or not the safeguard is there. */
  readonly play: (play: Play) => Promise<void>;
}

/** By then Discord has forgotten a nonce. */
const NONCE_FORGOTTEN_MS = 15 * 60_000;
const POST_MESSAGE = "POST /channels/:channel_id/messages";

async function holdAt(service: Service, step: string): Promise<{ held: Promise<void>; release: () => Promise<void> }> {
  const held = service.held();
  await service.order({ kind: "hold", step, hit: 1 });
  return { held, release: () => service.order({ kind: "release" }) };
}

async function buyPremium({ scene, person }: Play): Promise<{ upgrade: () => Promise<unknown> }> {
  const { subscription } = await buy(scene, person, { price: "price_premium_monthly" });
  const path = `/stripe/subscriptions/${subscription.id}/upgrade`;
  return { upgrade: () => scene.control("POST", path, { price_id: "price_pro_monthly" }) };
}

/** Waits until the backend's deliveries to the person fulfil a condition in SQL. */
async function untilDelivery({ rig: { cluster }, person }: Play, condition: string): Promise<void> {
  const text = `select from deliveries where discord_id = $1 and ${condition}`;
  const looks = async () => (await cluster.query("moddy_backend", text, [person.discordId])).length > 0;
  await until(`there is a delivery with ${condition}`, looks);
}

/** Waits until the bot has stored its reply to the person's message. */
async function untilReplyIsStored({ rig: { cluster }, person }: Play): Promise<void> {
  const ofPerson = "select id::text from deliveries where discord_id = $1 and operation = 'notify'";
  const stored = "select from inbox where key = any($1) and status is not null";
  const looks = async () => {
    const ids = (await cluster.query<{ id: string }>("moddy_backend", ofPerson, [person.discordId])).map(
      ({ id }) => id,
    );
    return (await cluster.query("moddy_bot", stored, [ids])).length > 0;
  };
  await until("the bot has stored its reply", looks);
}

/** How many messages were posted that Discord has answered, or would have. */
async function countPosts({ control }: Scene): Promise<number> {
  const counters = await control<{ rest: { by_route: Record<string, { statuses: Record<string, number> }> } }>(
    "GET",
    "/discord/counters",
  );
  const statuses = counters.rest.by_route[POST_MESSAGE]?.statuses ?? {};
  return Object.values(statuses).reduce((sum, count) => sum + count, 0);
}

/** The message is there and recorded, its answer is lost, and Discord has forgotten it when it is asked for again. */
async function loseAnswer(play: Play): Promise<void> {
  const { rig } = play;
  const still = await holdAt(rig.bot, "notify.recorded");
  await buyPremium(play);
  await still.held;
  rig.links.backendToBot.set("refuse");
  await still.release();
  await untilReplyIsStored(play);
  rig.moveClock(NONCE_FORGOTTEN_MS);
  rig.links.backendToBot.set("pass");
}

/** The message is on its way, the bot hears that the connection broke and sends it again; then the first one arrives. */
async function sendTwice(play: Play): Promise<void> {
  const { rig, scene } = play;
  const posted = await countPosts(scene);
  const still = await holdAt(rig.bot, "notify.intended");
  await buyPremium(play);
  await still.held;
  const first = rig.links.botToDiscord.catchNext("POST ");
  await still.release();
  await first.caught;
  first.breakOff();
  await until("the message was sent again", async () => (await countPosts(scene)) > posted);
  first.release();
  await until("the first message has arrived, too", async () => (await countPosts(scene)) > posted + 1);
}

/** The backend dies after the first of the things that a purchase changes together. */
async function dieBetween(play: Play): Promise<void> {
  const { backend } = play.rig;
  const died = backend.died();
  await backend.order({ kind: "arm", step: "outbox.enqueued", hit: 1 });
  await buyPremium(play);
  await died;
}

/** The roles of the first plan are on their way until those of the second one are there. */
async function overtake(play: Play): Promise<void> {
  const { rig } = play;
  const link = rig.links.backendToBot;
  const first = link.catchNext("POST /internal/roles/update");
  const { upgrade } = await buyPremium(play);
  await first.caught;
  link.set("refuse");
  await upgrade();
  await untilDelivery(play, "operation = 'roles_update' and state = 'superseded'");
  link.set("pass");
  await untilDelivery(play, "operation = 'roles_update' and state = 'succeeded'");
  await settle(rig);
  const still = await holdAt(rig.bot, "inbox.stored");
  first.release();
  await still.held;
  await still.release();
}

/**
 * The bot is about to change roles when the one who asked is cut off and asks for others. Its own change, the later one
 * then, would be put right as soon as Discord reported it; so the gateway's session is lost too.
 */
async function writeAtOnce(play: Play): Promise<void> {
  const { rig } = play;
  const link = rig.links.backendToBot;
  const still = await holdAt(rig.bot, "roles.announced");
  const { upgrade } = await buyPremium(play);
  await still.held;
  link.set("refuse");
  await upgrade();
  await untilDelivery(play, "operation = 'roles_update' and state = 'superseded'");
  link.set("pass");
  const tried =
    "exists (select from delivery_attempts a where delivery_id = id and a.outcome in ('delivered', 'rate_limited'))";
  await untilDelivery(play, `operation = 'roles_update' and state <> 'superseded' and ${tried}`);
  rig.sandbox.discord.gateway.drop("terminate", false);
  await still.release();
}

/** What each safeguard stands against. */
export const SCENARIOS: Readonly<Record<Safeguard, Scenario>> = {
  inbox: { service: "bot", play: loseAnswer },
  nonce: { service: "bot", play: sendTwice },
  transaction: { service: "backend", play: dieBetween },
  version: { service: "bot", play: overtake },
  lock: { service: "bot", play: writeAtOnce },
};
