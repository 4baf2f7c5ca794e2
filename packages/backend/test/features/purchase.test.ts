import t from "tap";
import { startPair } from "../support/start-pair.ts";

const ADA = "1100000000000000101";

t.test("a purchase becomes an entitlement, roles and a message", async (t) => {
  const pair = await startPair(t);
  await pair.control("/checkout", { discord_id: ADA, email: "ada@example.org" });
  await pair.settle();
  t.match(
    pair.bot.calls,
    [
      { operation: "rolesUpdate", request: { discord_id: ADA, plan: "premium" } },
      { operation: "notify", request: { discord_id: ADA, action: "subscription_created", plan: "premium" } },
    ],
    "first the role, then the message",
  );
  t.equal(pair.bot.calls.length, 2, "of all of Stripe's events only one changed anything");
});
