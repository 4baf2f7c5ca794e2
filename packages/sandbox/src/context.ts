import type { ActivityFeed } from "./activity.ts";
import type { Faults } from "./faults.ts";

/** What both halves of the sandbox are given. */
export interface SandboxContext {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly faults: Faults;
  readonly activity: ActivityFeed;
}
