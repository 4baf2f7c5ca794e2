import type { FastifyInstance } from "fastify";
import { injectFaults } from "../../faults/inject-faults.ts";
import type { SandboxContext } from "../../http/context.ts";
import type { IdentifyBudget } from "../gateway/identify-budget.ts";
import type { World } from "../world.ts";
import { answerErrors, faultReplies } from "./answer-errors.ts";
import { serveApplication } from "./application.ts";
import { type CallLog, logCalls } from "./call-log.ts";
import { serveChannels } from "./channels.ts";
import { serveCommands } from "./commands.ts";
import { checkIds, countInvalid, limitRate, REST_PREFIX, readBodies, requireToken } from "./gates.ts";
import { serveGatewayInfo } from "./gateway-info.ts";
import { serveGuilds } from "./guilds.ts";
import { serveInteractions } from "./interactions.ts";
import type { InvalidRequests } from "./invalid-requests.ts";
import { serveMembers } from "./members.ts";
import { serveMessages } from "./messages.ts";
import type { RateLimits } from "./rate-limits.ts";
import { serveRoles } from "./roles.ts";
import type { RestRoute } from "./route.ts";
import { serveUsers } from "./users.ts";

export interface RestOptions {
  readonly world: World;
  readonly context: SandboxContext;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
  readonly identifyBudget: IdentifyBudget;
}

/** Discord's HTTP API under /api/v10: the gates that every call passes, then the routes, which it gives back. */
export function serveRest(app: FastifyInstance, options: RestOptions): readonly RestRoute[] {
  const routes: RestRoute[] = [];
  const { world } = options;
  app.register(
    async (scope) => {
      readBodies(scope);
      logCalls(scope, options.calls, REST_PREFIX);
      countInvalid(scope, options.invalidRequests, world.now);
      injectFaults(scope, {
        faults: options.context.faults,
        target: "discord",
        prefix: REST_PREFIX,
        replies: faultReplies,
      });
      requireToken(scope, world);
      limitRate(scope, options.limits);
      checkIds(scope);
      collectRoutes(scope, routes);
      answerErrors(scope, routes);
      serveUsers(scope, world);
      serveGuilds(scope, world);
      serveRoles(scope, world);
      serveMembers(scope, world);
      serveChannels(scope, world);
      serveMessages(scope, world);
      serveApplication(scope, world);
      serveCommands(scope, world);
      serveInteractions(scope, world);
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
