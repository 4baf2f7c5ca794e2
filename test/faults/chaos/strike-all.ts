import type { Random } from "../random.ts";
import type { Rig } from "../rig/start-rig.ts";
import { until } from "../until.ts";
import { FAULTS, type FaultName, KILLS } from "./fault-kinds.ts";
import { noteWaiting, type Waiting } from "./measure-recovery.ts";
import type { PlannedFault } from "./plan-faults.ts";

const clock = (): string => new Date().toISOString().slice(11, 23);

/**
 * Lets the planned faults strike, each when enough events have come and, unless it is to strike at once, when the pair
 * has recovered from those before. What a group of faults left waiting is timed from the last of them.
 */
export function strikeAll(
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
