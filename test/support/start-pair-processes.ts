import { randomBytes } from "node:crypto";
import { createSandbox, type Sandbox, type SandboxOptions } from "@moddy/sandbox";
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
import { type Control, createControl } from "./sandbox-control.ts";
import type { Variables } from "./spawn-node.ts";
import { type ServiceOptions, type ServiceProcess, startSandboxProcess, startService } from "./start-service.ts";
import { until } from "./until.ts";

/** A service of the pair, by whatever process it runs. */
export interface Stoppable {
  stop(): Promise<unknown>;
}

/** How the pair is started. */
export interface PairOptions<P extends Stoppable = ServiceProcess> {
  /** The address of loopback at which the parts call each other: `[::1]` by default. */
  readonly host?: "[::1]" | "127.0.0.1";
  readonly secret?: string;
  readonly extra?: ExtraVariables;
  /** What stands between two parts: gives the address at which the caller finds it, before `address`. */
  readonly route?: (link: Link, address: string) => string | Promise<string>;
  /** The address of a service's own database; a new one, dropped at the end, unless it is given. */
  readonly databaseUrl?: (service: ServiceName) => string | Promise<string>;
  /** Starts a process of a service and resolves when it is ready; its main.ts unless it is given. */
  readonly start?: (service: ServiceName, env: Variables) => Promise<P>;
}

/** The pair as real processes, against a database each. */
export interface PairProcesses<P extends Stoppable = ServiceProcess> {
  readonly sandboxUrl: string;
  readonly control: Control;
  readonly secret: string;
  readonly webhookSecret: string;
  readonly ports: PairPorts;
  readonly environments: Readonly<Record<ServiceName, Environment>>;
  /** The internal addresses of the services, past whatever stands between them. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly publicUrls: Readonly<Record<ServiceName, string>>;
  /** The process of a service that runs, or ran last. */
  running(service: ServiceName): P;
  stop(service: ServiceName): Promise<void>;
  /** Starts a service that was stopped or killed, with its variables `changed`. */
  start(service: ServiceName, changed?: Variables): Promise<void>;
  /** Stops a service and starts it again, with its variables `changed`. */
  restart(service: ServiceName, changed?: Variables): Promise<void>;
  close(): Promise<void>;
}

/** Starts main.ts of a service and waits until it is ready as a hosting platform sees it. */
export async function startReady(
  service: ServiceName,
  env: Variables,
  options: ServiceOptions = {},
): Promise<ServiceProcess> {
  const started = await startService(service, env, options);
  await untilReady(started);
  return started;
}

/** Waits until a service's `/readyz` says 200. */
async function untilReady({ name, publicUrl }: Pick<ServiceProcess, "name" | "publicUrl">): Promise<void> {
  const asks = async () => {
    const answer = await fetch(`${publicUrl}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  };
  await until(`the ${name} is ready`, asks, { withinMs: 120_000 });
}

/** Starts the local Discord and Stripe in this process, and the pair. */
export async function startPairProcesses(
  options: PairOptions & { readonly sandbox?: SandboxOptions } = {},
): Promise<PairProcesses & { readonly sandbox: Sandbox }> {
  return await startPairWith({ ...options, start: options.start ?? ((service, env) => startReady(service, env)) });
}

/** The same, with a `start` of the test's own. */
export async function startPairWith<P extends Stoppable>(
  options: PairOptions<P> & Required<Pick<PairOptions<P>, "start">> & { readonly sandbox?: SandboxOptions },
): Promise<PairProcesses<P> & { readonly sandbox: Sandbox }> {
  let sandbox: Sandbox | undefined;
  const pair = await startPairBeside(options, async ({ webhookUrl, webhookSecret }) => {
    const { stripe, ...rest } = options.sandbox ?? {};
    sandbox = await createSandbox({ port: 0, ...rest, stripe: { ...stripe, webhookUrl, webhookSecret } });
    return sandbox;
  });
  if (sandbox === undefined) throw new Error("There is no sandbox.");
  return { ...pair, sandbox };
}

/** The same, with the local Discord and Stripe as a process of their own. */
export async function startPairBesideSandboxProcess<P extends Stoppable>(
  options: PairOptions<P> & Required<Pick<PairOptions<P>, "start">>,
): Promise<PairProcesses<P>> {
  return await startPairBeside(options, async ({ webhookUrl, webhookSecret }) => {
    const [port = 0] = await freePorts(1);
    const sandbox = await startSandboxProcess({
      SANDBOX_PORT: String(port),
      STRIPE_WEBHOOK_URL: webhookUrl,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    });
    return { url: `http://127.0.0.1:${port}`, close: () => sandbox.stop() };
  });
}

/** Starts the pair beside a sandbox that `openSandbox` starts, in this process or as one of its own. */
async function startPairBeside<P extends Stoppable>(
  options: PairOptions<P> & Required<Pick<PairOptions<P>, "start">>,
  openSandbox: (webhooks: {
    webhookUrl: string;
    webhookSecret: string;
  }) => Promise<{ url: string; close(): Promise<unknown> }>,
): Promise<PairProcesses<P>> {
  const {
    host = "[::1]",
    secret = randomBytes(32).toString("base64url"),
    extra = {},
    route = (_, address) => address,
  } = options;
  // What was opened is closed again where something after it fails.
  await using stack = new AsyncDisposableStack();
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  const ports = { bot, botPublic, backend, backendPublic };
  const urls = { bot: `http://${host}:${bot}`, backend: `http://${host}:${backend}` };
  const publicUrls = { bot: `http://${host}:${botPublic}`, backend: `http://${host}:${backendPublic}` };
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const webhooks = {
    webhookUrl: await route("stripeToBackend", `${publicUrls.backend}/webhooks/stripe`),
    webhookSecret,
  };
  const sandbox = stack.adopt(await openSandbox(webhooks), async (one) => void (await one.close()));
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
  const environments = pairEnvironment({
    addresses,
    ports,
    secret,
    webhookSecret,
    extra: { ...extra, both: { ...listening, ...extra.both } },
  });
  const processes = new Map<ServiceName, P>();
  const start = async (service: ServiceName, changed: Variables = {}): Promise<void> => {
    processes.set(service, await options.start(service, { ...environments[service], ...changed }));
  };
  const starting: Promise<void>[] = [];
  stack.defer(async () => {
    await Promise.allSettled(starting);
    await Promise.all([...processes.values()].map((one) => one.stop()));
  });
  starting.push(start("bot"), start("backend"));
  await Promise.all(starting);
  const owned = stack.move();
  const running = (service: ServiceName): P => {
    const one = processes.get(service);
    if (!one) throw new Error(`The ${service} was never started.`);
    return one;
  };
  const stop = async (service: ServiceName) => void (await running(service).stop());
  return {
    sandboxUrl: sandbox.url,
    control: createControl(sandbox.url),
    secret,
    webhookSecret,
    ports,
    environments,
    urls,
    publicUrls,
    running,
    stop,
    start,
    async restart(service, changed) {
      await stop(service);
      await start(service, changed);
    },
    close: () => owned.disposeAsync(),
  };
}
