import { createLogger, migrateDatabase, openDatabase } from "@moddy/runtime";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { recordGivenRolesOf } from "../../src/application/record-given-roles.ts";
import { readGivenRoles, requestAdoption } from "../../src/store/given-roles.ts";
import { MIGRATION_LOCK_ID, migrations } from "../../src/store/migrations.ts";
import type { BackendDatabase } from "../../src/store/schema.ts";

const discordId = "159985870458322944";
const [A, B, C] = ["1100000000000000011", "1100000000000000012", "1100000000000000013"];

t.test("what the bot's replies say of the roles that it gave", async (t) => {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  const logger = createLogger({ service: "backend", level: "silent" });
  const opened = openDatabase<BackendDatabase>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });

  const said = async (version: number | undefined, reply: object, request: object = {}) => {
    const asked = { discord_id: discordId, plan: "premium", version, ...request };
    const answered = { success: true, message: "", roles_updated: true, ...reply };
    await recordGivenRolesOf(db, { operation: "roles_update", discordId, request: asked }, answered);
    return await readGivenRoles(db, discordId);
  };

  t.equal(await said(1, {}), undefined, "a bot of the original description says nothing");
  t.equal(
    await said(undefined, { given_roles: [A] }),
    undefined,
    "an update without a version cannot be told from others",
  );
  t.same(
    await said(5, { added: [A, B] }),
    { version: 5, roleIds: [A, B], adoptRoleIds: [] },
    "an older bot says what it did",
  );
  t.match(await said(6, { added: [C], removed: [A] }), { version: 6, roleIds: [B, C] });
  t.match(
    await said(7, { given_roles: [A], added: [B] }),
    { version: 7, roleIds: [A] },
    "what a bot says it gave counts alone",
  );
  t.match(await said(6, { given_roles: [] }), { version: 7, roleIds: [A] }, "a late reply changes nothing");
  t.match(await said(7, { given_roles: [A, B] }), { version: 7, roleIds: [A, B] }, "the same update again may");

  await requestAdoption(db, discordId, [B, C]);
  t.match(await said(8, { success: false, outcome: "bot_not_ready" }, { adopt_roles: [B, C] }), {
    adoptRoleIds: [B, C],
  });
  t.match(await said(9, { given_roles: [A, C] }, { adopt_roles: [C] }), { roleIds: [A, C], adoptRoleIds: [B] });
  const away = await said(10, { success: false, outcome: "not_member" }, { adopt_roles: [B] });
  t.same(away, { version: 10, roleIds: [], adoptRoleIds: [] }, "who has left holds nothing");
});
