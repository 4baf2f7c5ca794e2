import { seedIds } from "@moddy/sandbox";
import type { Pair } from "./start-pair.ts";

const MEMBERS = `/discord/guilds/${seedIds.guild}/members`;

/** What a purchase left at Stripe. */
export interface Bought {
  readonly customer: { readonly id: string };
  readonly subscription: { readonly id: string };
  readonly charge: { readonly id: string };
}

/** What people do, each time until everything has come of it. */
export interface People {
  /** A Discord user who is not in the server. */
  newUser(): Promise<string>;
  /** A member of the server. */
  newMember(): Promise<string>;
  joins(userId: string): Promise<void>;
  leaves(userId: string): Promise<void>;
  /** The owner of the server gives or takes a role in Discord's own client. */
  giveByHand(userId: string, roleId: string): Promise<void>;
  takeByHand(userId: string, roleId: string): Promise<void>;
  buys(userId: string, order?: { price_id?: string; trial_days?: number; customer?: string }): Promise<Bought>;
  /** Something happens at Stripe, by the sandbox's command. */
  readonly stripe: <T>(command: string, body?: object) => Promise<T>;
  /** The member's roles as Discord shows them; null if they are not in the server. */
  readonly rolesOf: (userId: string) => Promise<string[] | null>;
}

/** People who use the sandbox's Discord and Stripe. */
export function createPeople({ control, settle }: Pick<Pair, "control" | "settle">): People {
  async function then<T>(happens: Promise<T>): Promise<T> {
    const result = await happens;
    await settle();
    return result;
  }
  const newUser = async () => (await control<{ id: string }>("POST", "/discord/users", {})).id;
  const joins = (userId: string) => then(control<void>("PUT", `${MEMBERS}/${userId}`, {}));
  return {
    newUser,
    joins,
    async newMember() {
      const id = await newUser();
      await joins(id);
      return id;
    },
    leaves: (userId) => then(control("DELETE", `${MEMBERS}/${userId}`)),
    giveByHand: (userId, roleId) => then(control("PUT", `${MEMBERS}/${userId}/roles/${roleId}`)),
    takeByHand: (userId, roleId) => then(control("DELETE", `${MEMBERS}/${userId}/roles/${roleId}`)),
    buys: (userId, order = {}) =>
      then(control("POST", "/stripe/checkout", { discord_id: userId, email: `${userId}@example.org`, ...order })),
    stripe: (command, body = {}) => then(control("POST", `/stripe${command}`, body)),
    async rolesOf(userId) {
      const { guilds } = await control<{ guilds: { role_ids: string[] }[] }>("GET", `/discord/users/${userId}`);
      return guilds[0]?.role_ids.toSorted() ?? null;
    },
  };
}
