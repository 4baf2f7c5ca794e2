import { backendOperations } from "@moddy/schemas";
import t from "tap";
import { readReply } from "../../src/client/read-reply.ts";

const { subscriptionInfo, subscriptionInvoices } = backendOperations;
const reply = { success: true, message: "OK" };

t.test("a null where the contract leaves a field out counts as left out; one that it knows stays", async (t) => {
  const content = { ...reply, has_subscription: false, subscription: null, subscriptions: null };
  t.strictSame(readReply(subscriptionInfo, content).data, { ...reply, has_subscription: false, subscription: null });
});

t.test("a null in place of what has to be there is none", async (t) => {
  const content = { ...reply, has_subscription: null, subscription: null, subscriptions: null };
  t.strictSame(
    readReply(subscriptionInfo, content).error?.issues.map(({ path }) => path.join(".")),
    ["has_subscription"],
  );
});

t.test("nulls in lists and in what is no object change nothing", async (t) => {
  t.notOk(readReply(subscriptionInvoices, { ...reply, invoices: [null] }).success);
  for (const content of [null, undefined, "text", [null]]) t.notOk(readReply(subscriptionInfo, content).success);
});
