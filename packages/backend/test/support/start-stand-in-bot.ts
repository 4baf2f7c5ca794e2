import { createInternalServer, type IdempotencyStore } from "@moddy/internal-api/server";
import { createLogger } from "@moddy/runtime";
import { botOperations, type Outcome, type RequestOf } from "@moddy/schemas";
import type { Test } from "tap";
import { stubHandlers } from "../../../../test/support/stub-handlers.ts";
import { SECRET } from "./secret.ts";

/** One call that the bot got. */
export type BotCall =
  | { readonly operation: "notify"; readonly request: RequestOf<typeof botOperations.notify> }
  | { readonly operation: "rolesUpdate"; readonly request: RequestOf<typeof botOperations.rolesUpdate> };

/** A server in the bot's place: it answers over HTTP and keeps the calls. */
export interface StandInBot {
  readonly url: string;
  /** The calls that it executed, oldest first. */
  readonly calls: BotCall[];
  /** The managed roles that members hold, for `roles_list`. */
  readonly members: Map<string, string[]>;
  /** The members whose roles staff gave by hand; all others have theirs from the bot. */
  readonly byHand: Set<string>;
  /** Whether it says that it takes roles by hand, too; undefined: it does not say. */
  strict: boolean | undefined;
  /** The outcome of the next calls. */
  outcome: Outcome;
  /** Messages are answered once this has resolved, with the outcome that it gives, if any. */
  held: Promise<Outcome | undefined>;
}

const PLAN_ROLES: Readonly<Record<string, string[]>> = {
  premium: ["1100000000000000011"],
  pro: ["1100000000000000012"],
};
const MANAGED = Object.values(PLAN_ROLES).flat();

/** Each key once, in memory. */
function rememberKeys(): IdempotencyStore {
  const replies = new Map<string, ReturnType<Parameters<IdempotencyStore["run"]>[1]>>();
  return {
    async run({ key }, execute) {
      const known = replies.get(key);
      if (known) return { kind: "replayed", reply: await known };
      const reply = execute({ resumed: false });
      replies.set(key, reply);
      return { kind: "fresh", reply: await reply };
    },
  };
}

function pageOf(
  { members, byHand }: Pick<StandInBot, "members" | "byHand">,
  after: string | null | undefined,
  limit: number,
) {
  const ids = [...members.keys()].toSorted().filter((id) => !after || id > after);
  const page = ids.slice(0, limit).map((id) => {
    const role_ids = members.get(id) ?? [];
    return { discord_id: id, role_ids, given_role_ids: byHand.has(id) ? [] : role_ids };
  });
  return { members: page, next: ids.length > limit ? (page.at(-1)?.discord_id ?? null) : null };
}

/** What a member holds after an update: by its lists, or else by its plan. */
function rolesAfter(held: string[], request: RequestOf<typeof botOperations.rolesUpdate>): string[] {
  const { add_roles: add, remove_roles: remove, plan } = request;
  if (!add || !remove) return PLAN_ROLES[plan] ?? [];
  return [...new Set([...held.filter((role) => !remove.includes(role)), ...add])];
}

/** Starts it on a free port; it ends with the test. */
export async function startStandInBot(t: Test, now: () => number): Promise<StandInBot> {
  const bot = {
    url: "",
    calls: [] as BotCall[],
    members: new Map<string, string[]>(),
    byHand: new Set<string>(),
    strict: undefined as boolean | undefined,
    outcome: "delivered" as Outcome,
    held: Promise.resolve<Outcome | undefined>(undefined),
  };
  const handlers = stubHandlers(botOperations, {
    echo: async (_, { secretUsed }) => ({
      service: "discord-bot",
      version: "0.0.0",
      contract_version: "1.0.0",
      time: new Date().toISOString(),
      secret: secretUsed,
      peer: null,
    }),
    notify: async (request) => {
      bot.calls.push({ operation: "notify", request });
      const outcome = (await bot.held) ?? bot.outcome;
      return { success: true, message: "Sent.", notification_sent: true, outcome };
    },
    rolesUpdate: async (request) => {
      bot.calls.push({ operation: "rolesUpdate", request });
      bot.members.set(request.discord_id, rolesAfter(bot.members.get(request.discord_id) ?? [], request));
      return { success: true, message: "Set.", roles_updated: true, outcome: bot.outcome };
    },
    rolesList: async ({ after, limit }) => ({
      success: true,
      message: "Listed.",
      guild_id: "1100000000000000001",
      managed_role_ids: MANAGED,
      strict: bot.strict,
      ...pageOf(bot, after, limit),
    }),
  });
  const server = createInternalServer({
    service: "bot",
    version: "0.0.0",
    operations: botOperations,
    handlers,
    secrets: { current: SECRET },
    signatures: "required",
    idempotency: rememberKeys(),
    logger: createLogger({ service: "bot", level: "silent" }),
    now,
  });
  bot.url = await server.listen({ host: "127.0.0.1", port: 0 });
  t.teardown(() => server.close());
  return bot;
}
