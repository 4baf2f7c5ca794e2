import t from "tap";
import { BACKEND_STEPS } from "../../src/index.ts";
import { serveInProcess } from "../support/backend-process.ts";
import type { Bought } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestEnvironment } from "../support/start-test-environment.ts";

const STEPS = BACKEND_STEPS.filter((step) => /^(webhook|job)\./.test(step));

t.test("kill -9 at each step from the webhook to the committed job: nothing lost, nothing doubled", async (t) => {
  const around = await startTestEnvironment(t);
  const buyers = new Map(STEPS.map((step) => [step, newPerson()]));
  let backend = await serveInProcess(t, "crashing", around);
  for (const [step, discord_id] of buyers) {
    await backend.killAt(step);
    await around.control<Bought>("/checkout", { discord_id, email: "a.person@example.org" });
    t.equal(await backend.ended, "SIGKILL", step);
    backend = await serveInProcess(t, "crashing", around);
  }
  await around.control("/webhooks/flush", {});
  await around.settle();
  for (const [step, buyer] of buyers) {
    t.same(reportsTo(around.bot, buyer), ["roles premium", "subscription_created premium"], step);
  }
  const events = around.sandbox.stripe.events.table.size;
  const stored = await around.db
    .selectFrom("stripe_events")
    .select("id")
    .where("processed_at", "is not", null)
    .execute();
  t.equal(stored.length, events, "every event is stored and processed");
});
