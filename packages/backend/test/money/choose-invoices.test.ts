import t from "tap";
import { chooseInvoices } from "../../src/money/choose-invoices.ts";

const NOW = 1_000;
const day = (time: number) => new Date(time);
const invoice = (id: string, subscriptionId: string | null, end: number | null = NOW + 1, amountPaid = 499) => ({
  id,
  subscriptionId,
  amountPaid,
  covers: end === null ? null : { start: day(0), end: day(end) },
});
const choose = (open: string[], ...invoices: ReturnType<typeof invoice>[]) =>
  chooseInvoices(invoices, { open, now: NOW }).map(({ id }) => id);

t.test("of each subscription the newest that money came in for", async (t) => {
  t.same(choose(["sub_a"], invoice("newer", "sub_a"), invoice("older", "sub_a")), ["newer"]);
  t.same(choose(["sub_a"], invoice("trial", "sub_a", NOW + 1, 0), invoice("paid", "sub_a")), ["paid"]);
  t.same(choose(["sub_a"], invoice("mug", null), invoice("paid", "sub_a")), ["paid"]);
  t.same(choose(["sub_a", "sub_b"], invoice("b", "sub_b"), invoice("a", "sub_a")), ["b", "a"]);
  t.same(choose([]), []);
  t.same(choose([], invoice("mug", null), invoice("trial", "sub_a", NOW + 1, 0)), []);
});

t.test("a subscription that is over, and whose period is too, is meant only when there is no other", async (t) => {
  const over = invoice("over", "sub_old", NOW);
  t.same(choose(["sub_a"], over, invoice("a", "sub_a")), ["a"]);
  t.same(
    choose(["sub_a"], invoice("a", "sub_a"), invoice("ended", "sub_b", NOW + 1)),
    ["a", "ended"],
    "its period runs",
  );
  t.same(
    choose(["sub_a", "sub_b"], invoice("a", "sub_a", NOW), invoice("b", "sub_b", null)),
    ["a", "b"],
    "both are open",
  );
  t.same(
    choose(["sub_a"], invoice("b", "sub_b", null), invoice("a", "sub_a")),
    ["a"],
    "a proration alone covers nothing",
  );
  t.same(choose([], over, invoice("older", "sub_older", 1)), ["over"], "the newest of what is over");
});
