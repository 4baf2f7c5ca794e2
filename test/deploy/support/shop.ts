import { until } from "../../support/until.ts";
import type { FetchResult, Request } from "./fetch-from-host.ts";

/** What a person has in Discord. */
export interface Belongings {
  readonly roles: readonly string[];
  readonly messages: number;
  /** How often a role of theirs was changed. */
  readonly roleChanges: number;
}

/** People who join and buy, and what Discord then shows of them. */
export interface Shop {
  /** Somebody new joins and buys Premium. Returns their id. */
  buy(): Promise<string>;
  look(discordId: string): Promise<Belongings>;
  /** Resolves when somebody has the role and the message. */
  arrived(discordId: string): Promise<void>;
  /** Everyone who bought. */
  readonly buyers: readonly string[];
  identifies(): Promise<number>;
}

export const PREMIUM = "1100000000000000011";
const GUILD = "1100000000000000001";
const CONTROL = "http://127.0.0.1:4000/_sandbox";

interface User {
  readonly guilds: readonly { readonly guild_id: string; readonly role_ids: readonly string[] }[];
  readonly dm: { readonly messages: readonly unknown[] } | null;
}

interface Counters {
  readonly role_writes: Record<string, { readonly changes: number }>;
  readonly gateway: { readonly identifies: number };
}

/** How the controls of the local Discord and the local Stripe are reached, on port 4000 of loopback. */
export interface Ways {
  readonly discord: (...requests: readonly Request[]) => Promise<FetchResult[]>;
  readonly stripe: (...requests: readonly Request[]) => Promise<FetchResult[]>;
}

export function openShop(ways: Ways): Shop {
  const buyers: string[] = [];
  async function steer<T>(method: string, path: string, body?: object): Promise<T> {
    const json = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const [visit] = await ways[path.startsWith("/stripe") ? "stripe" : "discord"]([
      `${CONTROL}${path}`,
      { method, ...json },
    ]);
    if (visit?.status === undefined || visit.status >= 300)
      throw new Error(`${method} ${path}: ${JSON.stringify(visit)}`);
    return JSON.parse(visit.body ?? "null") as T;
  }
  const look = async (id: string): Promise<Belongings> => {
    const user = await steer<User>("GET", `/discord/users/${id}`);
    const { role_writes } = await steer<Counters>("GET", "/discord/counters");
    const [, writes] = Object.entries(role_writes).find(([key]) => key.includes(id)) ?? [];
    return {
      roles: user.guilds.flatMap(({ role_ids }) => role_ids),
      messages: user.dm?.messages.length ?? 0,
      roleChanges: writes?.changes ?? 0,
    };
  };
  return {
    buyers,
    look,
    async buy() {
      const username = `buyer${buyers.length}`;
      const { id } = await steer<{ id: string }>("POST", "/discord/users", { username });
      await steer("PUT", `/discord/guilds/${GUILD}/members/${id}`, {});
      const email = `${username}@example.com`;
      await steer("POST", "/stripe/checkout", { discord_id: id, email, price_id: "price_premium_monthly" });
      buyers.push(id);
      return id;
    },
    async arrived(id) {
      await until(
        `the role and the message of ${id}`,
        async () => {
          // A webhook that met a closed door would be tried again after a minute.
          await steer("POST", "/stripe/webhooks/flush");
          const { roles, messages } = await look(id);
          return roles.includes(PREMIUM) && messages > 0;
        },
        { withinMs: 120_000, everyMs: 200 },
      );
    },
    identifies: async () => (await steer<Counters>("GET", "/discord/counters")).gateway.identifies,
  };
}
