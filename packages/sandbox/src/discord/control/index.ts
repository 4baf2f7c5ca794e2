import type { FastifyInstance } from "fastify";
import type { Gateway } from "../gateway/index.ts";
import type { CallLog } from "../rest/call-log.ts";
import type { InvalidRequests } from "../rest/invalid-requests.ts";
import type { RateLimits } from "../rest/rate-limits.ts";
import type { World } from "../world.ts";

export interface ControlOptions {
  readonly world: World;
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
}

/** The sandbox's own levers on its Discord, under /_sandbox/discord. */
export function serveControl(_app: FastifyInstance, _options: ControlOptions): void {}
