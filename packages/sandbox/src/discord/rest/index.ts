import type { FastifyInstance } from "fastify";
import { injectFaults } from "../../faults/inject-faults.ts";
import type { SandboxContext } from "../../http/context.ts";
import type { IdentifyBudget } from "../gateway/identify-budget.ts";
import type { DiscordState } from "../state.ts";
import { serveApplication } from "./application.ts";
import { type CallLog, logCalls } from "./call-log.ts";
import { serveChannels } from "./channels.ts";
import { serveCommands } from "./commands.ts";
import { faultReplies, registerErrorHandlers } from "./error-handlers.ts";
import { serveGatewayInfo } from "./gateway-info.ts";
import { serveGuilds } from "./guilds.ts";
import { serveInteractions } from "./interactions.ts";
import type { InvalidRequests } from "./invalid-requests.ts";
import { serveMembers } from "./members.ts";
import { serveMessages } from "./messages.ts";
import type { RateLimits } from "./rate-limits.ts";
import {
  countInvalidRequests,
  enforceRateLimits,
  parseJsonBodies,
  REST_PREFIX,
  requireToken,
  validateIds,
} from "./request-hooks.ts";
import { serveRoles } from "./roles.ts";
import type { RestRoute } from "./route.ts";
import { serveUsers } from "./users.ts";

export interface RestOptions {
  readonly state: DiscordState;
  readonly context: SandboxContext;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
  readonly identifyBudget: IdentifyBudget;
}

/** Serves Discord's HTTP API under /api/v10: the hooks of every call, then the routes. Returns the routes. */
export function serveRest(app: FastifyInstance, options: RestOptions): readonly RestRoute[] {
  const routes: RestRoute[] = [];
  const { state } = options;
  app.register(
    async (scope) => {
      parseJsonBodies(scope);
      logCalls(scope, options.calls, REST_PREFIX);
      countInvalidRequests(scope, options.invalidRequests, state.now);
      injectFaults(scope, {
        faults: options.context.faults,
        target: "discord",
        prefix: REST_PREFIX,
        replies: faultReplies,
      });
      requireToken(scope, state);
      enforceRateLimits(scope, options.limits);
      validateIds(scope);
      collectRoutes(scope, routes);
      registerErrorHandlers(scope, routes);
      serveUsers(scope, state);
      serveGuilds(scope, state);
      serveRoles(scope, state);
      serveMembers(scope, state);
      serveChannels(scope, state);
      serveMessages(scope, state);
      serveApplication(scope, state);
      serveCommands(scope, state);
      serveInteractions(scope, state);
      serveGatewayInfo(scope, options.identifyBudget);
    },
    { prefix: REST_PREFIX },
  );
  return routes;
}

function collectRoutes(scope: FastifyInstance, routes: RestRoute[]): void {
  scope.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat())
      if (each !== "HEAD") routes.push({ method: each, route: url.slice(REST_PREFIX.length) });
  });
}
