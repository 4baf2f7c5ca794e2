import { randomBytes } from "node:crypto";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { Client } from "pg";
import { createTestDatabase } from "../../../support/database.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { ROOT, type Variables } from "../../../support/spawn-node.ts";
import { type Front, openFront } from "./open-front.ts";
import { type Drained, type Entry, type Replica, startReplica } from "./start-replica.ts";

/** The pair behind fronts, each service of which can be replaced while it works. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly secret: string;
  readonly botUrl: string;
  readonly backendUrl: string;
  /** What the services logged. */
  readonly entries: readonly Entry[];
  /** Starts a new process, leads the fronts to it when it is ready, then drains the old one. */
  replace(service: ServiceName): Promise<Drained>;
  query<T extends object>(service: ServiceName, text: string): Promise<T[]>;
  close(): Promise<void>;
}

export type ServiceName = "bot" | "backend";

interface Place {
  readonly env: Variables;
  readonly internal: Front;
  readonly outer: Front;
  /** Two pairs of ports that the processes take in turns. */
  readonly ports: readonly [internal: number, outer: number][];
  readonly database: Client;
  running: Replica | undefined;
  started: number;
}

/** Starts sandbox, databases, fronts and one process of each service. */
export async function startStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const front = async () => stack.adopt(await openFront(), (one) => one.close());
  const fronts = { bot: await front(), botOuter: await front(), backend: await front(), backendOuter: await front() };
  const webhookSecret = `whsec_${randomBytes(24).toString("hex")}`;
  const sandbox = await createSandbox({
    port: 0,
    discord: { rateLimits: false },
    stripe: { webhookUrl: `http://127.0.0.1:${fronts.backendOuter.port}/webhooks/stripe`, webhookSecret },
  });
  stack.defer(() => sandbox.close());
  const secret = randomBytes(32).toString("base64url");
  const botUrl = `http://127.0.0.1:${fronts.bot.port}`;
  const backendUrl = `http://127.0.0.1:${fronts.backend.port}`;
  const shared = {
    INTERNAL_API_SECRET: secret,
    INTERNAL_HOST: "127.0.0.1",
    HOST: "127.0.0.1",
    PLANS_FILE: `${ROOT}plans.json`,
  };
  const ports = await freePorts(8);
  const entries: Entry[] = [];
  async function place(env: Variables, internal: Front, outer: Front): Promise<Place> {
    const { url } = stack.adopt(await createTestDatabase(), (made) => made.drop());
    const database = new Client({ connectionString: url });
    await database.connect();
    stack.defer(() => database.end());
    const [a = 0, b = 0, c = 0, d = 0] = ports.splice(0, 4);
    const pairs: Place["ports"] = [
      [a, b],
      [c, d],
    ];
    return {
      env: { ...shared, ...env, DATABASE_URL: url },
      internal,
      outer,
      ports: pairs,
      database,
      running: undefined,
      started: 0,
    };
  }
  const places: Readonly<Record<ServiceName, Place>> = {
    backend: await place(
      {
        STRIPE_API_KEY: sandboxStripeKey,
        STRIPE_API_BASE: sandbox.url,
        STRIPE_WEBHOOK_SECRET: webhookSecret,
        BOT_INTERNAL_URL: botUrl,
      },
      fronts.backend,
      fronts.backendOuter,
    ),
    bot: await place(
      {
        DISCORD_TOKEN: sandboxToken,
        DISCORD_API_BASE: `${sandbox.url}/api`,
        MODDY_GUILD_ID: seedIds.guild,
        BACKEND_INTERNAL_URL: backendUrl,
      },
      fronts.bot,
      fronts.botOuter,
    ),
  };
  async function start(service: ServiceName): Promise<void> {
    const at = places[service];
    const [internal = 0, outer = 0] = at.ports[at.started++ % 2] ?? [];
    const env = { ...at.env, INTERNAL_PORT: String(internal), PORT: String(outer) };
    at.running = await startReplica(service, env, (entry) => entries.push(entry));
    at.internal.lead(internal);
    at.outer.lead(outer);
  }
  stack.defer(async () => {
    await Promise.all(Object.values(places).map(async ({ running }) => await running?.drain()));
  });
  await Promise.all([start("backend"), start("bot")]);
  const owned = stack.move();
  return {
    sandbox,
    secret,
    botUrl,
    backendUrl,
    entries,
    async replace(service) {
      const old = places[service].running;
      await start(service);
      if (!old) throw new Error(`No ${service} runs.`);
      return await old.drain();
    },
    query: async <T extends object>(service: ServiceName, text: string) =>
      (await places[service].database.query<T>(text)).rows,
    close: () => owned.disposeAsync(),
  };
}
