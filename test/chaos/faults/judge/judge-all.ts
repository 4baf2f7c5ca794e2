import type { Rig } from "../rig/start-rig.ts";
import type { Person } from "../workload/customer.ts";
import { judgeEvents } from "./judge-events.ts";
import { type Finding, judgeMessages } from "./judge-messages.ts";
import { countExtraWrites, judgeRoles } from "./judge-roles.ts";

/** What a run came to at its end. */
export interface Verdict {
  /** How many messages Discord shows. */
  readonly messages: number;
  readonly findings: readonly Finding[];
  readonly roleWrites: { readonly writes: number; readonly extra: number };
}

/** Compares Stripe's truth with what Discord shows. */
export async function judgeAll({ sandbox, cluster }: Rig, people: readonly Person[]): Promise<Verdict> {
  const [{ messages, findings }, events] = await Promise.all([
    judgeMessages(sandbox, cluster, people),
    judgeEvents(sandbox, cluster, people),
  ]);
  const all = [...events, ...findings, ...judgeRoles(sandbox, people)];
  return { messages, findings: all, roleWrites: countExtraWrites(sandbox) };
}
