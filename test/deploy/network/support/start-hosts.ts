import { randomBytes } from "node:crypto";
import { sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import type { Test } from "tap";
import { createTestDatabase } from "../../../support/database.ts";
import { type DoctorRun, runDoctor } from "../../../support/run-moddy.ts";
import { viaSocket } from "../../../support/socket-database.ts";
import { ROOT, type Variables } from "../../../support/spawn-node.ts";
import { startProcess } from "../../../support/start-process.ts";
import { type RunningService, startService } from "../../../support/start-service.ts";
import { openShop, type Shop } from "../../compose/support/shop.ts";
import { type Request, type Visit, visitFrom } from "../../compose/support/visit.ts";
import type { Host, NetLab } from "./net-lab.ts";

/** The pair on the lab's hosts: Discord is reached from the bot's alone, Stripe is on the internet. */
export interface Hosts {
  readonly shop: Shop;
  readonly environments: Readonly<Record<ServiceName, Variables>>;
  doctor(from: ServiceName): Promise<DoctorRun>;
  visit(host: Host, ...requests: readonly Request[]): Promise<Visit[]>;
  /** Asks a service something from its own host. */
  call(service: ServiceName, path: string, body: object): Promise<unknown>;
  /** How many deliveries to somebody wait in the backend. */
  pending(discordId: string): Promise<number>;
  /** Starts a service, or both, with changed variables if there are any. */
  start(service: ServiceName, changes?: Variables): Promise<void>;
  stop(service: ServiceName): Promise<void>;
}

export type ServiceName = "bot" | "backend";

const WEBHOOK_SECRET = "whsec_c2FuZGJveA==";

/** The hosts' addresses. */
export const ADDRESSES = { backend: "fd12::10", bot: "fd12::20", public: "198.51.100.10" } as const;

/** Starts the local Discord and Stripe on their hosts; the services are started by the test. */
export async function startHosts(t: Test, lab: NetLab): Promise<Hosts> {
  const sandbox = { SANDBOX_HOST: "::", STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
  const webhooks = { STRIPE_WEBHOOK_URL: "http://api.example.test:8000/webhooks/stripe" };
  const main = "packages/sandbox/src/main.ts";
  t.teardown(await startProcess(main, [], { command: lab.on("bot"), env: sandbox }));
  t.teardown(await startProcess(main, [], { command: lab.on("internet"), env: { ...sandbox, ...webhooks } }));
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([databases.bot.drop(), databases.backend.drop()]));
  const secret = randomBytes(32).toString("base64url");
  const shared = { INTERNAL_API_SECRET: secret, PLANS_FILE: `${ROOT}plans.json` };
  const environments = {
    bot: {
      ...shared,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: "http://[::1]:4000/api",
      MODDY_GUILD_ID: seedIds.guild,
      DATABASE_URL: await viaSocket(t, databases.bot.url),
    },
    backend: {
      ...shared,
      // This host is on the public network too.
      INTERNAL_HOST: ADDRESSES.backend,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: "http://198.51.100.99:4000",
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      DATABASE_URL: await viaSocket(t, databases.backend.url),
    },
  };
  const running = new Map<ServiceName, RunningService>();
  const stop = async (service: ServiceName) => {
    await running.get(service)?.stop();
    running.delete(service);
  };
  t.teardown(() => Promise.all([stop("bot"), stop("backend")]));
  const ports = { bot: 3000, backend: 8080 };
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const call = async (service: ServiceName, path: string, body: object) => {
    const url = `http://[${ADDRESSES[service]}]:${ports[service]}${path}`;
    const [visit] = await visitFrom(lab.on(service))([url, { method: "POST", headers, body: JSON.stringify(body) }]);
    if (visit?.status !== 200) throw new Error(`${service} ${path}: ${JSON.stringify(visit)}`);
    return JSON.parse(visit.body ?? "null") as unknown;
  };
  return {
    shop: openShop({ discord: visitFrom(lab.on("bot")), stripe: visitFrom(lab.on("internet")) }),
    environments,
    doctor: (from) => runDoctor(from, environments[from], { command: lab.on(from) }),
    visit: (host, ...requests) => visitFrom(lab.on(host))(...requests),
    call,
    async pending(discord_id) {
      const reply = await call("backend", "/internal/deliveries/list", { discord_id, state: "pending" });
      return (reply as { deliveries: unknown[] }).deliveries.length;
    },
    async start(service, changes = {}) {
      const env = { ...environments[service], ...changes };
      running.set(service, await startService(service, env, { command: lab.on(service) }));
    },
    stop,
  };
}
