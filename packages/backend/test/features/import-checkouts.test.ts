import { sandboxStripeKey } from "@moddy/sandbox";
import t from "tap";
import { createStripe } from "../../src/stripe/create-stripe.ts";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";
import type { TestEnvironment } from "../support/start-test-environment.ts";

/** A session of an earlier program, whose events Stripe no longer has. */
async function boughtBefore(
  around: TestEnvironment,
  fields: { client_reference_id?: string; metadata?: Record<string, string> },
): Promise<void> {
  const stripe = createStripe({ apiKey: sandboxStripeKey, apiBase: around.sandbox.url });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: "price_premium_monthly", quantity: 1 }],
    success_url: "https://example.org/thanks",
    ...fields,
  });
  await around.control("/checkout", { session_id: session.id, email: "before@example.org" });
}

t.test("the import finds users whom only the metadata of a session name", async (t) => {
  const [named, claimed] = [newPerson(), newPerson()];
  const around = await startTestBackend(t, {
    async prepare(environment) {
      await environment.control("/webhooks/settings", { mode: "off" });
      await boughtBefore(environment, { metadata: { discord_id: named } });
      await boughtBefore(environment, { client_reference_id: claimed });
      environment.move(40);
      await environment.control("/webhooks/settings", { mode: "on" });
    },
  });
  await around.settle();
  t.match(await around.client.call("importStatus", {}), { first_import_ended: true });
  t.match(await around.client.call("userInfo", { discord_id: named }), { email: "before@example.org" });
  t.match(await around.client.call("subscriptionInfo", { discord_id: named }), { has_subscription: true });
  t.match(await around.client.call("subscriptionInfo", { discord_id: claimed }), { has_subscription: false });
  t.match(await around.client.call("unlinkedList", {}), { total: 1 }, "a claim from before waits for a person");
});
