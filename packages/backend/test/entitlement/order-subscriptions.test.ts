import t from "tap";
import { orderSubscriptions } from "../../src/entitlement/order-subscriptions.ts";

const plan = (id: string, rank: number, ...price_ids: string[]) => ({ id, name: id, rank, price_ids, role_ids: ["1"] });
const plans = [plan("free_of_charge", 0, "price_zero"), plan("premium", 10, "price_1"), plan("pro", 20, "price_2")];
const row = (id: string, ...price_ids: string[]) => ({ id, price_ids });

t.test("the highest plan first, and of one plan the newest", async (t) => {
  const order = (...rows: { id: string; price_ids: string[] }[]) => orderSubscriptions(rows, plans).map(({ id }) => id);
  t.same(order(row("newer", "price_1"), row("older", "price_1")), ["newer", "older"]);
  t.same(order(row("newer", "price_1"), row("older", "price_2")), ["older", "newer"]);
  t.same(order(row("newer", "price_2"), row("older", "price_1")), ["newer", "older"]);
  t.same(order(row("one item", "price_1"), row("two items", "price_1", "price_2")), ["two items", "one item"]);
  t.same(order(row("unknown price", "price_9"), row("lowest rank", "price_zero")), ["lowest rank", "unknown price"]);
  t.same(order(), []);
});
