import type { FastifyInstance } from "fastify";
import type { FaultReplies } from "../../faults/inject-faults.ts";
import { DiscordError, discordError } from "../errors.ts";
import { REST_PREFIX } from "./request-hooks.ts";
import type { RestRoute } from "./route.ts";

/** Replies to every error, and to unknown routes and methods, as Discord does. */
export function registerErrorHandlers(scope: FastifyInstance, routes: readonly RestRoute[]): void {
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

/** The replies that a fault causes, in Discord's format. */
export const faultReplies: FaultReplies = {
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
