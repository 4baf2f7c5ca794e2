import type { CliContext } from "../context.ts";
import { type ConnectResult, connect } from "../network/connect.ts";
import type { FetchResult } from "../network/fetch-json.ts";
import { listListeners } from "../network/list-listeners.ts";
import type { Address, Resolution } from "../network/resolve-name.ts";
import type { ServiceFacts } from "../pair/services.ts";
import { inspectPort, type PortState } from "../ports/inspect-port.ts";
import type { Configuration, ConfigurationResult } from "./configuration.ts";
import { type DatabaseState, inspectDatabase } from "./database/inspect-database.ts";
import { DISCORD_NEEDS } from "./discord/discord-needs.generated.ts";
import type { DiscordNeeds } from "./discord/discord-needs.ts";
import { createGetFromDiscord, type GetFromDiscord } from "./discord/get-from-discord.ts";
import { callEcho, type EchoResult } from "./peer/call-echo.ts";
import { fetchHealth } from "./peer/fetch-health.ts";
import { waitForName } from "./peer/wait-for-name.ts";
import { createGetFromStripe, type GetFromStripe } from "./stripe/get-from-stripe.ts";

/** How long a connection may take, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** What the first checks can use: no valid configuration is needed yet. */
export interface StartContext {
  readonly cli: CliContext;
  readonly own: ServiceFacts;
  readonly peer: ServiceFacts;
  readonly configurationResult: ConfigurationResult;
}

/** The result of connecting to one address of the peer. */
export type Attempt = Address & { readonly result: ConnectResult };

/** What the checks of one run can use; each request is made once and its result shared. */
export interface CheckContext extends StartContext {
  readonly configuration: Configuration;
  readonly peerPort: number;
  readonly resolvePeer: () => Promise<Resolution>;
  readonly connectPeer: () => Promise<readonly Attempt[]>;
  /** GET /internal/health without a secret: an unknown program never receives it. */
  readonly fetchPeerHealthWithoutSecret: () => Promise<FetchResult>;
  /** The same with the secret, unsigned. */
  readonly fetchPeerHealth: () => Promise<FetchResult>;
  readonly callPeerEcho: () => Promise<EchoResult>;
  readonly inspectOwnPorts: () => Promise<{ readonly internal: PortState; readonly public: PortState }>;
  readonly inspectDatabase: () => Promise<DatabaseState>;
  readonly discordNeeds: DiscordNeeds;
  readonly getFromDiscord: GetFromDiscord;
  readonly getFromStripe: GetFromStripe;
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= start());
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
export function createCheckContext(start: StartContext, configuration: Configuration): CheckContext {
  const { cli, peer } = start;
  const { peerUrl, variables, bot, backend, plans } = configuration;
  const secret = variables.INTERNAL_API_SECRET;
  const peerPort = portOf(peerUrl);
  const resolvePeer = once(() => waitForName(peerUrl.hostname, cli));
  return {
    ...start,
    configuration,
    peerPort,
    resolvePeer,
    connectPeer: once(async () => connectAll(await resolvePeer(), peerPort)),
    fetchPeerHealthWithoutSecret: once(() => fetchHealth(peerUrl.origin, undefined, cli)),
    fetchPeerHealth: once(() => fetchHealth(peerUrl.origin, secret, cli)),
    callPeerEcho: once(() => callEcho(peer.name, { baseUrl: peerUrl.origin, secret, now: cli.now })),
    inspectOwnPorts: once(() => inspectOwn(configuration)),
    inspectDatabase: once(() => inspectDatabase(variables.DATABASE_URL, plans)),
    discordNeeds: cli.discordNeeds ?? DISCORD_NEEDS,
    getFromDiscord: createGetFromDiscord({ base: bot?.DISCORD_API_BASE ?? "", token: bot?.DISCORD_TOKEN ?? "" }, cli),
    getFromStripe: createGetFromStripe(
      { base: backend?.STRIPE_API_BASE ?? "", apiKey: backend?.STRIPE_API_KEY ?? "" },
      cli,
    ),
  };
}
