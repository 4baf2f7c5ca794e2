import type { Sandbox } from "@moddy/sandbox";
import type { Cluster } from "../rig/start-postgres-cluster.ts";
import type { Person } from "../workload/customer.ts";
import { expectedPlan } from "./expected-plan.ts";
import { readMessages, type ShownMessage } from "./read-messages.ts";

/** One thing that is not as promised. */
export interface Finding {
  readonly kind: "lost" | "doubled" | "wrong-role" | "out-of-order";
  readonly discordId: string;
  readonly what: string;
}

interface NoticeRow {
  readonly discord_id: string;
  readonly attempts: number;
  readonly action: string;
  readonly plan: string;
  readonly state: string;
  readonly outcome: string | null;
}

const key = ({ action, plan }: { action: string; plan: string }): string => `${action} ${plan}`;

function count(list: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(list, (each) => each)].map(([each, all]) => [each, all.length]));
}

/** Messages against deliveries: as many as succeeded, at most as many as there were, and in their order. */
function compare(discordId: string, notices: readonly NoticeRow[], messages: readonly ShownMessage[]): Finding[] {
  const shown = messages.map(key);
  const succeeded = notices.filter(({ state }) => state === "succeeded").map(key);
  const [seen, sent, most] = [count(shown), count(succeeded), count(notices.map(key))];
  const findings: Finding[] = [];
  for (const each of new Set([...shown, ...succeeded])) {
    const number = seen.get(each) ?? 0;
    const [least, greatest] = [sent.get(each) ?? 0, most.get(each) ?? 0];
    if (number < least) findings.push({ kind: "lost", discordId, what: `${each}: ${number} shown, ${least} sent` });
    if (number > greatest) {
      findings.push({ kind: "doubled", discordId, what: `${each}: ${number} shown, ${greatest} deliveries` });
    }
  }
  const comparable = findings.length === 0 && shown.length === succeeded.length;
  if (comparable && shown.join() !== succeeded.join()) {
    findings.push({ kind: "out-of-order", discordId, what: `${shown.join(", ")} instead of ${succeeded.join(", ")}` });
  }
  return findings;
}

/**
 * The messages by themselves: they lead, without a break and without a repetition, from nothing to what the person has
 * now by Stripe. This asks the product's database nothing.
 */
function follow(discordId: string, messages: readonly ShownMessage[], now: string, inDoubt: boolean): Finding[] {
  let plan = "free";
  for (const [index, { action, plan: named }] of messages.entries()) {
    const at = `message ${index + 1} (${action} ${named}) after ${plan}`;
    const fits =
      action === "subscription_created"
        ? plan === "free"
        : action === "subscription_cancelled" || action === "subscription_updated"
          ? plan === named
          : plan !== "free" && plan !== named;
    if (!fits && !inDoubt) {
      const repeated = index > 0 && key(messages[index - 1] as ShownMessage) === key({ action, plan: named });
      return [{ kind: repeated ? "doubled" : "lost", discordId, what: at }];
    }
    plan = action === "subscription_cancelled" ? "free" : named;
  }
  return plan === now ? [] : [{ kind: "lost", discordId, what: `the messages say ${plan}, but they have ${now}` }];
}

/** Holds what Discord shows against what happened at Stripe and what the backend meant to tell. */
export async function checkMessages(
  sandbox: Sandbox,
  cluster: Cluster,
  people: readonly Person[],
): Promise<{ messages: number; findings: Finding[] }> {
  const messages = readMessages(sandbox);
  const rows = await cluster.query<NoticeRow>(
    "moddy_backend",
    `select discord_id, attempts, request ->> 'action' as action, request ->> 'plan' as plan, state, outcome
     from deliveries where operation = 'notify' order by seq`,
  );
  const notices = Map.groupBy(rows, ({ discord_id }) => discord_id);
  const findings = people.flatMap((person) => {
    const { discordId, everUnreachable } = person;
    const all = notices.get(discordId) ?? [];
    // What was taken back before anybody tried to send it was never meant to be shown.
    const mine = all.filter(({ state, attempts }) => state !== "superseded" || attempts > 0);
    const shown = messages.get(discordId) ?? [];
    const unreached = mine.some(({ state }) => state !== "succeeded" && state !== "superseded");
    const found = compare(discordId, mine, shown);
    if (unreached && !everUnreachable) found.push({ kind: "lost", discordId, what: "a message came to nothing" });
    if (unreached || found.length > 0) return found;
    // After an attempt that broke off, nobody knows which message the next one follows: the last one is what counts.
    const inDoubt = mine.some(({ state }) => state === "superseded");
    return follow(discordId, inDoubt ? shown.slice(-1) : shown, expectedPlan(sandbox, person), inDoubt);
  });
  return { messages: [...messages.values()].reduce((sum, { length }) => sum + length, 0), findings };
}
