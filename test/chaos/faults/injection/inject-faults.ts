import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../../support/until.ts";
import type { Random } from "../random.ts";
import type { Rig } from "../rig/start-rig.ts";
import { FAULTS, type FaultName, KILLS } from "./fault-kinds.ts";
import { readWaiting, type Waiting } from "./measure-recovery.ts";
import type { PlannedFault } from "./plan-faults.ts";

export interface ChaosOptions {
  readonly random: Random;
  /** How many events have come so far. */
  readonly eventsSoFar: () => number;
  /** Lets somebody do something, so that a fault meets work. */
  readonly addWork: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** What the faults came to. */
export interface FaultResults {
  /** Milliseconds, one for each fault. */
  readonly recoveries: readonly number[];
  readonly faults: ReadonlyMap<FaultName, number>;
}

/** Faults that are injected one after the other. */
export interface Chaos {
  readonly over: Promise<FaultResults>;
  /** After how many events the next one is injected. */
  nextAt(): number;
}

const READY_MS = 120_000;
const STIR_MS = 3_000;
const STIR_EVERY_MS = 300;
/** A kill comes so long, at most, after work has begun. */
const MOST_AFTER_MS = 150;

const clock = (): string => new Date().toISOString().slice(11, 23);

/** Lets things happen, not for long, until something is under way. */
async function waitForWork(rig: Rig, { addWork, random }: ChaosOptions): Promise<Waiting> {
  for (const end = performance.now() + STIR_MS; performance.now() < end; await delay(STIR_EVERY_MS / 10)) {
    await addWork();
    if ((await readWaiting(rig)).count > 0) break;
  }
  await delay(random.below(MOST_AFTER_MS));
  return readWaiting(rig);
}

/** Lets things happen for as long as a fault lasts. */
async function keepWorking({ addWork }: ChaosOptions, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await addWork();
    await delay(STIR_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

/** Injects one fault. @returns when it began, or was lifted, of `performance.now()`, and what waited then. */
async function injectFault(
  rig: Rig,
  name: FaultName,
  options: ChaosOptions,
): Promise<{ since: number; waiting: Waiting }> {
  const before = await waitForWork(rig, options);
  const began = performance.now();
  const over = new AbortController();
  const going = keepWorking(options, over.signal);
  await FAULTS[name]({ rig, random: options.random });
  const lifted = performance.now();
  over.abort();
  await going;
  // A kill is over as soon as the process is gone, so that the new start counts as a part of the recovery.
  const isKill = Object.hasOwn(KILLS, name) && name !== "kill -9 at a step";
  return isKill ? { since: began, waiting: before } : { since: lifted, waiting: await readWaiting(rig) };
}

/**
 * Injects the planned faults: each when enough events have come and, unless it is to come at once, when the pair
 * has recovered from those before. What a group of faults left waiting is timed from the last of them.
 */
export function injectFaults(rig: Rig, planned: readonly PlannedFault[], options: ChaosOptions): Chaos {
  const { eventsSoFar, say } = options;
  const recoveries: number[] = [];
  const faults = new Map<FaultName, number>();
  let nextAt = 0;

  async function recover(group: readonly { name: FaultName; waiting: Waiting }[], since: number): Promise<void> {
    const areReady = until("both are ready", () => rig.backend.isReady && rig.bot.isReady, { withinMs: READY_MS });
    const ready = await areReady.then(
      () => performance.now() - since,
      () => Infinity,
    );
    for (const { name, waiting } of group) {
      const ms = Math.max(ready, await waiting.done(since));
      recoveries.push(ms);
      say(`${clock()} ${name}: recovered after ${(ms / 1000).toFixed(1)} s, ${waiting.count} had waited`);
    }
  }

  async function run(): Promise<FaultResults> {
    let group: { name: FaultName; waiting: Waiting }[] = [];
    for (const [index, { at, name }] of planned.entries()) {
      nextAt = at;
      await until(`event ${at} has come`, () => eventsSoFar() >= at, { withinMs: 3_600_000 });
      say(`${clock()} ${name}`);
      faults.set(name, (faults.get(name) ?? 0) + 1);
      const { since, waiting } = await injectFault(rig, name, options);
      group.push({ name, waiting });
      if (planned[index + 1]?.atOnce) continue;
      await recover(group, since);
      group = [];
    }
    nextAt = Infinity;
    return { recoveries, faults };
  }

  const over = run();
  // Who awaits `over` gets the error; nothing waits for a next fault any more.
  over.catch(() => {
    nextAt = Infinity;
  });
  return { over, nextAt: () => nextAt };
}
