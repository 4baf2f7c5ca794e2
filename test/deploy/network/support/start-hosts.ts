import { randomBytes } from "node:crypto";
import type { ServiceName } from "@moddy/schemas";
import type { Test } from "tap";
import { createTestDatabase } from "../../../support/database.ts";
import { pairEnvironment } from "../../../support/pair-environment.ts";
import { type DoctorRun, runDoctor } from "../../../support/run-moddy.ts";
import { viaSocket } from "../../../support/socket-database.ts";
import type { Variables } from "../../../support/spawn-node.ts";
import { type ServiceProcess, startSandboxProcess, startService } from "../../../support/start-service.ts";
import { type FetchResult, fetchFrom, type Request } from "../../support/fetch-from-host.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import type { Host, NetLab } from "./net-lab.ts";

/** The pair on the lab's hosts: Discord is reached from the bot's alone, Stripe is on the internet. */
export interface Hosts {
  readonly shop: Shop;
  readonly environments: Readonly<Record<ServiceName, Variables>>;
  doctor(from: ServiceName): Promise<DoctorRun>;
  visit(host: Host, ...requests: readonly Request[]): Promise<FetchResult[]>;
  /** Asks a service something from its own host. */
  call(service: ServiceName, path: string, body: object): Promise<unknown>;
  /** How many deliveries to somebody wait in the backend. */
  pending(discordId: string): Promise<number>;
  /** Starts a service, or both, with changed variables if there are any. */
  start(service: ServiceName, changes?: Variables): Promise<void>;
  stop(service: ServiceName): Promise<void>;
}

const WEBHOOK_SECRET = "whsec_c2FuZGJveA==";

/** The hosts' addresses. */
export const ADDRESSES = { backend: "fd12::10", bot: "fd12::20", public: "198.51.100.10" } as const;

/** Starts the local Discord and Stripe on their hosts; the services are started by the test. */
export async function startHosts(t: Test, lab: NetLab): Promise<Hosts> {
  const sandbox = { SANDBOX_HOST: "::", STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
  const webhooks = { STRIPE_WEBHOOK_URL: "http://api.example.test:8000/webhooks/stripe" };
  const discord = await startSandboxProcess(sandbox, { command: lab.on("bot") });
  t.teardown(() => discord.stop());
  const stripe = await startSandboxProcess({ ...sandbox, ...webhooks }, { command: lab.on("internet") });
  t.teardown(() => stripe.stop());
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([databases.bot.drop(), databases.backend.drop()]));
  const secret = randomBytes(32).toString("base64url");
  const environments = pairEnvironment({
    addresses: {
      botToDiscord: "http://[::1]:4000",
      backendToStripe: "http://198.51.100.99:4000",
      botToDatabase: await viaSocket(t, databases.bot.url),
      backendToDatabase: await viaSocket(t, databases.backend.url),
    },
    secret,
    webhookSecret: WEBHOOK_SECRET,
    // This host is on the public network too.
    extra: { backend: { INTERNAL_HOST: ADDRESSES.backend } },
  });
  const running = new Map<ServiceName, ServiceProcess>();
  const stop = async (service: ServiceName) => {
    await running.get(service)?.stop();
    running.delete(service);
  };
  t.teardown(() => Promise.all([stop("bot"), stop("backend")]));
  const ports = { bot: 3000, backend: 8080 };
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const call = async (service: ServiceName, path: string, body: object) => {
    const url = `http://[${ADDRESSES[service]}]:${ports[service]}${path}`;
    const [visit] = await fetchFrom(lab.on(service))([url, { method: "POST", headers, body: JSON.stringify(body) }]);
    if (visit?.status !== 200) throw new Error(`${service} ${path}: ${JSON.stringify(visit)}`);
    return JSON.parse(visit.body ?? "null") as unknown;
  };
  return {
    shop: openShop({ discord: fetchFrom(lab.on("bot")), stripe: fetchFrom(lab.on("internet")) }),
    environments,
    doctor: (from) => runDoctor(from, environments[from], { command: lab.on(from) }),
    visit: (host, ...requests) => fetchFrom(lab.on(host))(...requests),
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
