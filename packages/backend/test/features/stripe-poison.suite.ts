import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { buy } from "../support/buy.ts";
import { failedJobs, findEvent, newestEvent, untilEnded } from "../support/events.ts";
import { newPerson } from "../support/people.ts";
import { eventBody, postSigned } from "../support/post-event.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const UPDATED = "customer.subscription.updated";
const gone = { id: "sub_gone", customer: "cus_gone" };

t.test("an event that can never be processed ends, with the reason", async (t) => {
  const around = await startTestBackend(t);
  const post = (id: string, object: unknown, more = {}) =>
    postSigned(around.publicUrl, eventBody(id, UPDATED, object, more));

  await t.test("of a connected account: ignored, without another try", async (t) => {
    await post("evt_connect", gone, { account: "acct_other" });
    t.match(await untilEnded(around, "evt_connect"), { result: "ignored", reason: "other_account" });
    t.same(failedJobs(around, "evt_connect"), []);
  });

  await t.test("of the other mode: ignored, without another try", async (t) => {
    await post("evt_live", gone, { livemode: true });
    t.match(await untilEnded(around, "evt_live"), { result: "ignored", reason: "other_mode" });
    t.same(failedJobs(around, "evt_live"), []);
  });

  await t.test("of the key's own account, said in words: processed", async (t) => {
    const { customer } = await buy(around, newPerson());
    await post("evt_own", { customer: customer.id }, { account: around.sandbox.stripe.account.id });
    t.match(await untilEnded(around, "evt_own"), { result: "applied", reason: null });
  });

  await t.test("of a shape that its type never has: unreadable, without another try", async (t) => {
    for (const [id, object] of Object.entries({
      evt_number: { customer: 7 },
      evt_path: { customer: "../../v1/customers" },
      evt_list: { customer: "" },
      evt_huge: { customer: `cus_${"x".repeat(100_000)}` },
    })) {
      await post(id, object);
      t.match(await untilEnded(around, id), { result: "unreadable", reason: "unreadable_event" }, id);
      t.same(failedJobs(around, id), [], id);
    }
  });

  await t.test(
    "of what Stripe no longer knows: unreadable after five tries, which others do not wait for",
    async (t) => {
      around.sandbox.stripe.events.emit(UPDATED, gone);
      const id = newestEvent(around, UPDATED);
      await until("the first try failed", () => failedJobs(around, id).length > 0);
      const person = newPerson();
      await around.control("/checkout", { discord_id: person, email: "a.person@example.org" });
      await until("the purchase beside it has arrived", () => reportsTo(around.bot, person).length === 2);
      t.equal((await findEvent(around, id))?.processed_at, null, "by then the other one is still tried");
      t.match(await untilEnded(around, id), { result: "unreadable", reason: "object_missing", tries: 5 });
      t.equal(failedJobs(around, id).length, 4, "the fifth try ends it");
      for (const line of failedJobs(around, id)) t.match(line, { event_id: id, type: UPDATED });
      t.match(
        around.log.filter(({ event }) => event === "stripe_event_unreadable").at(-1),
        { event_id: id, type: UPDATED, reason: "object_missing" },
        "the log says so",
      );
    },
  );

  await t.test(
    "of what nobody knows, the event included: unreadable, and a key of another account reads it",
    async (t) => {
      await post("evt_00000000000000", gone);
      const row = await untilEnded(around, "evt_00000000000000");
      t.match(row, { result: "unreadable", reason: "event_unknown", tries: 5 });
      t.match(await around.backend.runJob("stripe-recovery"), { reopened: 0 }, "with the same key it stays");
      const { customers } = around.sandbox.stripe;
      const { customer } = await buy(around, newPerson());
      customers.add({ ...customers.get(customer.id), id: "cus_gone" });
      await around.db.updateTable("stripe_events").set({ judged_by: "another key" }).execute();
      const reopened = 3;
      t.match(await around.backend.runJob("stripe-recovery"), { reopened }, "what hangs on the key is taken up");
      await around.settle();
      t.match(await findEvent(around, "evt_00000000000000"), { result: "applied", reason: null, tries: 0 });
      t.match(await findEvent(around, "evt_connect"), { reason: "other_account" }, "judged again");
      t.match(await findEvent(around, "evt_number"), { judged_by: "another key" }, "what no key can read stays");
    },
  );
});
