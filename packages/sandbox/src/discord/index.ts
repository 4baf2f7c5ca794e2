import type { FastifyInstance } from "fastify";
import type { SandboxContext } from "../http/context.ts";
import { registerControls } from "./control/index.ts";
import { type Gateway, type GatewayOptions, serveGateway } from "./gateway/index.ts";
import { createCallLog } from "./rest/call-log.ts";
import { serveRest } from "./rest/index.ts";
import { createInvalidRequests } from "./rest/invalid-requests.ts";
import { createRateLimits } from "./rest/rate-limits.ts";
import type { RestRoute } from "./rest/route.ts";
import { type SeedOptions, seedIds, seedState } from "./seed.ts";
import { createDiscordState, type DiscordState, type PrivilegedIntents } from "./state.ts";

export interface DiscordOptions extends SeedOptions {
  /** The only bot token that is accepted; its first part is the bot's id in base64url. */
  readonly token?: string | undefined;
  /** The application's settings; by default members and message content are on. */
  readonly intents?: Partial<PrivilegedIntents> | undefined;
  /** False leaves out the per-route and the global limits. */
  readonly rateLimits?: boolean | undefined;
  /** Invalid requests in ten minutes before the caller is banned; 10,000 by default. */
  readonly invalidRequestLimit?: number | undefined;
  readonly gateway?: GatewayOptions | undefined;
}

export interface DiscordSandbox {
  readonly token: string;
  readonly state: DiscordState;
  readonly gateway: Gateway;
  /** The routes of Discord's HTTP API that the sandbox has. */
  readonly routes: readonly RestRoute[];
}

/** A token in Discord's format that only the sandbox accepts. */
export const sandboxToken: string = [Buffer.from(seedIds.bot).toString("base64url"), "sandbx", "x".repeat(38)].join(
  ".",
);

/** Adds a local Discord to the app: /api/v10, /gateway and /_sandbox/discord. */
export function mountDiscord(
  app: FastifyInstance,
  context: SandboxContext,
  options: DiscordOptions = {},
): DiscordSandbox {
  const token = options.token ?? sandboxToken;
  const state = createDiscordState({
    now: context.now,
    activity: context.activity,
    application: {
      id: botIdOf(token),
      token,
      tokenValid: true,
      intents: { presences: false, members: true, messageContent: true, ...options.intents },
    },
  });
  seedState(state, options);
  const gateway = serveGateway(app, state, context.random, options.gateway);
  const limits = createRateLimits(context.now, options.rateLimits ?? true);
  const invalidRequests = createInvalidRequests(context.now, options.invalidRequestLimit ?? 10_000);
  const calls = createCallLog(context.now);
  const routes = serveRest(app, { state, context, limits, invalidRequests, calls, identifyBudget: gateway.budget });
  registerControls(app, { state, gateway, limits, invalidRequests, calls });
  return { token, state, gateway, routes };
}

function botIdOf(token: string): string {
  const id = Buffer.from(token.split(".", 1)[0] ?? "", "base64url").toString("utf8");
  return /^\d{17,20}$/.test(id) ? id : seedIds.bot;
}
