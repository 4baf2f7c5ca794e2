import { seedIds } from "@moddy/sandbox";
import type { Control } from "../../../support/sandbox-control.ts";
import type { Has, Step, Told } from "./life.ts";

const { premiumRole: PREMIUM, proRole: PRO } = seedIds;

/** What each word for what a user has looks like in Discord. */
export const ROLES: Readonly<Record<Has, readonly string[] | null>> = {
  free: [],
  premium: [PREMIUM],
  pro: [PRO],
  "premium role by hand": [PREMIUM],
  "pro and the premium role by hand": [PREMIUM, PRO],
  "not in the server": null,
};

/** The plan that a user has with it. */
const PLANS: Readonly<Record<Has, "Premium" | "Pro" | null>> = {
  free: null,
  premium: "Premium",
  pro: "Pro",
  "premium role by hand": null,
  "pro and the premium role by hand": "Pro",
  "not in the server": null,
};

/** How a reader recognizes each message; the first that fits counts. */
const MESSAGES: readonly (readonly [Told, RegExp])[] = [
  ["trial", /as a free trial/],
  ["thanks", /^Thank you! .* is active now/],
  ["moved up", /moved up to/],
  ["moved down", /moved to/],
  ["ends later", /is cancelled\. You keep it until/],
  ["goes on", /cancellation is undone/],
  ["payment failed", /payment for .* failed\. You keep it/],
  ["paid after all", /payment came in, and/],
  ["ended: unpaid", /has ended, because the payment did not come in/],
  ["ended: refunded", /was refunded, so it has ended/],
  ["ended: disputed", /is disputed at your bank, so it has ended/],
  ["ended", /has ended\./],
];

/** What a user finds in Discord. */
export interface Standing {
  /** Null for someone who is not in the server. */
  readonly roles: readonly string[] | null;
  /** The direct messages of the bot, oldest first. */
  readonly messages: readonly string[];
}

interface UserView {
  readonly guilds: readonly { readonly role_ids: readonly string[] }[];
  readonly dm: { readonly messages: readonly { readonly content: string }[] } | null;
}

/** Reads what a user finds in Discord. */
export async function readStanding(control: Control, user: string): Promise<Standing> {
  const { guilds, dm } = await control<UserView>("GET", `/discord/users/${user}`);
  return {
    roles: guilds[0]?.role_ids.toSorted() ?? null,
    messages: dm?.messages.map(({ content }) => content) ?? [],
  };
}

function nameMessage(text: string): string {
  const [told = text] = MESSAGES.find(([, says]) => says.test(text)) ?? [];
  return `${told} (${/\*\*(\w+)\*\*/.exec(text)?.[1] ?? "no plan"})`;
}

function nameRoles(roles: Standing["roles"], promised: Has): string {
  if (String(roles) === String(ROLES[promised])) return promised;
  const known = Object.entries(ROLES).find(([, each]) => String(each) === String(roles));
  return known?.[0] ?? `the roles ${String(roles)}`;
}

const line = (words: string, has: string, told: readonly string[]) =>
  `${words}: ${[has, ...told.map((each) => `"${each}"`)].join(", ")}`;

/** A step as the table promises it. A message about an end names the plan that ended. */
export function tellPromise([what, has, ...told]: Step, before: Has): string {
  const plan = PLANS[has] ?? PLANS[before] ?? "no plan";
  return line(
    what.words,
    has,
    told.map((each) => `${each} (${plan})`),
  );
}

/** A step as it came: the roles now, and what was `heard` since the step before. */
export function tellStanding([what, has]: Step, roles: Standing["roles"], heard: readonly string[]): string {
  return line(what.words, nameRoles(roles, has), heard.map(nameMessage));
}
