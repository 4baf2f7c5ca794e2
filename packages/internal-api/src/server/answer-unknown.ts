import type { FastifyInstance } from "fastify";
import { ApiError } from "./api-error.ts";

/** Replies to requests without a route: 405 with the allowed method for a known path, 404 for any other. */
export function answerUnknown(app: FastifyInstance, methods: ReadonlyMap<string, string>): void {
  app.setNotFoundHandler((request) => {
    const allow = methods.get(request.url.split("?")[0] ?? "");
    if (allow === undefined) throw new ApiError("not_found");
    throw new ApiError("method_not_allowed", { headers: { allow } });
  });
}
