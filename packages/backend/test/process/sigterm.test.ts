import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { serveInProcess } from "../support/backend-process.ts";
import { type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { SECRET } from "../support/secret.ts";
import { startTestEnvironment, WEBHOOK_SECRET } from "../support/start-test-environment.ts";

t.test("SIGTERM ends the backend cleanly: what runs is finished, and the rest waits for the next start", async (t) => {
  const around = await startTestEnvironment(t);
  const first = await serveInProcess(t, "main", around);
  const [payer, buyer] = [newPerson(), newPerson()];
  const { charge } = await buy(around, payer);
  const { faults, stripe } = around.sandbox;
  const slow = { target: "stripe", kind: "delay", delay_ms: 500, times: null } as const;
  const refunding = faults.add({ ...slow, method: "POST", route: "/refunds" });
  const reading = faults.add({ ...slow, method: "GET", route: "/customers" });

  const refund = first.client.call("subscriptionRefund", { discord_id: payer }, { retry: false });
  await around.control<Bought>("/checkout", { discord_id: buyer, email: "a.person@example.org" });
  await until("a call and a job are under way", () => refunding.hits > 0 && reading.hits > 0);
  first.child.kill("SIGTERM");
  t.match(await refund, { success: true, amount_refunded: 499 });
  t.equal(await first.ended, 0);
  t.match(first.output.at(-1), /shutdown_finished/);
  t.notMatch(
    first.output.join("\n"),
    new RegExp(`${SECRET}|${WEBHOOK_SECRET}|${stripe.secretKey}|${payer}|${buyer}|example\\.org`),
    "no secret and no person in what it printed",
  );
  t.equal(stripe.refunds.all().filter((each) => each.charge === charge.id).length, 1);

  faults.clear();
  await serveInProcess(t, "main", around);
  await around.control("/webhooks/flush", {});
  await around.settle();
  t.same(reportsTo(around.bot, buyer), ["roles premium", "subscription_created premium"]);
  t.same(reportsTo(around.bot, payer).slice(2), ["roles free", "subscription_cancelled premium"]);
});
