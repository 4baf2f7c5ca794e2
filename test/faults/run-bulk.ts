import { FAULTS, type FaultName, KILLS } from "./chaos/fault-kinds.ts";
import { noteWaiting } from "./chaos/measure-recovery.ts";
import { type PlannedFault, planFaults } from "./chaos/plan-faults.ts";
import { judgeEvents } from "./judge/judge-events.ts";
import { type Finding, judgeMessages } from "./judge/judge-messages.ts";
import { countExtraWrites, judgeRoles } from "./judge/judge-roles.ts";
import { createRandom } from "./random.ts";
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
  readonly preload?: Readonly<Partial<Record<"backend" | "bot", readonly string[]>>>;
  readonly say?: (line: string) => void;
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
const SLOW_MS = 15_000;
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
    preload: options.preload ?? {},
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
    const striking = strikeAll(rig, planned, createRandom(seed + 2), () => stripe.events.table.size, say);

    let told = 0;
    while (stripe.events.table.size < events) {
      await until(() => hasRoom(rig), "there is room for more", { withinMs: 600_000, everyMs: 100 });
      for (let steps = 0; steps < 3; steps++) await workload.step();
      if (stripe.events.table.size >= told + 500) {
        told = stripe.events.table.size;
        say(`${told} events, ${Math.round((performance.now() - began) / 1000)} s`);
      }
    }
    const { recoveries, faults } = await striking;
    await settle(rig, say);
    const judged = await judge(rig, workload.people);
    keepLogs = judged.findings.length > 0;
    const folder = keepLogs ? rig.folder : undefined;
    const seconds = (performance.now() - began) / 1000;
    return { seed, events: stripe.events.table.size, ...judged, faults, recoveries, seconds, folder };
  } finally {
    await rig.close({ keepLogs });
  }
}

async function hasRoom({ cluster }: Rig): Promise<boolean> {
  const work = await readWork(cluster).catch(() => undefined);
  return work !== undefined && work.events + work.backendDeliveries + work.botDeliveries < MOST_WAITING;
}

/** Lets the planned faults strike one after the other, each when enough events have come. */
async function strikeAll(
  rig: Rig,
  planned: readonly PlannedFault[],
  random: ReturnType<typeof createRandom>,
  eventsSoFar: () => number,
  say: (line: string) => void,
): Promise<{ recoveries: number[]; faults: Map<FaultName, number> }> {
  const recovering: Promise<number>[] = [];
  const faults = new Map<FaultName, number>();
  const tellIfSlow = (name: FaultName, ms: number): number => {
    if (ms > SLOW_MS) say(`${name}: ${Math.round(ms / 1000)} s to recover`);
    return ms;
  };
  for (const { at, name } of planned) {
    await until(() => eventsSoFar() >= at, `event ${at} has come`, { withinMs: 3_600_000 });
    faults.set(name, (faults.get(name) ?? 0) + 1);
    const isKill = Object.hasOwn(KILLS, name);
    const struck = performance.now();
    const before = isKill ? await noteWaiting(rig) : undefined;
    await FAULTS[name]({ rig, random });
    const since = isKill ? struck : performance.now();
    const waiting = before ?? (await noteWaiting(rig));
    recovering.push(
      waiting.recovered(since).then(
        (ms) => tellIfSlow(name, ms),
        () => Infinity,
      ),
    );
    await Promise.all([rig.backend.ready(), rig.bot.ready()]);
  }
  return { recoveries: await Promise.all(recovering), faults };
}
