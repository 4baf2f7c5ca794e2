import t from "tap";
import {
  type BotMember,
  computeChannelPermissions,
  computeServerPermissions,
  hasPermission,
} from "../../src/doctor/discord/compute-permissions.ts";

const [EVERYONE, HELD, OTHER, BOT] = ["100", "200", "300", "900"];
const role = (id: string, bits: readonly number[]) => ({
  id,
  name: id,
  position: 1,
  managed: false,
  permissions: String(bits.reduce((all, bit) => all | (1n << BigInt(bit)), 0n)),
});
const member = (bits: { everyone?: number[]; held?: number[]; other?: number[] }): BotMember => ({
  userId: BOT,
  guildId: EVERYONE,
  roles: [role(EVERYONE, bits.everyone ?? []), role(HELD, bits.held ?? []), role(OTHER, bits.other ?? [])],
  roleIds: [HELD],
});
const overwrite = (id: string, { allow = 0, deny = 0 }) => ({ id, allow: String(allow), deny: String(deny) });

t.test("the bot's roles and @everyone give permissions in the server; other roles do not", async (t) => {
  const permissions = computeServerPermissions(member({ everyone: [10], held: [28], other: [1] }));
  t.same(
    [10, 28, 1].map((bit) => hasPermission(permissions, bit)),
    [true, true, false],
  );
});

t.test("Administrator gives every permission, also in a channel that denies them", async (t) => {
  const admin = member({ held: [3] });
  t.ok(hasPermission(computeServerPermissions(admin), 52));
  const denied = [overwrite(BOT, { deny: 1 << 11 })];
  t.ok(hasPermission(computeChannelPermissions(admin, denied), 11));
  t.notOk(hasPermission(computeServerPermissions(member({ other: [3] })), 52), "not by a role that the bot lacks");
});

t.test(
  "a channel's overwrites count in the order @everyone, roles, member; in each, allow wins over deny",
  async (t) => {
    const bot = member({ everyone: [11] });
    const can = (...overwrites: ReturnType<typeof overwrite>[]) =>
      hasPermission(computeChannelPermissions(bot, overwrites), 11);
    const bits = 1 << 11;
    t.equal(can(), true, "without overwrites as in the server");
    t.equal(can(overwrite(EVERYONE, { deny: bits })), false);
    t.equal(can(overwrite(HELD, { allow: bits }), overwrite(EVERYONE, { deny: bits })), true, "a role after @everyone");
    t.equal(can(overwrite(HELD, { deny: bits }), overwrite(EVERYONE, { allow: bits })), false);
    t.equal(
      can(overwrite(BOT, { allow: bits }), overwrite(HELD, { deny: bits })),
      true,
      "the bot itself after its roles",
    );
    t.equal(can(overwrite(BOT, { deny: bits }), overwrite(HELD, { allow: bits })), false);
    t.equal(can(overwrite(OTHER, { deny: bits })), true, "other roles do not count");
    t.equal(can(overwrite(HELD, { allow: bits, deny: bits })), true, "allow wins");
  },
);
