import type { FastifyInstance, FastifyRequest } from "fastify";
import { discordError, formError } from "../errors.ts";
import type { DiscordState } from "../state.ts";
import type { InvalidRequests } from "./invalid-requests.ts";
import type { RateLimits } from "./rate-limits.ts";

/** What every path of the API starts with. */
export const REST_PREFIX = "/api/v10";

/** A missing body is none, whatever the content type says. */
export function readBodies(scope: FastifyInstance): void {
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

/** Counts invalid requests, and answers as Cloudflare does once there were too many. */
export function countInvalid(scope: FastifyInstance, invalidRequests: InvalidRequests, now: () => number): void {
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

/** 401 for every call without the bot's token, but for those whose path carries a token of its own. */
export function requireToken(scope: FastifyInstance, state: DiscordState): void {
  scope.addHook("onRequest", async (request) => {
    if (needsNoToken(request)) return;
    const { token, tokenValid } = state.application;
    if (!tokenValid || request.headers.authorization !== `Bot ${token}`) throw discordError("unauthorized");
  });
}

const MAJOR_PARAMETERS = ["channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id"];

/** Spends the call's place in its bucket; 429 where there is none left. */
export function limitRate(scope: FastifyInstance, limits: RateLimits): void {
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

/** 50035 for an id in the path that is none. */
export function checkIds(scope: FastifyInstance): void {
  scope.addHook("preValidation", async (request) => {
    for (const [name, value] of Object.entries(request.params as Record<string, string>)) {
      if (!name.endsWith("_id") || /^\d{1,20}$/.test(value)) continue;
      throw formError([name], "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
    }
  });
}
