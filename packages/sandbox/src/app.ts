import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import { createActivityFeed, serveActivity } from "./activity.ts";
import type { SandboxContext } from "./context.ts";
import { type DiscordOptions, type DiscordSandbox, mountDiscord } from "./discord/index.ts";
import { REST_PREFIX } from "./discord/rest/gates.ts";
import { createFaults, type FaultAnswers, type Faults, injectFaults, serveFaults } from "./faults.ts";
import { createStripeState, type StripeState, stripeFaultAnswers, stripeSandbox } from "./stripe/index.ts";

export interface SandboxOptions {
  /** Where to listen; loopback by default, `::` for every address. */
  readonly host?: string;
  /** 4000 by default; 0 takes a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** A number in [0, 1). */
  readonly random?: () => number;
  readonly discord?: DiscordOptions;
  readonly stripe?: StripeOptions;
}

export interface StripeOptions {
  /** The only key that is accepted; `sandboxStripeKey` by default. */
  readonly apiKey?: string | undefined;
  readonly webhookSecret?: string | undefined;
  /** Where events are sent from the start. */
  readonly webhookUrl?: string | undefined;
}

/** A key of the right form that opens nothing but a sandbox. */
export const sandboxStripeKey: string = ["sk", "test", "sandbox".repeat(4)].join("_");

export interface Sandbox {
  /** Without a slash at its end, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly discord: DiscordSandbox;
  readonly stripe: StripeState;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Starts a local Discord and a local Stripe on one port. Rejects when the port is taken. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const context: SandboxContext = { now, random, faults: createFaults(random), activity: createActivityFeed(now) };
  const app = fastify({
    forceCloseConnections: true,
    rewriteUrl: ({ url = "/" }) => (url.startsWith(REST_PREFIX) ? readablePath(url) : url),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    return reply.send(error);
  });
  app.get("/_sandbox/health", () => ({ status: "healthy", service: "sandbox" }));
  serveActivity(app, context.activity);
  serveFaults(app, context.faults);
  const discord = mountDiscord(app, context, options.discord);
  const stripe = mountStripe(app, context, options.stripe);
  await listen(app, options.host ?? "127.0.0.1", options.port ?? 4000);
  const url = urlOf(app.server.address() as AddressInfo);
  return { url, discord, stripe, faults: context.faults, close: () => app.close() };
}

/** Where there is no IPv6, every address is every IPv4 address. */
async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const noIpv6 = host === "::" && error instanceof Error && "code" in error && error.code === "EAFNOSUPPORT";
    if (noIpv6) return void (await app.listen({ host: "0.0.0.0", port }));
    await app.close();
    throw error;
  }
}

function mountStripe(app: FastifyInstance, context: SandboxContext, options: StripeOptions = {}): StripeState {
  const state = createStripeState({
    now: context.now,
    random: context.random,
    secretKey: options.apiKey ?? sandboxStripeKey,
    ...(options.webhookSecret !== undefined && { webhookSecret: options.webhookSecret }),
    ...(options.webhookUrl !== undefined && { webhookUrl: options.webhookUrl }),
    onStep: ({ type, data }) => context.activity.publish(type, data),
  });
  const prepare = (scope: FastifyInstance) =>
    injectFaults(scope, { faults: context.faults, target: "stripe", prefix: "/v1", answers: stripeAnswers });
  app.register(stripeSandbox, { state, prepare });
  return state;
}

const stripeAnswers: FaultAnswers = {
  status: ({ status }) => stripeFaultAnswers.status(status),
  rateLimit: ({ retry_after }) => ({
    headers: { "retry-after": String(Math.ceil(retry_after)) },
    body: stripeFaultAnswers.rateLimit(),
  }),
};

/** Clients may send `@me` and `@original` with the sign encoded, which the router would not take for the same path. */
function readablePath(url: string): string {
  const [path = "", ...query] = url.split("?");
  return [path.replace(/%40/gi, "@"), ...query].join("?");
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "::" || address === "0.0.0.0") return `http://127.0.0.1:${port}`;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
