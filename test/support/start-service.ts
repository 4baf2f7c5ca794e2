import type { ServiceName } from "@moddy/schemas";
import type { Variables } from "./spawn-node.ts";
import { type ProcessOptions, type RunningProcess, startProcess } from "./start-process.ts";

/** A service's own main.ts as a process of its own. */
export interface ServiceProcess extends RunningProcess {
  readonly name: ServiceName;
  readonly internalUrl: string;
  readonly publicUrl: string;
}

/** How a service is started. */
export interface ServiceOptions extends Partial<Omit<ProcessOptions, "env" | "ready" | "args">> {
  /** The events of its log after which it counts as started: for a bot, Discord is there too. */
  readonly events?: readonly string[];
}

const EVENTS = { bot: ["service_ready", "discord_ready"], backend: ["service_ready"] } as const;

/** Starts a service and waits until it serves. */
export async function startService(
  name: ServiceName,
  env: Variables,
  { events = EVENTS[name], ...options }: ServiceOptions = {},
): Promise<ServiceProcess> {
  const ready = events.map((event) => new RegExp(`"event":"${event}"`));
  const started = await startProcess(`packages/${name}/src/main.ts`, { ...options, env, ready });
  const entry = started.lines().find((line) => line.includes('"event":"service_ready"')) ?? "{}";
  const { internal_url: internalUrl, public_url: publicUrl } = JSON.parse(entry) as Record<string, string>;
  if (internalUrl === undefined || publicUrl === undefined)
    throw new Error(`The ${name} does not say where it listens.`);
  return { ...started, name, internalUrl, publicUrl };
}

/** Starts the local Discord and Stripe as a process of their own. */
export function startSandboxProcess(
  env: Variables,
  options: Partial<Omit<ProcessOptions, "env" | "ready">> = {},
): Promise<RunningProcess> {
  return startProcess("packages/sandbox/src/main.ts", { ...options, env, ready: [/ ready/] });
}
