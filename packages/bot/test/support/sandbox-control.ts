import { createSandbox, type FaultInput, type Sandbox, type SandboxOptions, seedIds } from "@moddy/sandbox";

interface Message {
  readonly id: string;
  readonly content: string;
  readonly nonce: string | null;
  readonly author_id: string;
  readonly mentions: { userIds: string[] };
}

interface Call {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly route: string | null;
  readonly status: number | null;
}

/** The local Discord, seen and steered from outside, over HTTP alone. */
export interface DiscordControl {
  readonly sandbox: Sandbox;
  /** Adds a user to the server. @returns their id. */
  newMember(options?: { accepts_dms?: boolean; role_ids?: string[] }): Promise<string>;
  /** The content of the messages in a user's DM. */
  dm(userId: string): Promise<Message[]>;
  channel(channelId: string): Promise<Message[]>;
  roles(userId: string): Promise<string[]>;
  roleWrites(userId: string): Promise<{ calls: number; changes: number }>;
  /** The calls that were answered since, as `<status> <method> <route>`. */
  callsSince(mark: number): Promise<string[]>;
  mark(): Promise<number>;
  /** Every call, oldest first, up to 10,000. */
  calls(): Promise<Call[]>;
  /** The most calls that began within one second. */
  busiestSecond(): Promise<number>;
  counters(): Promise<{ invalid_requests: { count: number }; gateway: { identifies: number; connections: number } }>;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  fault(fault: Omit<FaultInput, "target">): Promise<void>;
}

/** Starts a sandbox of its own; without limits unless asked for, so that a test is not held up. */
export async function startDiscord(options: SandboxOptions = {}): Promise<DiscordControl> {
  const sandbox = await createSandbox({
    port: 0,
    ...options,
    discord: {
      rateLimits: false,
      ...options.discord,
      gateway: { identifySpacingMs: 0, ...options.discord?.gateway },
    },
  });

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  const control = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    ask<T>(method, `/_sandbox/discord${path}`, body);
  const user = (id: string) =>
    control<{ dm: { messages: Message[] } | null; guilds: { role_ids: string[] }[] }>("GET", `/users/${id}`);
  const readCalls = async (after = 0): Promise<Call[]> =>
    (await control<{ calls: Call[] }>("GET", `/calls?after=${after}&limit=10000`)).calls;

  return {
    sandbox,
    control,
    newMember: async (options = {}) => {
      const path = `/guilds/${seedIds.guild}/members`;
      const { user_ids: ids } = await control<{ user_ids: [string] }>("POST", path, { count: 1, ...options });
      return ids[0];
    },
    dm: async (userId) => (await user(userId)).dm?.messages ?? [],
    channel: async (id) => (await control<{ messages: Message[] }>("GET", `/channels/${id}`)).messages,
    roles: async (userId) => (await user(userId)).guilds[0]?.role_ids ?? [],
    roleWrites: async (userId) => {
      const { role_writes: writes } = await control<{
        role_writes: Record<string, { calls: number; changes: number }>;
      }>("GET", "/counters");
      return writes[`${seedIds.guild}:${userId}`] ?? { calls: 0, changes: 0 };
    },
    mark: async () => (await control<{ total: number }>("GET", "/calls?after=0&limit=1")).total,
    callsSince: async (mark) => {
      const calls = await readCalls(mark);
      return calls.map(({ method, route, status }) => `${status ?? "lost"} ${method} ${route}`);
    },
    calls: readCalls,
    busiestSecond: async () => {
      const calls = await readCalls();
      const within = (from: number) => calls.filter(({ at }) => at >= from && at < from + 1_000).length;
      return Math.max(...calls.map(({ at }) => within(at)));
    },
    counters: () => control("GET", "/counters"),
    fault: (fault) => ask("POST", "/_sandbox/faults", { target: "discord", ...fault }),
  };
}
