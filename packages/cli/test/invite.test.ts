import { createSandbox, sandboxToken, seedIds } from "@moddy/sandbox";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { DISCORD_NEEDS } from "../src/doctor/discord/discord-needs.generated.ts";

const PERMISSIONS = DISCORD_NEEDS.permissions.reduce((all, { bit }) => all | (1n << BigInt(bit)), 0n);

t.test("moddy invite prints the link of the application that the token belongs to", async (t) => {
  const sandbox = await createSandbox({ port: 0 });
  t.teardown(() => sandbox.close());
  const env = { DISCORD_TOKEN: sandboxToken, DISCORD_API_BASE: `${sandbox.url}/api` };
  const run = await runModdy(["invite"], env);
  const { origin, pathname, searchParams } = new URL(run.stdout.trim());
  t.equal(origin + pathname, "https://discord.com/oauth2/authorize");
  t.same(Object.fromEntries(searchParams), {
    client_id: seedIds.bot,
    permissions: String(PERMISSIONS),
    scope: "bot applications.commands",
  });
  t.equal(run.status, 0);
  t.match(run.stderr, /^ {2}Manage Roles: needed by roles/m);
  t.match(run.stderr, /^ {2}Send Messages: needed by notify, in the fallback channel$/m);
  t.match(run.stderr, /^ {2}Server Members Intent: needed by /m);

  const refused = await runModdy(["invite"], { ...env, DISCORD_TOKEN: "of-this-test" });
  t.match(refused, { status: 1, stdout: "", stderr: /^Discord rejects the token \(401\)\.\nDiscord developer portal/ });
  t.notMatch(refused.stderr, "of-this-test");
});

t.test("--application-id needs no token, and the link has exactly what is needed", async (t) => {
  const need = { name: "KickMembers", title: "Kick Members", bit: 1, scope: "server", features: ["kick"] } as const;
  const args = ["invite", "--application-id", "1234567890123456789"];
  const run = await runModdy(args, {}, { discordNeeds: { permissions: [need, { ...need }], intents: [] } });
  t.equal(
    run.stdout,
    "https://discord.com/oauth2/authorize?client_id=1234567890123456789&permissions=2&scope=bot+applications.commands\n",
  );
  t.notMatch(run.stderr, "Privileged");
  t.match(await runModdy(["invite"], {}), { status: 2, stdout: "", stderr: /^Give --application-id .+DISCORD_TOKEN/ });
  t.match(await runModdy(["invite", "--application-id", "moddy"], {}), { status: 2, stderr: /17 to 20 digits/ });
});
