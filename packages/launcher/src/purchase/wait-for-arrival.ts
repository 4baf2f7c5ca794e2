import { setTimeout as wait } from "node:timers/promises";
import type { ProgressReporter } from "../progress/progress-reporter.ts";

export interface Expected {
  userId: string;
  roleIds: readonly string[];
  /** A role's name, for people. */
  roleName: (roleId: string) => string;
}

const timeoutMs = 60_000;
/** How long to wait for the services' log entries on it: with a high LOG_LEVEL there are none. */
const recordMs = 2_000;

/** Resolves when Discord has given a member every role and a message. @throws {Error} naming what did not arrive. */
export async function waitForArrival(
  progress: ProgressReporter,
  { userId, roleIds, roleName }: Expected,
  signal: AbortSignal,
): Promise<void> {
  const open = new Set(["a message", ...roleIds]);
  const unrecorded = new Set(["roles_update", "notify"]);
  const arrived = Promise.withResolvers<void>();
  const recorded = Promise.withResolvers<void>();
  const remove = (set: Set<string>, item: string, done: () => void) => {
    set.delete(item);
    if (set.size === 0) done();
  };
  const onRole = (user: string, role: string) => user === userId && remove(open, role, arrived.resolve);
  const onMessage = (user: string) => user === userId && remove(open, "a message", arrived.resolve);
  const onDelivered = (operation: string) => remove(unrecorded, operation, recorded.resolve);
  const onAbort = () => arrived.reject(signal.reason as Error);
  const late = setTimeout(() => {
    const missing = [...open].map((item) => (item === "a message" ? item : `the role ${roleName(item)}`));
    arrived.reject(new Error(`Waited ${timeoutMs / 1000} s without success for ${missing.join(" and ")}.`));
  }, timeoutMs);
  progress.events.on("role", onRole).on("message", onMessage).on("delivered", onDelivered);
  signal.addEventListener("abort", onAbort);
  try {
    await arrived.promise;
    await Promise.race([recorded.promise, wait(recordMs, undefined, { ref: false })]);
  } finally {
    clearTimeout(late);
    progress.events.off("role", onRole).off("message", onMessage).off("delivered", onDelivered);
    signal.removeEventListener("abort", onAbort);
  }
}
