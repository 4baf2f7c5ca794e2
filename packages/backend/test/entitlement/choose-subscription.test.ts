import t from "tap";
import { chooseSubscription } from "../../src/entitlement/choose-subscription.ts";

const plan = (id: string, rank: number, ...price_ids: string[]) => ({ id, name: id, rank, price_ids, role_ids: ["1"] });
const plans = [plan("free_of_charge", 0, "price_zero"), plan("premium", 10, "price_1"), plan("pro", 20, "price_2")];
const row = (id: string, ...price_ids: string[]) => ({ id, price_ids });

t.test("of the highest plan, the newest", async (t) => {
  const choose = (...rows: { id: string; price_ids: string[] }[]) => chooseSubscription(rows, plans)?.id;
  t.equal(choose(row("newer", "price_1"), row("older", "price_1")), "newer");
  t.equal(choose(row("newer", "price_1"), row("older", "price_2")), "older");
  t.equal(choose(row("newer", "price_2"), row("older", "price_1")), "newer");
  t.equal(choose(row("one item", "price_1"), row("two items", "price_1", "price_2")), "two items");
  t.equal(choose(row("unknown price", "price_9"), row("lowest rank", "price_zero")), "lowest rank");
  t.equal(choose(row("unknown price", "price_9")), "unknown price");
  t.equal(choose(), undefined);
});
