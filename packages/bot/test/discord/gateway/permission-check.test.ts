import { PermissionFlagsBits } from "discord.js";
import { pino } from "pino";
import t from "tap";
import type { FeatureNeeds } from "../../../src/discord/gateway/needs.ts";
import { createPermissionCheck } from "../../../src/discord/gateway/permission-check.ts";

const GUILD = "1";
const FALLBACK = { MODDY_FALLBACK_CHANNEL_ID: "7" };
const failed = { ok: false, failure: { outcome: "discord_unavailable", code: undefined, uncertain: false } } as const;
const needs: FeatureNeeds[] = [
  { feature: "roles-update", permissions: ["ManageRoles"] },
  { feature: "notify", permissions: ["ViewChannel", "SendMessages"], permissionsOnlyWith: "MODDY_FALLBACK_CHANNEL_ID" },
  { feature: "health" },
];

/** A check of a bot that holds the role 2 beside everybody's. */
function createCheck(
  roles: Record<string, bigint>,
  { config = {}, isDown = () => false }: { config?: object; isDown?: () => boolean } = {},
) {
  const log: Record<string, unknown>[] = [];
  const list = Object.entries(roles).map(([id, permissions]) => ({
    id,
    permissions: String(permissions),
    position: 1,
    managed: false,
  }));
  const check = createPermissionCheck(
    {
      config: { MODDY_GUILD_ID: GUILD, ...config },
      api: {
        readRoles: async () => (isDown() ? failed : { ok: true, value: list }),
        readMember: async () => ({ ok: true, value: { user: { id: "9" }, roles: ["2"] } }),
      },
      readSelfId: async () => ({ ok: true, value: "9" }),
      logger: pino({ base: null, timestamp: false }, { write: (line) => log.push(JSON.parse(line) as never) }),
    },
    needs,
  );
  return { log, check: () => check(new AbortController().signal) };
}

t.test(
  "what a feature lacks is logged with its name; everybody's permissions count, other roles' do not",
  async (t) => {
    const { ManageRoles, ViewChannel } = PermissionFlagsBits;
    const { log, check } = createCheck({ [GUILD]: ViewChannel, 2: 0n, 3: ManageRoles }, { config: FALLBACK });
    await check();
    t.match(log, [
      { level: 40, event: "missing_permission", feature: "roles-update", permissions: ["ManageRoles"] },
      {
        event: "missing_permission",
        feature: "notify",
        permissions: ["SendMessages"],
        msg: /notify needs: SendMessages/,
      },
    ]);
    await check();
    t.equal(log.length, 2, "it is said once");
  },
);

t.test("nothing is logged of a permission that is granted or not needed", async (t) => {
  const { ManageRoles, Administrator } = PermissionFlagsBits;
  for (const [permissions, config] of [
    [ManageRoles, {}],
    [Administrator, FALLBACK],
  ] as const) {
    const { log, check } = createCheck({ [GUILD]: 0n, 2: permissions }, { config });
    await check();
    t.same(log, []);
  }
});

t.test("a check that Discord does not answer is made again", async (t) => {
  let isDown = true;
  const { log, check } = createCheck({ [GUILD]: 0n, 2: 0n }, { isDown: () => isDown });
  await check();
  t.same(log, []);
  isDown = false;
  await check();
  t.match(log, [{ feature: "roles-update" }]);
});
