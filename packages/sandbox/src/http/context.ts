import type { Faults } from "../faults/faults.ts";
import type { ActivityFeed } from "./activity-feed.ts";

/** What the local Discord and the local Stripe share. */
export interface SandboxContext {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly faults: Faults;
  readonly activity: ActivityFeed;
}
