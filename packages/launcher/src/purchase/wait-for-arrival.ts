import { setTimeout as wait } from "node:timers/promises";
import type { Story } from "../progress/progress-reporter.ts";

export interface Expected {
  userId: string;
  roleIds: readonly string[];
  /** A role's name, for people. */
  roleName: (roleId: string) => string;
}

const patienceMs = 60_000;
/** The services' own record of it is shown where they log it; a high LOG_LEVEL keeps it to itself. */
const recordMs = 2_000;

/** Resolves when Discord has given a member every role and a message. @throws {Error} naming what did not arrive. */
export async function waitForArrival(
  story: Story,
  { userId, roleIds, roleName }: Expected,
  signal: AbortSignal,
): Promise<void> {
  const open = new Set(["a message", ...roleIds]);
  const unrecorded = new Set(["roles_update", "notify"]);
  const arrived = Promise.withResolvers<void>();
  const recorded = Promise.withResolvers<void>();
  const strike = (set: Set<string>, item: string, done: () => void) => {
    set.delete(item);
    if (set.size === 0) done();
  };
  const onRole = (user: string, role: string) => user === userId && strike(open, role, arrived.resolve);
  const onMessage = (user: string) => user === userId && strike(open, "a message", arrived.resolve);
  const onDelivered = (operation: string) => strike(unrecorded, operation, recorded.resolve);
  const onAbort = () => arrived.reject(signal.reason as Error);
  const late = setTimeout(() => {
    const missing = [...open].map((item) => (item === "a message" ? item : `the role ${roleName(item)}`));
    arrived.reject(new Error(`Waited ${patienceMs / 1000} s in vain for ${missing.join(" and ")}.`));
  }, patienceMs);
  story.events.on("role", onRole).on("message", onMessage).on("delivered", onDelivered);
  signal.addEventListener("abort", onAbort);
  try {
    await arrived.promise;
    await Promise.race([recorded.promise, wait(recordMs, undefined, { ref: false })]);
  } finally {
    clearTimeout(late);
    story.events.off("role", onRole).off("message", onMessage).off("delivered", onDelivered);
    signal.removeEventListener("abort", onAbort);
  }
}
