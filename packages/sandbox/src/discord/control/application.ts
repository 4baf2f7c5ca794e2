import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { ControlDependencies } from "./dependencies.ts";
import { viewApplication, viewGateway } from "./views.ts";

const applicationForm = z.strictObject({
  intents: z
    .strictObject({
      presences: z.boolean().optional(),
      members: z.boolean().optional(),
      message_content: z.boolean().optional(),
    })
    .default({}),
  /** False resets the token: sessions end with 4004 and calls get 401. */
  token_valid: z.boolean().optional(),
  identifies_remaining: z.int().min(0).max(1000).optional(),
});
const gatewayForm = z.strictObject({
  acknowledges_heartbeats: z.boolean().optional(),
  holds_events: z.boolean().optional(),
  heartbeat_interval_ms: z.int().min(10).max(600_000).optional(),
});
const dropForm = z.strictObject({
  kind: z.enum(["terminate", "close", "reconnect", "invalid_session"]).default("terminate"),
  resumable: z.boolean().default(true),
});
const quota = z.strictObject({ limit: z.int().min(1), window_ms: z.int().min(1) });
const limitsForm = z.strictObject({
  enabled: z.boolean().optional(),
  /** Quotas by `<METHOD> <route>`; null restores the default. */
  routes: z.record(z.string(), quota.nullable()).default({}),
});

/** Changes the application's settings, its gateway connections and its rate limits. */
export function registerApplicationControls(
  scope: FastifyInstance,
  { state, gateway, limits, invalidRequests }: ControlDependencies,
): void {
  scope.patch("/application", ({ body }) => {
    const { intents, token_valid: valid, identifies_remaining: remaining } = applicationForm.parse(body);
    const now = state.application.intents;
    now.presences = intents.presences ?? now.presences;
    now.members = intents.members ?? now.members;
    now.messageContent = intents.message_content ?? now.messageContent;
    if (remaining !== undefined) gateway.budget.setRemaining(remaining);
    if (valid === true) state.application.tokenValid = true;
    if (valid === false) gateway.revoke();
    return viewApplication(state);
  });

  scope.patch("/gateway", ({ body }) => {
    const form = gatewayForm.parse(body);
    gateway.acknowledges = form.acknowledges_heartbeats ?? gateway.acknowledges;
    if (form.holds_events !== undefined) gateway.hold(form.holds_events);
    gateway.heartbeatIntervalMs = form.heartbeat_interval_ms ?? gateway.heartbeatIntervalMs;
    return viewGateway(gateway);
  });

  scope.post("/gateway/drop", ({ body }) => {
    const { kind, resumable } = dropForm.parse(body ?? {});
    return { dropped: gateway.drop(kind, resumable) };
  });

  scope.patch("/rate-limits", ({ body }) => {
    const { enabled, routes } = limitsForm.parse(body);
    limits.enabled = enabled ?? limits.enabled;
    for (const [route, given] of Object.entries(routes)) {
      limits.override(route, given === null ? null : { limit: given.limit, windowMs: given.window_ms });
    }
    return { enabled: limits.enabled };
  });

  scope.delete("/invalid-requests", (_request, reply) => {
    invalidRequests.reset();
    return reply.code(204).send();
  });
}
