import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SandboxContext } from "../../context.ts";
import { type FaultAnswers, injectFaults } from "../../faults.ts";
import { DiscordError, discordError, formError } from "../errors.ts";
import type { World } from "../world.ts";
import { type CallLog, logCalls } from "./call-log.ts";
import { serveChannels } from "./channels.ts";
import { serveCommands } from "./commands.ts";
import { type GatewayInfo, serveGatewayInfo } from "./gateway-info.ts";
import { serveGuilds } from "./guilds.ts";
import { serveInteractions } from "./interactions.ts";
import type { InvalidRequests } from "./invalid-requests.ts";
import { serveMembers } from "./members.ts";
import type { RateLimits } from "./rate-limits.ts";
import { serveRoles } from "./roles.ts";
import { serveUsers } from "./users.ts";

export const REST_PREFIX = "/api/v10";

export interface RestOptions {
  readonly world: World;
  readonly context: SandboxContext;
  readonly limits: RateLimits;
  readonly invalidRequests: InvalidRequests;
  readonly calls: CallLog;
  readonly gateway: GatewayInfo;
}

/** Discord's HTTP API under /api/v10: the gates that every call passes, then the routes, which it gives back. */
export function serveRest(app: FastifyInstance, options: RestOptions): readonly RestRoute[] {
  const routes: RestRoute[] = [];
  const { world, gateway } = options;
  app.register(
    async (scope) => {
      readBodies(scope);
      logCalls(scope, options.calls, REST_PREFIX);
      countInvalid(scope, options.invalidRequests, world.now);
      injectFaults(scope, {
        faults: options.context.faults,
        target: "discord",
        prefix: REST_PREFIX,
        answers: faultAnswers,
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
      serveCommands(scope, world);
      serveInteractions(scope, world);
      serveGatewayInfo(scope, gateway);
    },
    { prefix: REST_PREFIX },
  );
  return routes;
}

export interface RestRoute {
  readonly method: string;
  /** Without the prefix, for example `/channels/:channel_id/messages`. */
  readonly route: string;
}

function collectRoutes(scope: FastifyInstance, routes: RestRoute[]): void {
  scope.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat())
      if (each !== "HEAD") routes.push({ method: each, route: url.slice(REST_PREFIX.length) });
  });
}

/** A missing body is none, whatever the content type says. */
function readBodies(scope: FastifyInstance): void {
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    if (body === "") return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(discordError("invalidJson"));
    }
  });
}

function countInvalid(scope: FastifyInstance, invalidRequests: InvalidRequests, now: () => number): void {
  scope.addHook("onRequest", async (_request, reply) => {
    if (!invalidRequests.banned) {
      reply.header("via", "1.1 google");
      reply.raw.once("finish", () =>
        invalidRequests.record(reply.raw.statusCode, reply.getHeader("x-ratelimit-scope")),
      );
      return;
    }
    const wait = Math.ceil(((invalidRequests.resetAt ?? 0) - now()) / 1000);
    return reply
      .code(429)
      .headers({ "content-type": "text/plain; charset=UTF-8", "retry-after": Math.max(1, wait), server: "cloudflare" })
      .send("error code: 1015");
  });
}

/** Interaction callbacks and follow-ups carry a token of their own in the path. */
const needsNoToken = (request: FastifyRequest) =>
  /^\/api\/v10\/(interactions\/|webhooks\/|gateway$)/.test(request.routeOptions.url ?? "");

function requireToken(scope: FastifyInstance, world: World): void {
  scope.addHook("onRequest", async (request) => {
    if (needsNoToken(request)) return;
    const { token, tokenValid } = world.application;
    if (!tokenValid || request.headers.authorization !== `Bot ${token}`) throw discordError("unauthorized");
  });
}

const MAJOR_PARAMETERS = ["channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id"];

function limitRate(scope: FastifyInstance, limits: RateLimits): void {
  scope.addHook("onRequest", async (request, reply) => {
    const route = request.routeOptions.url?.slice(REST_PREFIX.length);
    if (route === undefined) return;
    const params = request.params as Record<string, string>;
    const major = MAJOR_PARAMETERS.map((name) => params[name] ?? "").join(":");
    const verdict = limits.spend(request.method, route, major);
    reply.headers(verdict.headers);
    if (verdict.allowed) return;
    return reply.code(429).send({
      message: "You are being rate limited.",
      retry_after: verdict.retryAfter,
      global: verdict.global,
      code: 0,
    });
  });
}

function checkIds(scope: FastifyInstance): void {
  scope.addHook("preValidation", async (request) => {
    for (const [name, value] of Object.entries(request.params as Record<string, string>)) {
      if (!name.endsWith("_id") || /^\d{1,20}$/.test(value)) continue;
      throw formError([name], "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
    }
  });
}

function answerErrors(scope: FastifyInstance, routes: readonly RestRoute[]): void {
  scope.setErrorHandler((error, _request, reply) => {
    if (error instanceof DiscordError) return reply.code(error.status).send(error.toJSON());
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) reply.log.error(error);
    return reply
      .code(status)
      .send({ message: `${status}: ${status < 500 ? "Bad Request" : "Internal Server Error"}`, code: 0 });
  });
  scope.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0]?.slice(REST_PREFIX.length) ?? "";
    const known = routes.some(({ route }) => new RegExp(`^${route.replace(/:\w+/g, "[^/]+")}$`).test(path));
    const error = discordError(known ? "methodNotAllowed" : "notFound");
    return reply.code(error.status).send(error.toJSON());
  });
}

const faultAnswers: FaultAnswers = {
  status: ({ status }) => ({
    message: `${status}: ${status < 500 ? "Bad Request" : "Internal Server Error"}`,
    code: 0,
  }),
  rateLimit: ({ retry_after, scope }) => ({
    headers: {
      "retry-after": String(Math.ceil(retry_after)),
      "x-ratelimit-scope": scope,
      ...(scope === "global" && { "x-ratelimit-global": "true" }),
    },
    body: { message: "You are being rate limited.", retry_after, global: scope === "global", code: 0 },
  }),
};
