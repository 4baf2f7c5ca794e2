import type { FastifyInstance, FastifyRequest } from "fastify";
import { discordError, formError } from "../errors.ts";
import type { DiscordState } from "../state.ts";
import type { InvalidRequests } from "./invalid-requests.ts";
import type { RateLimits } from "./rate-limits.ts";

/** The prefix of every path of the API. */
export const REST_PREFIX = "/api/v10";

/** Parses JSON bodies. An empty body is no error, even with a JSON content type. */
export function parseJsonBodies(scope: FastifyInstance): void {
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

/** Counts invalid requests. After too many, replies as Cloudflare does. */
export function countInvalidRequests(
  scope: FastifyInstance,
  invalidRequests: InvalidRequests,
  now: () => number,
): void {
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

/** Interaction callbacks and follow-ups have their own token in the path. */
const hasOwnToken = (request: FastifyRequest) =>
  /^\/api\/v10\/(interactions\/|webhooks\/|gateway$)/.test(request.routeOptions.url ?? "");

/** Replies 401 to calls without the bot's token, except to those with a token in the path. */
export function requireToken(scope: FastifyInstance, state: DiscordState): void {
  scope.addHook("onRequest", async (request) => {
    if (hasOwnToken(request)) return;
    const { token, tokenValid } = state.application;
    if (!tokenValid || request.headers.authorization !== `Bot ${token}`) throw discordError("unauthorized");
  });
}

const MAJOR_PARAMETERS = ["channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id"];

/** Counts the call against its rate limits and replies 429 when one is used up. */
export function enforceRateLimits(scope: FastifyInstance, limits: RateLimits): void {
  scope.addHook("onRequest", async (request, reply) => {
    const route = request.routeOptions.url?.slice(REST_PREFIX.length);
    if (route === undefined) return;
    const params = request.params as Record<string, string>;
    const major = MAJOR_PARAMETERS.map((name) => params[name] ?? "").join(":");
    const result = limits.spend(request.method, route, major);
    reply.headers(result.headers);
    if (result.allowed) return;
    return reply.code(429).send({
      message: "You are being rate limited.",
      retry_after: result.retryAfter,
      global: result.global,
      code: 0,
    });
  });
}

/** Throws 50035 for a path parameter that is not a snowflake. */
export function validateIds(scope: FastifyInstance): void {
  scope.addHook("preValidation", async (request) => {
    for (const [name, value] of Object.entries(request.params as Record<string, string>)) {
      if (!name.endsWith("_id") || /^\d{1,20}$/.test(value)) continue;
      throw formError([name], "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
    }
  });
}
