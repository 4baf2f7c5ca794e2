import { sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import type { ServiceName } from "@moddy/schemas";
import { ROOT, type Variables } from "./spawn-node.ts";

/** A way from one part of the pair to another, named for who calls whom. */
export type Link =
  | "backendToBot"
  | "botToBackend"
  | "botToDiscord"
  | "backendToStripe"
  | "stripeToBackend"
  | "backendToDatabase"
  | "botToDatabase";

/** The address that the caller of each link is given; without it, the service takes its own default. */
export type Addresses = Readonly<Partial<Record<Exclude<Link, "stripeToBackend">, string>>>;

/** The ports that the services listen on. */
export interface PairPorts {
  readonly bot: number;
  readonly botPublic: number;
  readonly backend: number;
  readonly backendPublic: number;
}

/** Variables that a test adds for both services, or for one. */
export type ExtraVariables = Readonly<Partial<Record<ServiceName | "both", Variables>>>;

/** The environment of a service. */
export type Environment = Readonly<Record<string, string>>;

/** What the environments of a pair are made of. */
export interface PairSettings {
  readonly addresses: Addresses;
  /** Without them, each service takes its own default. */
  readonly ports?: PairPorts;
  readonly secret: string;
  readonly webhookSecret: string;
  readonly extra?: ExtraVariables;
}

/** The environments of a bot and a backend that serve the sandbox's guild. */
export function pairEnvironment(settings: PairSettings): Readonly<Record<ServiceName, Environment>> {
  const { addresses, ports, secret, webhookSecret, extra = {} } = settings;
  const both = { INTERNAL_API_SECRET: secret, PLANS_FILE: `${ROOT}plans.json`, ...extra.both };
  return {
    bot: withoutUndefined({
      ...both,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: addresses.botToDiscord === undefined ? undefined : `${addresses.botToDiscord}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      DATABASE_URL: addresses.botToDatabase,
      BACKEND_INTERNAL_URL: addresses.botToBackend,
      ...(ports && { INTERNAL_PORT: String(ports.bot), PORT: String(ports.botPublic) }),
      ...extra.bot,
    }),
    backend: withoutUndefined({
      ...both,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: addresses.backendToStripe,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      DATABASE_URL: addresses.backendToDatabase,
      BOT_INTERNAL_URL: addresses.backendToBot,
      // Each change is told by itself, unless a test is about the pauses.
      MESSAGE_PAUSES_SECONDS: "0",
      ...(ports && { INTERNAL_PORT: String(ports.backend), PORT: String(ports.backendPublic) }),
      ...extra.backend,
    }),
  };
}

function withoutUndefined(variables: Variables): Environment {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
