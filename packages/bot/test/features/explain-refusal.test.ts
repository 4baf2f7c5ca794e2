import { PermissionFlagsBits } from "discord.js";
import t from "tap";
import type { DiscordRole } from "../../src/discord/api.ts";
import { createExplainRefusal } from "../../src/features/roles-update/explain-refusal.ts";

const GUILD = "1";
const failed = { ok: false, failure: { outcome: "discord_unavailable", code: undefined, uncertain: false } } as const;
const { ManageRoles, SendMessages } = PermissionFlagsBits;
const role = (id: string, position: number, permissions = 0n, managed = false): DiscordRole => ({
  id,
  position,
  permissions: String(permissions),
  managed,
});

/** A bot that holds the role 2. */
const explain = (roles: DiscordRole[], roleId: string) =>
  createExplainRefusal(
    {
      readRoles: async () => ({ ok: true, value: roles }),
      readMember: async () => ({ ok: true, value: { user: { id: "9" }, roles: ["2"] } }),
    },
    async () => ({ ok: true, value: "9" }),
  )(GUILD, roleId, new AbortController().signal);

const everyone = role(GUILD, 0, SendMessages);
const found = (value: string | undefined) => ({ ok: true, value });

t.test("each obstacle to a role has its outcome", async (t) => {
  const guild = [everyone, role("2", 5, ManageRoles), role("3", 4), role("4", 5), role("5", 6), role("6", 1, 0n, true)];
  t.same(await explain(guild, "3"), found(undefined));
  t.same(await explain(guild, "99"), found("unknown_role"));
  t.same(await explain(guild, "4"), found("role_too_high"), "at the same position");
  t.same(await explain(guild, "5"), found("role_too_high"));
  t.same(await explain(guild, "6"), found("missing_permission"), "an integration's own role");
  t.same(await explain(guild, GUILD), found("missing_permission"), "everybody's role");
});

t.test("only permissions of the bot's own roles count, and they count before the position", async (t) => {
  t.same(await explain([everyone, role("2", 5), role("3", 4, ManageRoles)], "3"), found("missing_permission"));
  t.same(await explain([role(GUILD, 0, ManageRoles), role("2", 5), role("3", 4)], "3"), found(undefined));
  t.same(await explain([everyone, role("2", 1), role("3", 4)], "3"), found("missing_permission"));
});

t.test("what Discord does not answer is passed on", async (t) => {
  const { signal } = new AbortController();
  const readRoles = async () => ({ ok: true as const, value: [everyone] });
  const readMember = async () => ({ ok: true as const, value: { user: { id: "9" }, roles: [] } });
  const self = async () => ({ ok: true, value: "9" }) as const;
  const down = async () => failed;
  t.same(await createExplainRefusal({ readRoles, readMember }, down)(GUILD, "3", signal), failed);
  t.same(await createExplainRefusal({ readRoles: down, readMember }, self)(GUILD, "3", signal), failed);
  t.same(await createExplainRefusal({ readRoles, readMember: down }, self)(GUILD, "3", signal), failed);
});
