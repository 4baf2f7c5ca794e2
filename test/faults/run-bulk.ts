import { FAULTS, type FaultName, KILLS } from "./chaos/fault-kinds.ts";
import { noteWaiting, type Waiting } from "./chaos/measure-recovery.ts";
import { type PlannedFault, planFaults } from "./chaos/plan-faults.ts";
import { judgeEvents } from "./judge/judge-events.ts";
import { type Finding, judgeMessages } from "./judge/judge-messages.ts";
import { countExtraWrites, judgeRoles } from "./judge/judge-roles.ts";
import { createRandom, type Random } from "./random.ts";
import { createControl } from "./rig/control.ts";
import { isQuiet, readWork } from "./rig/read-work.ts";
import { type Rig, startRig } from "./rig/start-rig.ts";
import { TooLateError, until } from "./until.ts";
import { createWorkload } from "./workload/create-workload.ts";
import type { Person } from "./workload/customer.ts";

/** How large a run is, and which one. */
export interface BulkOptions {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** Keeps the logs though all went well. */
  readonly keepLogs?: boolean;
}

/** What a run came to. */
export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly messages: number;
  readonly faults: ReadonlyMap<FaultName, number>;
  readonly findings: readonly Finding[];
  readonly roleWrites: { readonly writes: number; readonly extra: number };
  /** Milliseconds, one for each fault. */
  readonly recoveries: readonly number[];
  readonly seconds: number;
  /** Where the logs are; undefined if all went well and they were removed. */
  readonly folder: string | undefined;
}

/** So much may wait before nobody does anything more; otherwise the time to recover would measure the queue. */
const MOST_WAITING = 30;
/** Events may run so far ahead of the next fault, so that faults strike while something happens. */
const AHEAD = 40;
const MOST_ON_THE_WAY = 100;
const QUIET_MS = 240_000;
const EVENTS_PER_PERSON = 60;

/** Waits until all that happened is done with; what never ends is found by the judges. */
export async function settle(rig: Rig, say: (line: string) => void = () => undefined): Promise<void> {
  let calm = 0;
  const look = async (): Promise<boolean> => {
    rig.sandbox.stripe.webhooks.queue.hurry();
    calm = (await isQuiet(rig).catch(() => false)) ? calm + 1 : 0;
    return calm >= 4;
  };
  try {
    await until(look, "nothing is left to do", { withinMs: QUIET_MS, everyMs: 250 });
  } catch (error) {
    if (!(error instanceof TooLateError)) throw error;
    say(`not quiet after ${QUIET_MS / 1000} s: ${JSON.stringify(await readWork(rig.cluster).catch(String))}`);
  }
}

/** Compares Stripe's truth with what Discord shows. */
export async function judge({ sandbox, cluster }: Rig, people: readonly Person[]) {
  const [{ messages, findings }, events] = await Promise.all([
    judgeMessages(sandbox, cluster, people),
    judgeEvents(sandbox, cluster, people),
  ]);
  const all = [...events, ...findings, ...judgeRoles(sandbox, people)];
  return { messages, findings: all, roleWrites: countExtraWrites(sandbox) };
}

/** Drives so many of Stripe's events through the pair while faults strike, then judges what came of it. */
export async function runBulk(options: BulkOptions): Promise<Outcome> {
  const { events, kills, seed, say = () => undefined } = options;
  const began = performance.now();
  const rig = await startRig({
    random: createRandom(seed ^ 0x5a5a),
    rateLimits: false,
  });
  let keepLogs = true;
  try {
    const { stripe, discord } = rig.sandbox;
    await until(() => discord.gateway.sessions().length > 0, "the bot has a gateway session");
    Object.assign(stripe.webhooks.settings, { order: "shuffled", delayMs: 500, duplicates: 1, retrySpeedup: 60 });
    const random = createRandom(seed);
    const scene = { sandbox: rig.sandbox, control: createControl(rig.sandbox.url), random };
    const planned = planFaults(createRandom(seed + 1), { events, kills });
    const workload = await createWorkload(scene, Math.max(8, Math.round(events / EVENTS_PER_PERSON)));
    const eventsSoFar = () => stripe.events.table.size;
    const chaos = strikeAll(rig, planned, createRandom(seed + 2), { eventsSoFar, say });

    let told = 0;
    while (stripe.events.table.size < events) {
      const mayGoOn = async () => eventsSoFar() < chaos.nextAt() + AHEAD && (await hasRoom(rig));
      await until(mayGoOn, "there is room for more", { withinMs: 600_000, everyMs: 50 });
      for (let steps = 0; steps < 3; steps++) await workload.step();
      if (stripe.events.table.size >= told + 500) {
        told = stripe.events.table.size;
        say(`${told} events, ${Math.round((performance.now() - began) / 1000)} s`);
      }
    }
    const { recoveries, faults } = await chaos.over;
    await settle(rig, say);
    const judged = await judge(rig, workload.people);
    keepLogs = judged.findings.length > 0 || options.keepLogs === true;
    const folder = keepLogs ? rig.folder : undefined;
    const seconds = (performance.now() - began) / 1000;
    return { seed, events: stripe.events.table.size, ...judged, faults, recoveries, seconds, folder };
  } finally {
    await rig.close({ keepLogs });
  }
}

async function hasRoom({ cluster, sandbox }: Rig): Promise<boolean> {
  if (sandbox.stripe.webhooks.queue.size > MOST_ON_THE_WAY) return false;
  const work = await readWork(cluster).catch(() => undefined);
  return work !== undefined && work.events + work.backendDeliveries + work.botDeliveries < MOST_WAITING;
}

const clock = (): string => new Date().toISOString().slice(11, 23);

/**
 * Lets the planned faults strike, each when enough events have come and, unless it is to strike at once, when the pair
 * has recovered from those before. What a group of faults left waiting is timed from the last of them.
 */
function strikeAll(
  rig: Rig,
  planned: readonly PlannedFault[],
  random: Random,
  { eventsSoFar, say }: { eventsSoFar: () => number; say: (line: string) => void },
) {
  const recoveries: number[] = [];
  const faults = new Map<FaultName, number>();
  let nextAt = 0;
  let group: { name: FaultName; waiting: Waiting }[] = [];
  async function run() {
    for (const [index, { at, name }] of planned.entries()) {
      nextAt = at;
      await until(() => eventsSoFar() >= at, `event ${at} has come`, { withinMs: 3_600_000 });
      say(`${clock()} ${name}`);
      faults.set(name, (faults.get(name) ?? 0) + 1);
      // A kill is over as soon as it has struck, so that the new start counts as a part of the recovery.
      const isKill = Object.hasOwn(KILLS, name);
      let since = performance.now();
      const before = isKill ? await noteWaiting(rig) : undefined;
      await FAULTS[name]({ rig, random });
      if (!isKill || name === "kill -9 at a step") since = performance.now();
      group.push({ name, waiting: before ?? (await noteWaiting(rig)) });
      if (planned[index + 1]?.atOnce) continue;
      for (const { name, waiting } of group) {
        const ms = await waiting.recovered(since).catch(() => Infinity);
        recoveries.push(ms);
        say(`${clock()} ${name}: recovered after ${(ms / 1000).toFixed(1)} s`);
      }
      group = [];
    }
    nextAt = Infinity;
    return { recoveries, faults };
  }

  return { over: run(), /** After how many events the next one strikes. */ nextAt: () => nextAt };
}
