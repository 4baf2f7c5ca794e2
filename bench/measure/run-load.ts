import { setTimeout as delay } from "node:timers/promises";

/** How long each call took, and all together, in milliseconds. */
export interface Load {
  readonly latencies: readonly number[];
  readonly totalMs: number;
}

/** Makes calls one after the other in each of so many lanes, until `count` are made. */
export async function runClosed(
  { count, lanes }: { count: number; lanes: number },
  call: (index: number) => Promise<unknown>,
): Promise<Load> {
  const latencies: number[] = [];
  const began = performance.now();
  let next = 0;
  async function lane(): Promise<void> {
    while (next < count) {
      const index = next++;
      const started = performance.now();
      await call(index);
      latencies.push(performance.now() - started);
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return { latencies, totalMs: performance.now() - began };
}

/**
 * Begins calls at fixed times, whether the ones before have ended or not. A call's time counts from when it should have
 * begun, so that a server that stalls cannot hide it.
 */
export async function runOpen(
  { count, perSecond }: { count: number; perSecond: number },
  call: (index: number) => Promise<unknown>,
): Promise<Load> {
  const latencies: number[] = [];
  const began = performance.now();
  const running: Promise<void>[] = [];
  async function one(index: number, due: number): Promise<void> {
    await call(index);
    latencies.push(performance.now() - due);
  }
  for (let index = 0; index < count; index++) {
    const due = began + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await delay(early);
    running.push(one(index, due));
  }
  await Promise.all(running);
  return { latencies, totalMs: performance.now() - began };
}
