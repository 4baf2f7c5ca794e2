import type { Sandbox } from "@moddy/sandbox";

/** A person who buys, and what the harness has done to them: its own record, beside Stripe's and Discord's. */
export interface Person {
  readonly discordId: string;
  readonly email: string;
  /** Every customer that they ever were at Stripe, oldest first. */
  readonly customerIds: string[];
  /** How often they joined and left the guild while events were watched. */
  joins: number;
  leaves: number;
  /** Whether they ever could not be written to: then a message may be missing for good. */
  everUnreachable: boolean;
  /** Roles that were given by hand and that no plan manages. */
  readonly friendRole: boolean;
}

/** A subscription at Stripe. */
export type Subscription = ReturnType<Sandbox["stripe"]["subscriptions"]["all"]>[number];

/** A charge at Stripe. */
export type Charge = ReturnType<Sandbox["stripe"]["charges"]["all"]>[number];

const ENDED: readonly string[] = ["canceled", "incomplete_expired"];

/** Whether a subscription can still change. */
export function isLiving({ status }: Subscription): boolean {
  return !ENDED.includes(status);
}
