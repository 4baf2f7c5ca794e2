import type { Rig } from "../rig/start-rig.ts";
import type { Person } from "../workload/customer.ts";
import { checkEvents } from "./check-events.ts";
import { checkMessages, type Finding } from "./check-messages.ts";
import { checkRoles, countExtraWrites } from "./check-roles.ts";

/** What a run came to at its end. */
export interface CheckResult {
  /** How many messages Discord shows. */
  readonly messages: number;
  readonly findings: readonly Finding[];
  readonly roleWrites: { readonly writes: number; readonly extra: number };
}

/** Compares Stripe's truth with what Discord shows. */
export async function checkOutcome({ sandbox, cluster }: Rig, people: readonly Person[]): Promise<CheckResult> {
  const [{ messages, findings }, events] = await Promise.all([
    checkMessages(sandbox, cluster, people),
    checkEvents(sandbox, cluster, people),
  ]);
  const all = [...events, ...findings, ...checkRoles(sandbox, people)];
  return { messages, findings: all, roleWrites: countExtraWrites(sandbox) };
}
