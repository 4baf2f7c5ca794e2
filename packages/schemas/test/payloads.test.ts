import { backendOperations, botOperations, METADATA_LIMITS, planCatalogue, snowflake } from "@moddy/schemas";
import t from "tap";

const ID = "159985870458322944";

/** The paths of the fields that a request's schema refuses. */
function refusedFields(operation: { request: { safeParse(value: unknown): unknown } }, request: unknown): string[] {
  const result = operation.request.safeParse(request) as { error?: { issues: { path: PropertyKey[] }[] } };
  return (result.error?.issues ?? []).map(({ path }) => path.join("."));
}

t.test("a Discord id is 17 to 20 digits as a string", async (t) => {
  for (const good of ["1".repeat(17), "1".repeat(20), ID]) t.ok(snowflake.safeParse(good).success, good);
  for (const bad of ["1".repeat(16), "1".repeat(21), `${ID}\n`, ` ${ID}`, "abc", 159985870458322944, null]) {
    t.notOk(snowflake.safeParse(bad).success, String(bad));
  }
});

t.test("notify names the field that is not valid", async (t) => {
  t.strictSame(refusedFields(botOperations.notify, { discord_id: 1, action: "subscription_created" }), ["discord_id"]);
  t.strictSame(refusedFields(botOperations.notify, { discord_id: ID, action: "sing" }), ["action"]);
  t.strictSame(refusedFields(botOperations.notify, { discord_id: ID, action: "plan_upgraded", plan: null }), []);
});

t.test("metadata has a limit of size and depth", async (t) => {
  const notify = (metadata: unknown) =>
    refusedFields(botOperations.notify, { discord_id: ID, action: "plan_upgraded", metadata });
  t.strictSame(notify({ a: { b: { c: { d: 1 } } } }), []);
  t.strictSame(notify({ a: { b: { c: { d: { e: 1 } } } } }), ["metadata"]);
  t.strictSame(notify({ a: "x".repeat(METADATA_LIMITS.bytes) }), ["metadata"]);
  t.strictSame(notify([1]), ["metadata"]);
});

t.test("an amount in a request is whole cents above zero", async (t) => {
  const refund = (amount: unknown) => refusedFields(backendOperations.subscriptionRefund, { discord_id: ID, amount });
  for (const good of [1, 499, null, undefined]) t.strictSame(refund(good), [], String(good));
  for (const bad of [0, -1, 1.5, "499", Number.NaN]) t.strictSame(refund(bad), ["amount"], String(bad));
});

t.test("defaults are filled in and unknown fields are left out", async (t) => {
  const parsed = backendOperations.subscriptionInvoices.request.parse({ discord_id: ID, later: true });
  t.strictSame(parsed, { discord_id: ID, limit: 10 });
});

t.test("the plan catalogue refuses duplicates and the reserved plan", async (t) => {
  const plan = { id: "premium", name: "Premium", rank: 1, price_ids: ["price_a"], role_ids: [ID] };
  const other = { ...plan, id: "pro", rank: 2, price_ids: ["price_b"] };
  t.ok(planCatalogue.safeParse({ plans: [plan, other] }).success);
  t.notOk(planCatalogue.safeParse({ plans: [plan, { ...other, id: "premium" }] }).success, "id");
  t.notOk(planCatalogue.safeParse({ plans: [plan, { ...other, rank: 1 }] }).success, "rank");
  t.notOk(planCatalogue.safeParse({ plans: [plan, { ...other, price_ids: ["price_a"] }] }).success, "price");
  t.notOk(planCatalogue.safeParse({ plans: [{ ...plan, id: "free" }] }).success, "free");
});

t.test("cancelling deliveries needs a condition, so that an empty request does not cancel all", async (t) => {
  for (const service of [botOperations, backendOperations]) {
    const { request } = service.deliveriesCancel;
    for (const empty of [{}, { unknown: true }, { state: undefined }]) {
      const result = request.safeParse(empty);
      t.match(result.error?.issues, [
        { path: [], message: /^needs a condition.*\{"state": "pending"\} selects every/ },
      ]);
    }
    for (const good of [{ state: "pending" }, { discord_id: ID }, { older_than_seconds: 0 }]) {
      t.strictSame(request.safeParse(good).data, good);
    }
    t.ok(service.deliveriesRetry.request.safeParse({}).success, "a retry without a condition retries all dead ones");
  }
});
