import { createSandbox, type Sandbox, type SandboxOptions } from "@moddy/sandbox";
import type { ServiceName } from "@moddy/schemas";
import { freePorts } from "./free-ports.ts";
import { type OpenSandbox, type PreparationOptions, type PreparedPair, preparePair } from "./prepare-pair.ts";
import { type Control, createControl } from "./sandbox-control.ts";
import {
  createServiceProcesses,
  type ServiceProcesses,
  type StartProcess,
  type Stoppable,
} from "./service-processes.ts";
import type { Variables } from "./spawn-node.ts";
import { type ServiceOptions, type ServiceProcess, startSandboxProcess, startService } from "./start-service.ts";
import { until } from "./until.ts";

/** How the pair is started. */
export interface PairOptions<P extends Stoppable> extends PreparationOptions {
  readonly start: StartProcess<P>;
}

/** The pair as real processes, against a database each. */
export interface PairProcesses<P extends Stoppable = ServiceProcess>
  extends PreparedPair,
    Omit<ServiceProcesses<P>, "stopAll"> {
  readonly control: Control;
  close(): Promise<void>;
}

type WithSandbox<T> = T & { readonly sandbox?: SandboxOptions };

/** Starts main.ts of a service and waits until it is ready as a hosting platform sees it. */
export async function startReady(
  service: ServiceName,
  env: Variables,
  options: ServiceOptions = {},
): Promise<ServiceProcess> {
  const started = await startService(service, env, options);
  const isReady = async () => {
    const answer = await fetch(`${started.publicUrl}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  };
  await until(`the ${service} is ready`, isReady, { withinMs: 120_000 });
  return started;
}

/** Starts the local Discord and Stripe in this process, and the pair. */
export async function startPairProcesses(
  options: WithSandbox<PreparationOptions> = {},
): Promise<PairProcesses & { readonly sandbox: Sandbox }> {
  return await startPairWith({ ...options, start: (service, env) => startReady(service, env) });
}

/** The same, with a `start` of the test's own. */
export async function startPairWith<P extends Stoppable>(
  options: WithSandbox<PairOptions<P>>,
): Promise<PairProcesses<P> & { readonly sandbox: Sandbox }> {
  const opened: Sandbox[] = [];
  const pair = await startPairBeside(options, async (webhooks) => {
    const { stripe, ...rest } = options.sandbox ?? {};
    const sandbox = await createSandbox({ port: 0, ...rest, stripe: { ...stripe, ...webhooks } });
    opened.push(sandbox);
    return sandbox;
  });
  const [sandbox] = opened;
  if (sandbox === undefined) throw new Error("There is no sandbox.");
  return { ...pair, sandbox };
}

/** The same, with the local Discord and Stripe as a process of their own. */
export async function startPairBesideSandboxProcess<P extends Stoppable>(
  options: PairOptions<P>,
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

async function startPairBeside<P extends Stoppable>(
  options: PairOptions<P>,
  openSandbox: OpenSandbox,
): Promise<PairProcesses<P>> {
  // What was opened is closed again where something after it fails.
  await using stack = new AsyncDisposableStack();
  const prepared = await preparePair(options, openSandbox, stack);
  const { stopAll, ...processes } = createServiceProcesses(prepared.environments, options.start);
  stack.defer(stopAll);
  await Promise.all([processes.start("bot"), processes.start("backend")]);
  const owned = stack.move();
  return {
    ...prepared,
    ...processes,
    control: createControl(prepared.sandboxUrl),
    close: () => owned.disposeAsync(),
  };
}
