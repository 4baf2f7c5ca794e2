import type { Random } from "../random.ts";
import { type FaultName, KILLS, KILLS_OF, OTHER_FAULTS } from "./fault-kinds.ts";

/** A fault, and after how many events it is injected. */
export interface PlannedFault {
  readonly at: number;
  readonly name: FaultName;
  /** Whether it is injected while the pair still recovers from the one before. */
  readonly atOnce: boolean;
}

const TROUBLES_PER_FAULT = 0.7;
const SHARE_AT_ONCE = 0.3;

/** Spreads faults over a run until so many processes were killed: each kind in turn, at times left to chance. */
export function planFaults(random: Random, { events, kills }: { events: number; kills: number }): PlannedFault[] {
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((each) => [random.next(), each] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, each]) => each);
  const kinds = Object.keys(KILLS) as (keyof typeof KILLS)[];
  const killing: FaultName[] = [];
  for (let left = kills, turn: typeof kinds = []; left > 0; ) {
    if (turn.length === 0) turn = shuffled(kinds);
    const name = turn.pop() ?? "kill -9 bot";
    if (KILLS_OF[name] > left) continue;
    left -= KILLS_OF[name];
    killing.push(name);
  }
  const troubles: FaultName[] = [];
  const wanted = Math.round(killing.length * TROUBLES_PER_FAULT);
  while (troubles.length < wanted) troubles.push(...shuffled(Object.keys(OTHER_FAULTS) as FaultName[]));
  return [...killing, ...troubles.slice(0, wanted)]
    .map((name) => ({ name, at: random.below(events), atOnce: random.chance(SHARE_AT_ONCE) }))
    .toSorted((a, b) => a.at - b.at);
}
