import { setTimeout as delay } from "node:timers/promises";

const DEADLINE_MS = 120_000;

/** Resolves once a condition holds; asks ten times a second. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("The condition did not come about.");
    await delay(100);
  }
}
