import t from "tap";
import type { BackendStep } from "../../src/index.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("a refund", async (t) => {
  let failAt: BackendStep | undefined;
  const around = await startTestBackend(t, {
    step: (name) => {
      if (name !== failAt) return;
      failAt = undefined;
      throw new Error(`the process dies at ${name}`);
    },
  });
  const { client, sandbox } = around;
  const refundsOf = (charge: string) => sandbox.stripe.refunds.all().filter((refund) => refund.charge === charge);

  await t.test("in full: the money goes back, then the plan goes", async (t) => {
    const discord_id = newPerson();
    const { charge } = await buy(around, discord_id);
    const reply = await client.call("subscriptionRefund", { discord_id, reason: "requested_by_customer" });
    t.match(reply, { success: true, refunded: true, refund_id: /^re_/, amount_refunded: 499 });
    t.match(refundsOf(charge.id), [{ amount: 499, reason: "requested_by_customer" }]);
    await around.settle();
    t.same(reportsTo(around.bot, discord_id).slice(2), ["roles free", "subscription_cancelled premium"]);
    const again = await client.call("subscriptionRefund", { discord_id });
    t.match(again, { success: false, refunded: false, message: /already/ });
  });

  await t.test("in part, with words of one's own", async (t) => {
    const discord_id = newPerson();
    const { charge } = await buy(around, discord_id);
    const reason = "The bot slept for a day";
    t.match(await client.call("subscriptionRefund", { discord_id, amount: 100, reason }), { amount_refunded: 100 });
    t.match(refundsOf(charge.id), [{ amount: 100, metadata: { reason } }]);
    t.match(await client.call("subscriptionRefund", { discord_id, amount: 400 }), {
      success: false,
      message: "The amount is more than what is left to refund.",
    });
    t.match(await client.call("subscriptionRefund", { discord_id }), { amount_refunded: 399 }, "the rest");
  });

  await t.test("of nothing", async (t) => {
    t.match(await client.call("subscriptionRefund", { discord_id: newPerson() }), { success: false, refunded: false });
    const trial = newPerson();
    await buy(around, trial, { trial_days: 7 });
    t.match(await client.call("subscriptionRefund", { discord_id: trial }), { success: false, message: /no payment/ });
  });

  await t.test("goes to the last payment, not to a newer invoice over nothing", async (t) => {
    const discord_id = newPerson();
    const { charge } = await buy(around, discord_id);
    around.move(1);
    await buy(around, discord_id, { trial_days: 7 });
    t.match(await client.call("subscriptionRefund", { discord_id }), { refunded: true, amount_refunded: 499 });
    t.match(refundsOf(charge.id), [{ amount: 499 }]);
  });

  await t.test("twenty times at once under one key: once", async (t) => {
    const discord_id = newPerson();
    const { charge } = await buy(around, discord_id);
    const options = { idempotencyKey: "twenty", deadlineMs: 20_000 };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => client.call("subscriptionRefund", { discord_id }, options)),
    );
    t.equal(new Set(replies.map(({ refund_id }) => refund_id)).size, 1, "all were given the same answer");
    t.equal(refundsOf(charge.id).length, 1);
  });

  await t.test("twenty times at once while Stripe's answers are lost: once", async (t) => {
    const discord_id = newPerson();
    const { charge } = await buy(around, discord_id);
    const fault = sandbox.faults.add({
      target: "stripe",
      method: "POST",
      route: "/refunds",
      kind: "drop_after",
      times: null,
    });
    const options = { idempotencyKey: "answers-lost", retry: false };
    const call = () => client.call("subscriptionRefund", { discord_id }, options).catch(() => undefined);
    let answered: (Awaited<ReturnType<typeof call>> | undefined)[] = [];
    for (let round = 0; answered.length === 0 && round < 10; round++) {
      const replies = await Promise.all(Array.from({ length: 20 }, call));
      answered = replies.filter((reply) => reply !== undefined);
    }
    t.ok(fault.hits > 1, "answers were lost, also when asked again");
    sandbox.faults.clear();
    t.match(answered[0], { success: true, amount_refunded: 499 });
    t.equal(refundsOf(charge.id).length, 1);
  });

  for (const step of ["refund.stored", "refund.called", "refund.finished"] as const) {
    await t.test(`death at ${step}: once`, async (t) => {
      const discord_id = newPerson();
      const { charge } = await buy(around, discord_id);
      const options = { idempotencyKey: `death-at-${step.replace(".", "-")}`, retry: false };
      failAt = step;
      await t.rejects(client.call("subscriptionRefund", { discord_id }, options), { code: "http_error", status: 500 });
      const reply = await client.call("subscriptionRefund", { discord_id }, options);
      t.match(reply, { success: true, refund_id: /^re_/, amount_refunded: 499 });
      t.equal(refundsOf(charge.id).length, 1);
    });
  }
});
