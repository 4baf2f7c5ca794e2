import type { CliContext } from "../context.ts";
import { type ConnectResult, connect } from "../network/connect.ts";
import type { FetchResult } from "../network/fetch-json.ts";
import { listListeners } from "../network/list-listeners.ts";
import type { Address, Resolution } from "../network/resolve-name.ts";
import type { ServiceFacts } from "../pair/services.ts";
import { inspectPort, type PortState } from "../ports/inspect-port.ts";
import type { Configuration, ConfigurationResult } from "./configuration.ts";
import { type DatabaseLook, lookAtDatabase } from "./database/look-at-database.ts";
import { type AskDiscord, createAskDiscord } from "./discord/ask-discord.ts";
import { callEcho, type EchoResult } from "./peer/call-echo.ts";
import { greet } from "./peer/greet.ts";
import { waitForName } from "./peer/wait-for-name.ts";
import { type AskStripe, createAskStripe } from "./stripe/ask-stripe.ts";

/** How long a connection may take, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** What the doctor knows before it has a configuration to work with. */
export interface FirstLook {
  readonly context: CliContext;
  readonly own: ServiceFacts;
  readonly peer: ServiceFacts;
  readonly read: ConfigurationResult;
}

/** A connection that was tried to one address of the peer. */
export type Attempt = Address & { readonly result: ConnectResult };

/** What the checks of one run look at; each look is taken once and shared. */
export interface Examination extends FirstLook {
  readonly configuration: Configuration;
  readonly peerPort: number;
  readonly resolvePeer: () => Promise<Resolution>;
  readonly connectPeer: () => Promise<readonly Attempt[]>;
  /** GET /internal/health without a secret, so that no stranger is handed one. */
  readonly greetPeer: () => Promise<FetchResult>;
  /** The same with the secret, unsigned. */
  readonly askPeer: () => Promise<FetchResult>;
  readonly echoPeer: () => Promise<EchoResult>;
  readonly inspectOwnPorts: () => Promise<{ readonly internal: PortState; readonly public: PortState }>;
  readonly lookAtDatabase: () => Promise<DatabaseLook>;
  readonly askDiscord: AskDiscord;
  readonly askStripe: AskStripe;
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let taken: Promise<T> | undefined;
  return () => (taken ??= look());
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

async function connectAll({ addresses }: Resolution, port: number): Promise<Attempt[]> {
  return Promise.all(
    addresses.map(async (one) => ({ ...one, result: await connect(one.address, port, CONNECT_TIMEOUT_MS) })),
  );
}

async function inspectOwn({ variables: { INTERNAL_PORT, PORT } }: Configuration) {
  const known = await listListeners([INTERNAL_PORT, PORT]);
  return { internal: await inspectPort(INTERNAL_PORT, known), public: await inspectPort(PORT, known) };
}

/** Prepares one run of the doctor on one side. */
export function examine(first: FirstLook, configuration: Configuration): Examination {
  const { context, peer } = first;
  const { peerUrl, variables, bot, backend } = configuration;
  const secret = variables.INTERNAL_API_SECRET;
  const peerPort = portOf(peerUrl);
  const resolvePeer = once(() => waitForName(peerUrl.hostname, context));
  return {
    ...first,
    configuration,
    peerPort,
    resolvePeer,
    connectPeer: once(async () => connectAll(await resolvePeer(), peerPort)),
    greetPeer: once(() => greet(peerUrl.origin, undefined, context)),
    askPeer: once(() => greet(peerUrl.origin, secret, context)),
    echoPeer: once(() => callEcho(peer.name, { baseUrl: peerUrl.origin, secret, now: context.now })),
    inspectOwnPorts: once(() => inspectOwn(configuration)),
    lookAtDatabase: once(() => lookAtDatabase(variables.DATABASE_URL)),
    askDiscord: createAskDiscord({ base: bot?.DISCORD_API_BASE ?? "", token: bot?.DISCORD_TOKEN ?? "" }, context),
    askStripe: createAskStripe(
      { base: backend?.STRIPE_API_BASE ?? "", apiKey: backend?.STRIPE_API_KEY ?? "" },
      context,
    ),
  };
}
