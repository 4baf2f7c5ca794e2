import { spawn } from "node:child_process";
import { once } from "node:events";
import { sandboxToken, seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { requireLab } from "../../support/labs.ts";
import { createPeople } from "../../support/people.ts";
import { type Pair, startPair } from "../../support/start-pair.ts";
import { inTime } from "../../support/until.ts";

const { premiumRole: PREMIUM, proRole: PRO } = seedIds;
const SCRIPT = new URL("./original_bot.py", import.meta.url).pathname;

/** Starts the bot in the place of the pair's, until the test ends. */
async function startPythonBot(t: Test, { internal, sandbox }: Pair): Promise<void> {
  const args = [SCRIPT, String(internal.ports.bot), `${sandbox.url}/api/v10`, seedIds.guild];
  const env = { ...process.env, INTERNAL_API_SECRET: internal.secret, DISCORD_TOKEN: sandboxToken };
  const bot = spawn("python3", args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(bot, "exit");
  t.teardown(() => {
    bot.kill("SIGKILL");
    return ended;
  });
  await inTime("the bot in Python is ready", once(bot.stdout, "data"));
}

t.test("a bot in Python that knows roles by lists: purchase, upgrade, cancellation and refusal arrive", async (t) => {
  if (!(await requireLab(t, "python"))) return;
  const pair = await startPair(t, { services: ["backend"] });
  await startPythonBot(t, pair);
  const people = createPeople(pair);
  const endsOf = async (person: string) => {
    const { deliveries } = await pair.client.call("deliveriesList", { discord_id: person });
    return deliveries.map(({ operation, state, outcome }) => `${operation} ${state} ${outcome}`).toSorted();
  };

  const person = await people.newMember();
  const { subscription } = await people.buys(person);
  t.same(await people.rolesOf(person), [PREMIUM]);
  await people.stripe(`/subscriptions/${subscription.id}/upgrade`);
  t.same(await people.rolesOf(person), [PRO]);
  await people.stripe(`/subscriptions/${subscription.id}/cancel`);
  t.same(await people.rolesOf(person), []);
  t.same(new Set(await endsOf(person)), new Set(["notify succeeded delivered", "roles_update succeeded delivered"]));

  const absent = await people.newUser();
  await people.buys(absent);
  t.same(await endsOf(absent), ["notify dead dm_closed", "roles_update dead not_member"]);
});
