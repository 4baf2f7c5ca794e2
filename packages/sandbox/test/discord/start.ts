import { Client, Events, GatewayIntentBits, Partials } from "discord.js";
import type { Test } from "tap";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/index.ts";

/** A sandbox on a free port that ends with the test. */
export async function startSandbox(t: Test, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({ port: 0, ...options });
  t.teardown(() => sandbox.close());
  return sandbox;
}

/** A real discord.js client that points at the sandbox and is ready. */
export async function login(
  t: Test,
  sandbox: Sandbox,
  intents: GatewayIntentBits[] = DEFAULT_INTENTS,
): Promise<Client<true>> {
  const client = new Client({ intents, rest: { api: `${sandbox.url}/api` }, partials: [Partials.Channel] });
  t.teardown(() => client.destroy());
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.discord.token);
  return ready;
}

const DEFAULT_INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests look into answers of many shapes, so they are read without one.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** Calls the sandbox's Discord as its bot, without any client library. */
export async function call(
  sandbox: Sandbox,
  method: string,
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return http(`${sandbox.url}/api/v10${route}`, method, body, {
    authorization: `Bot ${sandbox.discord.token}`,
    ...headers,
  });
}

/** Calls a control route of the sandbox. */
export async function control(sandbox: Sandbox, method: string, route: string, body?: unknown): Promise<Answer> {
  return http(`${sandbox.url}/_sandbox${route}`, method, body, {});
}

async function http(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}
