import type { Sandbox } from "@moddy/sandbox";
import { FALLBACK_CHANNEL } from "../rig/start-rig.ts";
import type { PlanName } from "../workload/plans.ts";

/** What a message says. */
export interface ShownMessage {
  readonly action: string;
  readonly plan: PlanName;
}

/** How each message is recognized by its text. */
const SAYS: readonly (readonly [RegExp, string])[] = [
  [/is active now/, "subscription_created"],
  [/subscription has changed|is cancelled\.|is undone|failed\. You keep|came in, and/, "subscription_updated"],
  [/has ended/, "subscription_cancelled"],
  [/moved up to/, "plan_upgraded"],
  [/moved to/, "plan_downgraded"],
];

function read(content: string): ShownMessage {
  const action = SAYS.find(([pattern]) => pattern.test(content))?.[1];
  const plan = /\*\*(\w+)\*\*/.exec(content)?.[1]?.toLowerCase() as PlanName | undefined;
  if (action === undefined || plan === undefined) throw new Error(`the harness cannot read a message: ${content}`);
  return { action, plan };
}

/** All messages of the bot to each person, in DMs and by mentions, oldest first. */
export function readMessages({ discord: { state } }: Sandbox): ReadonlyMap<string, readonly ShownMessage[]> {
  const bot = state.application.id;
  const direct = [...state.dms.values()].flatMap(({ recipientId, messages }) =>
    messages.filter(({ authorId }) => authorId === bot).map(({ id, content }) => ({ to: recipientId, id, content })),
  );
  const mentions = (state.channels.get(FALLBACK_CHANNEL)?.messages ?? [])
    .filter(({ authorId }) => authorId === bot)
    .map(({ id, content }) => ({ to: /^<@(\d+)>/.exec(content)?.[1] ?? "", id, content }));
  const all = [...direct, ...mentions].toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  const byPerson = Map.groupBy(all, ({ to }) => to);
  return new Map([...byPerson].map(([to, messages]) => [to, messages.map(({ content }) => read(content))]));
}
