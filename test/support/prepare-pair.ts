import { randomBytes } from "node:crypto";
import type { ServiceName } from "@moddy/schemas";
import { createTestDatabase } from "./database.ts";
import { freePorts } from "./free-ports.ts";
import {
  type Environment,
  type ExtraVariables,
  type Link,
  type PairPorts,
  pairEnvironment,
} from "./pair-environment.ts";

/** What a pair is made of before its processes start. */
export interface PreparationOptions {
  /** The address of loopback at which the parts call each other: `[::1]` by default. */
  readonly host?: "[::1]" | "127.0.0.1";
  readonly secret?: string;
  readonly extra?: ExtraVariables;
  /** What stands between two parts: gives the address at which the caller finds it, before `address`. */
  readonly route?: (link: Link, address: string) => string | Promise<string>;
  /** The address of a service's own database; a new one, dropped at the end, unless it is given. */
  readonly databaseUrl?: (service: ServiceName) => string | Promise<string>;
}

/** Starts the local Discord and Stripe, in this process or as one of its own. */
export type OpenSandbox = (webhooks: {
  webhookUrl: string;
  webhookSecret: string;
}) => Promise<{ url: string; close(): Promise<unknown> }>;

/** A sandbox, two databases, and the environments in which the services serve them. */
export interface PreparedPair {
  readonly sandboxUrl: string;
  readonly secret: string;
  readonly webhookSecret: string;
  readonly ports: PairPorts;
  readonly environments: Readonly<Record<ServiceName, Environment>>;
  /** The internal addresses of the services, past whatever stands between them. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly publicUrls: Readonly<Record<ServiceName, string>>;
}

/** Opens what the services need; it is closed by `stack`. */
export async function preparePair(
  options: PreparationOptions,
  openSandbox: OpenSandbox,
  stack: AsyncDisposableStack,
): Promise<PreparedPair> {
  const { host = "[::1]", secret = randomBytes(32).toString("base64url"), extra = {} } = options;
  const route = options.route ?? ((_, address) => address);
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  const ports = { bot, botPublic, backend, backendPublic };
  const urls = { bot: `http://${host}:${bot}`, backend: `http://${host}:${backend}` };
  const publicUrls = { bot: `http://${host}:${botPublic}`, backend: `http://${host}:${backendPublic}` };
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const webhookUrl = await route("stripeToBackend", `${publicUrls.backend}/webhooks/stripe`);
  const opened = await openSandbox({ webhookUrl, webhookSecret });
  const sandbox = stack.adopt(opened, async (one) => void (await one.close()));
  const openDatabase = async (service: ServiceName) =>
    (await options.databaseUrl?.(service)) ?? stack.adopt(await createTestDatabase(), (one) => one.drop()).url;
  const addresses = {
    backendToBot: await route("backendToBot", urls.bot),
    botToBackend: await route("botToBackend", urls.backend),
    botToDiscord: await route("botToDiscord", sandbox.url),
    backendToStripe: await route("backendToStripe", sandbox.url),
    backendToDatabase: await route("backendToDatabase", await openDatabase("backend")),
    botToDatabase: await route("botToDatabase", await openDatabase("bot")),
  };
  const listening = host === "127.0.0.1" ? { INTERNAL_HOST: host, HOST: host } : {};
  const both = { ...listening, ...extra.both };
  const environments = pairEnvironment({ addresses, ports, secret, webhookSecret, extra: { ...extra, both } });
  return { sandboxUrl: sandbox.url, secret, webhookSecret, ports, environments, urls, publicUrls };
}
