import type { Gateway } from "../gateway/index.ts";
import type { CallLog } from "../rest/call-log.ts";
import type { InvalidRequests } from "../rest/invalid-requests.ts";
import type { RateLimits } from "../rest/rate-limits.ts";
import type { DiscordState } from "../state.ts";

/** What the control routes read and change. */
export interface ControlDependencies {
  readonly state: DiscordState;
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
}
