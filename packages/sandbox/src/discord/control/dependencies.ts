import type { Gateway } from "../gateway/index.ts";
import type { CallLog } from "../rest/call-log.ts";
import type { InvalidRequests } from "../rest/invalid-requests.ts";
import type { RateLimits } from "../rest/rate-limits.ts";
import type { World } from "../world.ts";

/** What the control routes read and change. */
export interface ControlDependencies {
  readonly world: World;
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
}
