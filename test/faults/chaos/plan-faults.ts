import type { Random } from "../random.ts";
import { type FaultName, KILLS, TROUBLES } from "./fault-kinds.ts";

/** A fault, and after how many events it strikes. */
export interface PlannedFault {
  readonly at: number;
  readonly name: FaultName;
}

const TROUBLES_PER_KILL = 0.6;

/** Spreads faults over a run: each kind in turn, at times left to chance. */
export function planFaults(random: Random, { events, kills }: { events: number; kills: number }): PlannedFault[] {
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((each) => [random.next(), each] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, each]) => each);
  const inTurn = <T>(list: readonly T[], count: number): T[] => {
    const picked: T[] = [];
    while (picked.length < count) picked.push(...shuffled(list));
    return picked.slice(0, count);
  };
  const names: FaultName[] = [
    ...inTurn(Object.keys(KILLS) as FaultName[], kills),
    ...inTurn(Object.keys(TROUBLES) as FaultName[], Math.round(kills * TROUBLES_PER_KILL)),
  ];
  return names.map((name) => ({ name, at: random.below(events) })).toSorted((a, b) => a.at - b.at);
}
