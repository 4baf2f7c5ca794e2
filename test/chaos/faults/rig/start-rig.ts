import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, seedIds } from "@moddy/sandbox";
import { canReach, findServerUser } from "../../../../packages/launcher/src/postgres/server-user.ts";
import type { Link } from "../../../support/pair-environment.ts";
import { startPairWith } from "../../../support/start-pair-processes.ts";
import type { Random } from "../random.ts";
import { type BreakableLink, openBreakableLink } from "./open-breakable-link.ts";
import { type Cluster, startPostgresCluster } from "./start-postgres-cluster.ts";
import { type Service, superviseService } from "./supervise-service.ts";

/** The links between the parts, each of which can be broken. */
export type Links = Readonly<Record<Link, BreakableLink>>;

/** The pair as real processes, with everything around it and everything in between. */
export interface Rig {
  readonly sandbox: Sandbox;
  readonly cluster: Cluster;
  readonly backend: Service;
  readonly bot: Service;
  readonly links: Links;
  readonly secret: string;
  /** The backend's own internal address, past every broken link. */
  readonly backendUrl: string;
  /** Moves the clock of Discord and Stripe, in milliseconds. */
  moveClock(ms: number): void;
  /** Where the logs are. */
  readonly folder: string;
  close(options?: { keepLogs?: boolean }): Promise<void>;
}

export interface RigOptions {
  readonly random: Random;
  /** Whether the sandbox holds the bot to Discord's own rate limits. */
  readonly rateLimits: boolean;
  readonly env?: Readonly<Partial<Record<"backend" | "bot", Readonly<Record<string, string>>>>>;
}

/** Where those are mentioned who take no direct messages. */
export const FALLBACK_CHANNEL: string = seedIds.announcements;

/** What the services ask of PostgreSQL's keepalives: silent for 5 s, then three probes 3 s apart. */
const KEEPALIVE_MS = 14_000;

/** Starts the whole rig; both services are ready when it resolves. */
export async function startRig(options: RigOptions): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const folder = makeFolder();
  // A run that is broken off leaves nothing behind.
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);
  const compiled = join(folder, "compiled");
  let moved = 0;
  const cluster = await startPostgresCluster(folder, ["moddy_backend", "moddy_bot"]);
  stack.defer(() => cluster.close());
  const links = new Map<Link, BreakableLink>();

  async function route(link: Link, address: string): Promise<string> {
    const url = new URL(address);
    const isDatabase = url.protocol === "postgres:";
    const target = isDatabase ? { path: cluster.socket } : { port: Number(url.port) };
    const opened = await openBreakableLink(target, isDatabase ? { keepaliveMs: KEEPALIVE_MS } : {});
    stack.adopt(opened, (one) => one.close());
    links.set(link, opened);
    url.port = String(opened.port);
    return url.href.replace(/\/$/, "");
  }

  const pair = await startPairWith({
    host: "127.0.0.1",
    sandbox: {
      now: () => Date.now() + moved,
      random: () => options.random.next(),
      discord: { rateLimits: options.rateLimits },
    },
    extra: {
      both: { LOG_LEVEL: "info", NODE_COMPILE_CACHE: compiled },
      bot: { MODDY_FALLBACK_CHANNEL_ID: FALLBACK_CHANNEL, ...options.env?.bot },
      backend: { ...options.env?.backend },
    },
    route,
    databaseUrl: (service) => `postgres://postgres@127.0.0.1:5432/moddy_${service}`,
    async start(name, env) {
      const service = superviseService({ name, env, logFile: join(folder, `${name}.log`) });
      stack.defer(() => service.stop());
      await service.ready();
      return service;
    },
  });
  stack.defer(() => pair.close());
  const owned = stack.move();
  return {
    sandbox: pair.sandbox,
    cluster,
    backend: pair.running("backend"),
    bot: pair.running("bot"),
    links: linksOf(links),
    secret: pair.secret,
    backendUrl: pair.urls.backend,
    moveClock(ms) {
      moved += ms;
    },
    folder,
    async close({ keepLogs = false } = {}) {
      await owned.disposeAsync();
      process.off("exit", removeFolder);
      rmSync(compiled, { recursive: true, force: true });
      if (!keepLogs) removeFolder();
    },
  };
}

function linksOf(opened: ReadonlyMap<Link, BreakableLink>): Links {
  const get = (name: Link): BreakableLink => {
    const link = opened.get(name);
    if (!link) throw new Error(`There is no link ${name}.`);
    return link;
  };
  return {
    backendToBot: get("backendToBot"),
    botToBackend: get("botToBackend"),
    botToDiscord: get("botToDiscord"),
    backendToStripe: get("backendToStripe"),
    stripeToBackend: get("stripeToBackend"),
    backendToDatabase: get("backendToDatabase"),
    botToDatabase: get("botToDatabase"),
  };
}

/** PostgreSQL runs as another user, who has to get at its folder. */
function makeFolder(): string {
  const user = findServerUser();
  const parent = ["/var/tmp", tmpdir()].find((path) => canReach(user, "-x", path)) ?? tmpdir();
  const folder = mkdtempSync(join(parent, "moddy-faults-"));
  chmodSync(folder, 0o711);
  return folder;
}
