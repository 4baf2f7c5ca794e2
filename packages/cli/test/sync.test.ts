import { createInternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { startPairProcesses } from "../../../test/support/start-pair-processes.ts";
import { until } from "../../../test/support/until.ts";

t.test("sync", async (t) => {
  const pair = await startPairProcesses();
  const secret = pair.environments.backend["INTERNAL_API_SECRET"] ?? "";
  const baseUrl = `http://[::1]:${pair.ports.backend}`;
  const client = createInternalClient({ operations: backendOperations, baseUrl, secret, caller: "cli" });
  t.teardown(() => client.close().then(() => pair.close()));

  const sync = (...args: string[]) =>
    runModdy(["sync", ...args], { INTERNAL_API_SECRET: secret, BACKEND_INTERNAL_URL: baseUrl });
  const member = (id: string) => {
    const found = pair.sandbox.discord.state.guilds.get(seedIds.guild)?.members.get(id);
    if (found === undefined) throw new Error("The seed has changed.");
    return found;
  };
  const bot = createInternalClient({
    operations: botOperations,
    baseUrl: `http://[::1]:${pair.ports.bot}`,
    secret,
    caller: "cli",
  });
  t.teardown(() => bot.close());
  /** The bot gives a role of which the backend does not know, as after a loss of the backend's database. */
  const giveByBot = (discord_id: string, role: string) =>
    bot.call("rolesUpdate", { discord_id, plan: "premium", add_roles: [role] });
  // What is written here the bot is not told of, as if its gateway had been away.
  const setRoles = (id: string, roles: string[]) => {
    member(id).roleIds = roles;
  };
  const holds = (id: string, role: string) => member(id).roleIds.includes(role);

  await t.test("while nobody pays, removing a single role requires confirmation", async (t) => {
    setRoles(seedIds.cleo, [seedIds.friendRole]);
    await giveByBot(seedIds.cleo, seedIds.premiumRole);
    const dry = await sync("--dry-run");
    t.match(dry, {
      status: 0,
      stdout: /^would add 0, remove 1 \(4 members compared\)$/m,
      stderr: /^This would require confirmation: /,
    });
    const unconfirmed = await sync();
    t.match(unconfirmed, {
      status: 1,
      stdout: /^would add 0, remove 1 /m,
      stderr: /^This requires confirmation: [^]+--confirm-removals\.$/m,
    });
    t.ok(holds(seedIds.cleo, seedIds.premiumRole), "no role was removed");
    t.match(await sync("--confirm-removals"), {
      status: 0,
      stdout: /^will add 0, remove 1 [^]+1 role deliver/m,
      stderr: "",
    });
    await until("Cleo has lost Premium", () => !holds(seedIds.cleo, seedIds.premiumRole));
    t.ok(holds(seedIds.cleo, seedIds.friendRole), "a role that no plan manages stays");
  });

  await t.test("--dry-run shows the differences and changes nothing", async (t) => {
    await client.call("grantsCreate", { discord_id: seedIds.ada, plan: "premium" });
    await client.call("grantsCreate", { discord_id: seedIds.ben, plan: "premium" });
    await until(
      "Ada and Ben have Premium",
      () => holds(seedIds.ada, seedIds.premiumRole) && holds(seedIds.ben, seedIds.premiumRole),
    );
    setRoles(seedIds.ada, []);
    await giveByBot(seedIds.cleo, seedIds.proRole);
    const { status, stdout, stderr } = await sync("--dry-run");
    t.equal(status, 0);
    t.equal(stderr, "");
    t.match(stdout, new RegExp(`^${seedIds.ada} +\\+${seedIds.premiumRole}$`, "m"));
    t.match(stdout, new RegExp(`^${seedIds.cleo} +-${seedIds.proRole}$`, "m"));
    t.match(stdout, /^would add 1, remove 1 \(4 members compared\)$/m);
    t.match(JSON.parse((await sync("--dry-run", "--json")).stdout), {
      dry_run: true,
      would_add: 1,
      would_remove: 1,
      enqueued: 0,
    });
    t.notOk(holds(seedIds.ada, seedIds.premiumRole));
  });

  await t.test("without it both roles change", async (t) => {
    t.match(await sync(), { status: 0, stdout: /^will add 1, remove 1 [^]+^2 role deliveries are enqueued\.$/m });
    await until(
      "Ada has Premium and Cleo has lost Pro",
      () => holds(seedIds.ada, seedIds.premiumRole) && !holds(seedIds.cleo, seedIds.proRole),
    );
    t.match(await sync("--dry-run"), { stdout: "would add 0, remove 0 (4 members compared)\n" });
  });

  await t.test("roles that were given by hand are left alone and counted", async (t) => {
    setRoles(seedIds.cleo, [seedIds.proRole]);
    t.match(await sync(), { status: 0, stdout: /^will add 0, remove 0 [^]+^1 role given by hand is left alone\.$/m });
    t.match(JSON.parse((await sync("--dry-run", "--json")).stdout), { kept: 1, would_remove: 0 });
    t.ok(holds(seedIds.cleo, seedIds.proRole));
  });
});
