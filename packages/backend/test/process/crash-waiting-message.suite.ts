import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { serveInProcess } from "../support/backend-process.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestEnvironment } from "../support/start-test-environment.ts";

t.test("kill -9 while a message waits: it still comes, once", async (t) => {
  const started = await startTestEnvironment(t);
  const around = { ...started, env: { ...started.env, MESSAGE_PAUSES_SECONDS: "0,3" } };
  const backend = await serveInProcess(t, "main", around);
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control(`/subscriptions/${subscription.id}/upgrade`, {});
  const waits = () =>
    around.db
      .selectFrom("entitlements")
      .select("discord_id")
      .where("discord_id", "=", person)
      .where("message_due_at", "is not", null)
      .executeTakeFirst();
  await until("the message waits", waits);
  backend.child.kill("SIGKILL");
  t.equal(await backend.ended, "SIGKILL");
  t.equal(reportsTo(around.bot, person).includes("plan_upgraded pro"), false, "nobody was told yet");
  await serveInProcess(t, "main", around);
  await until("the message was sent", async () => (await waits()) === undefined);
  await around.settle();
  t.same(reportsTo(around.bot, person), [
    "roles premium",
    "subscription_created premium",
    "roles pro",
    "plan_upgraded pro",
  ]);
});
