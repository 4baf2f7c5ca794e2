import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { buy } from "../support/buy.ts";
import { failedJobs, findEvent, newestEvent, untilEnded } from "../support/events.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const UPDATED = "customer.subscription.updated";
const MISSING = { error: { type: "invalid_request_error", code: "resource_missing", message: "No such object" } };

t.test("what waiting mends ends no event", async (t) => {
  const around = await startTestBackend(t);
  const { faults } = around.sandbox;
  const status = { target: "stripe", kind: "status", times: null } as const;
  const answers = {
    "a rolled key": { ...status, status: 401 },
    "a key without the permission": { ...status, status: 403 },
    "an outage": { ...status, status: 500 },
    "a limit of the rate": { target: "stripe", kind: "rate_limit", times: null },
  } as const;
  for (const [name, fault] of Object.entries(answers)) {
    await t.test(name, async (t) => {
      const person = newPerson();
      faults.add({ ...fault, route: "/customers" });
      await around.control("/checkout", { discord_id: person, email: "a.person@example.org" });
      const id = newestEvent(around, "checkout.session.completed");
      await until("it was tried twice", () => failedJobs(around, id).length >= 2);
      t.match(await findEvent(around, id), { processed_at: null, tries: 0 });
      faults.clear();
      await around.settle();
      t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
    });
  }

  await t.test("an event that Stripe cannot be asked about is not judged", async (t) => {
    const person = newPerson();
    const { subscription, customer } = await buy(around, person);
    faults.add({ ...status, route: "/customers", status: 404, body: MISSING });
    faults.add({ ...status, route: "/events", status: 401 });
    around.sandbox.stripe.events.emit(UPDATED, { id: subscription.id, customer: customer.id });
    const id = newestEvent(around, UPDATED);
    await until("it was tried five times", () => failedJobs(around, id).length >= 5);
    t.match(await findEvent(around, id), { processed_at: null });
    faults.clear();
    t.match(await untilEnded(around, id), { result: "applied" });
  });
});
