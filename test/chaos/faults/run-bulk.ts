import { createControl } from "../../support/sandbox-control.ts";
import { until } from "../../support/until.ts";
import { type CheckResult, checkOutcome } from "./checks/check-outcome.ts";
import type { FaultName } from "./injection/fault-kinds.ts";
import { injectFaults } from "./injection/inject-faults.ts";
import { planFaults } from "./injection/plan-faults.ts";
import { createRandom } from "./random.ts";
import { readWork } from "./rig/read-work.ts";
import { settle } from "./rig/settle.ts";
import { type Rig, startRig } from "./rig/start-rig.ts";
import { createWorkload } from "./workload/create-workload.ts";

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
export interface Outcome extends CheckResult {
  readonly seed: number;
  /** How many events Stripe made. */
  readonly events: number;
  /** How often Stripe sent one: twice at least, in no order, up to half a second late, and again where it failed. */
  readonly webhooks: number;
  readonly faults: ReadonlyMap<FaultName, number>;
  /** Milliseconds, one for each fault. */
  readonly recoveries: readonly number[];
  readonly seconds: number;
  /** Where the logs are; undefined if all went well and they were removed. */
  readonly folder: string | undefined;
}

/** So much may wait before nobody does anything more; otherwise the time to recover would measure the queue. */
const MOST_WAITING = 30;
/** Events may run so far ahead of the next fault, so that faults meet work. */
const AHEAD = 40;
const MOST_ON_THE_WAY = 100;
const EVENTS_PER_PERSON = 60;

/** Drives so many of Stripe's events through the pair while faults are injected, then checks the outcome. */
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
    await until("the bot has a gateway session", () => discord.gateway.sessions().length > 0);
    Object.assign(stripe.webhooks.settings, { order: "shuffled", delayMs: 500, duplicates: 1, retrySpeedup: 60 });
    const random = createRandom(seed);
    const scene = { sandbox: rig.sandbox, control: createControl(rig.sandbox.url), random };
    const planned = planFaults(createRandom(seed + 1), { events, kills });
    const workload = await createWorkload(scene, Math.max(8, Math.round(events / EVENTS_PER_PERSON)));
    const eventsSoFar = () => stripe.events.table.size;
    const stirring = createRandom(seed + 3);
    const addWork = async () => void (await workload.step(stirring));
    const chaos = injectFaults(rig, planned, { random: createRandom(seed + 2), eventsSoFar, addWork, say });

    let reported = 0;
    while (stripe.events.table.size < events) {
      const mayGoOn = async () => eventsSoFar() < chaos.nextAt() + AHEAD && (await hasRoom(rig));
      await until("there is room for more", mayGoOn, { withinMs: 600_000, everyMs: 50 });
      for (let steps = 0; steps < 3; steps++) await workload.step(random);
      if (stripe.events.table.size >= reported + 500) {
        reported = stripe.events.table.size;
        say(`${reported} events, ${Math.round((performance.now() - began) / 1000)} s`);
      }
    }
    const { recoveries, faults } = await chaos.over;
    await settle(rig, say);
    const checked = await checkOutcome(rig, workload.people);
    keepLogs = checked.findings.length > 0 || options.keepLogs === true;
    const folder = keepLogs ? rig.folder : undefined;
    const seconds = (performance.now() - began) / 1000;
    const sent = { events: stripe.events.table.size, webhooks: stripe.webhooks.attempts.length };
    return { seed, ...sent, ...checked, faults, recoveries, seconds, folder };
  } finally {
    await rig.close({ keepLogs });
  }
}

async function hasRoom({ cluster, sandbox }: Rig): Promise<boolean> {
  if (sandbox.stripe.webhooks.queue.size > MOST_ON_THE_WAY) return false;
  const work = await readWork(cluster).catch(() => undefined);
  return work !== undefined && work.events + work.backendDeliveries + work.botDeliveries < MOST_WAITING;
}
