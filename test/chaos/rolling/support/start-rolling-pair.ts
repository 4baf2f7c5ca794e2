import type { Sandbox } from "@moddy/sandbox";
import type { OUTCOMES, ServiceName } from "@moddy/schemas";
import { Client } from "pg";
import { freePorts } from "../../../support/free-ports.ts";
import type { Link } from "../../../support/pair-environment.ts";
import type { Control } from "../../../support/sandbox-control.ts";
import type { Ended, Variables } from "../../../support/spawn-node.ts";
import { startPairWith, startReady } from "../../../support/start-pair-processes.ts";
import { openLoadBalancer } from "./open-load-balancer.ts";

/** An entry of a service's log. */
interface Entry {
  readonly event?: string;
  readonly outcome?: keyof typeof OUTCOMES;
  readonly operation?: string;
}

/** The pair behind fronts, each service of which can be replaced while it works. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly secret: string;
  readonly botUrl: string;
  readonly backendUrl: string;
  /** What the services logged. */
  readonly entries: readonly Entry[];
  /** Starts a new process, leads the fronts to it when it is ready, then drains the old one. */
  replace(service: ServiceName): Promise<Ended & { readonly lines: readonly string[] }>;
  query<T extends object>(service: ServiceName, text: string): Promise<T[]>;
  close(): Promise<void>;
}

/** What the hosting platform waits before it kills. */
const DRAINING_MS = 25_000;

/** Starts sandbox, databases, fronts and one process of each service. */
export async function startRollingPair(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const front = async () => stack.adopt(await openLoadBalancer(), (one) => one.close());
  const fronts = { bot: await front(), backend: await front(), webhooks: await front() };
  const before: Partial<Record<Link, keyof typeof fronts>> = {
    backendToBot: "bot",
    botToBackend: "backend",
    stripeToBackend: "webhooks",
  };
  const entries: Entry[] = [];

  async function start(service: ServiceName, env: Variables) {
    const started = await startReady(service, env, {
      // The session with Discord is handed over when the old process ends.
      events: ["service_ready"],
      onLine: (line) => line.startsWith("{") && entries.push(JSON.parse(line) as Entry),
    });
    fronts[service].lead(Number(env["INTERNAL_PORT"]));
    if (service === "backend") fronts.webhooks.lead(Number(env["PORT"]));
    return started;
  }

  const pair = await startPairWith({
    host: "127.0.0.1",
    sandbox: { discord: { rateLimits: false } },
    route(link, address) {
      const name = before[link];
      if (name === undefined) return address;
      const url = new URL(address);
      url.port = String(fronts[name].port);
      return url.href.replace(/\/$/, "");
    },
    start,
  });
  stack.defer(() => pair.close());
  const databases = new Map<ServiceName, Client>();
  for (const service of ["bot", "backend"] as const) {
    const database = new Client({ connectionString: pair.environments[service]["DATABASE_URL"] });
    await database.connect();
    stack.defer(() => database.end());
    databases.set(service, database);
  }
  const ports = pair.ports;
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  /** The processes of a service take these in turns. */
  const turns = {
    bot: [[bot, botPublic] as const, [ports.bot, ports.botPublic] as const],
    backend: [[backend, backendPublic] as const, [ports.backend, ports.backendPublic] as const],
  };
  const owned = stack.move();
  return {
    sandbox: pair.sandbox,
    control: pair.control,
    secret: pair.secret,
    botUrl: `http://127.0.0.1:${fronts.bot.port}`,
    backendUrl: `http://127.0.0.1:${fronts.backend.port}`,
    entries,
    async replace(service) {
      const old = pair.running(service);
      turns[service].reverse();
      const [internal, open] = turns[service][1] ?? [0, 0];
      await pair.start(service, { INTERNAL_PORT: String(internal), PORT: String(open) });
      return { ...(await old.stop({ withinMs: DRAINING_MS })), lines: old.lines().slice(-200) };
    },
    query: async <T extends object>(service: ServiceName, text: string) =>
      (await databases.get(service)?.query<T>(text))?.rows ?? [],
    close: () => owned.disposeAsync(),
  };
}
