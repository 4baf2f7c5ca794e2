import type { Pair } from "../../../support/start-pair.ts";
import { until } from "../../../support/until.ts";
import type { AfterRetries, Has, Life, Step } from "./life.ts";
import { readStanding, tellPromise, tellStanding } from "./read-standing.ts";
import { newSubscriber, type Subscriber, type World } from "./subscriber.ts";

const HOUR_MS = 3_600_000;
/** How long a sign may take that leaves no other trace: an event of Discord's gateway. */
const LATE_MS = 2_000;
/** How many lives take their step at the same time: a call to the backend has ten seconds, on a busy machine too. */
const AT_ONCE = 10;

/** A life that was lived: what the table promises of each step, and what came. */
export interface Lived {
  readonly name: string;
  readonly promised: readonly string[];
  readonly came: readonly string[];
}

interface Way {
  readonly life: Life;
  readonly subscriber: Subscriber;
  /** The number of the step that comes next. */
  next: number;
  heard: number;
  readonly came: string[];
}

function promiseOf({ steps }: Life): string[] {
  let before: Has = "free";
  return steps.map((step) => {
    const told = tellPromise(step, before);
    before = step[1];
    return told;
  });
}

/** The step that a life stands at; undefined after its last one. */
const stepOf = ({ life, next }: Way): Step | undefined => life.steps[next];

/** The day that a life waits for; undefined when it waits for none. */
function dayOf(way: Way): number | undefined {
  const what = stepOf(way)?.[0];
  return what && "day" in what ? what.day : undefined;
}

/** Has people live side by side: each has a user and customers of their own, and all have one calendar. */
export async function live(pair: Pair, lives: readonly Life[], afterRetries: AfterRetries): Promise<Lived[]> {
  const { control, client, sandbox } = pair;
  const settle = () => pair.settle();
  let moved = 0;
  const now = () => Date.now() + moved;
  const world: World = { control, client, sandbox, now };
  let today = 0;

  function move(ms: number): void {
    moved += ms;
    pair.move(ms);
  }

  /** Hour by hour, since Stripe does what is due in the hour in which it is due. */
  async function passDay(): Promise<void> {
    // What was bought at midnight renews at midnight, and is billed an hour later.
    if (today === 0) move(2 * HOUR_MS);
    today += 1;
    for (let hour = 0; hour < 24; hour++) {
      move(HOUR_MS);
      await control("GET", "/stripe/counts");
    }
    await control("POST", "/stripe/webhooks/flush", {});
    await settle();
    await pair.backend.runJob("entitlement-recheck");
    await settle();
  }

  async function look(way: Way): Promise<string> {
    const step = stepOf(way) as Step;
    const { roles, messages } = await readStanding(control, way.subscriber.user);
    return tellStanding(step, roles, messages.slice(way.heard));
  }

  /** Notes what came of the step at which each of them stands, and goes on to the next one. */
  async function note(ways: readonly Way[]): Promise<void> {
    await settle();
    const asPromised = async (way: Way) => (await look(way)) === promiseOf(way.life)[way.next];
    const all = async () => (await Promise.all(ways.map(asPromised))).every(Boolean);
    if (!(await all())) await until("all is as promised", all, { withinMs: LATE_MS }).catch(() => settle());
    for (const way of ways) {
      way.came.push(await look(way));
      way.heard = (await readStanding(control, way.subscriber.user)).messages.length;
      way.next += 1;
    }
  }

  /** One that cannot happen is told by its own life, and the others go on. */
  async function act(way: Way): Promise<void> {
    const what = stepOf(way)?.[0];
    if (!what || !("act" in what)) return;
    await what.act(way.subscriber).catch((error: unknown) => {
      way.came.push(`${what.words}: ${String(error)}`);
    });
  }

  async function start(life: Life): Promise<Way> {
    return { life, subscriber: await newSubscriber(world), next: 0, heard: 0, came: [] };
  }

  await control("POST", "/stripe/settings", { after_retries: afterRetries });
  move(Date.UTC(new Date(sandbox.stripe.clock.nowMs()).getUTCFullYear() + 1, 0) - sandbox.stripe.clock.nowMs());
  const ways = await Promise.all(lives.map(start));
  await settle();
  for (;;) {
    const awake = ways.filter((way) => stepOf(way) && (dayOf(way) ?? today) <= today);
    if (awake.length > 0) {
      for (let first = 0; first < awake.length; first += AT_ONCE) {
        await Promise.all(awake.slice(first, first + AT_ONCE).map(act));
      }
      await note(awake);
    } else if (ways.some(stepOf)) await passDay();
    else break;
  }
  return ways.map(({ life, came }) => ({ name: life.name, promised: promiseOf(life), came }));
}
