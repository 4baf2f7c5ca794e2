import t from "tap";
import { chooseCancellation } from "../../src/money/choose-cancellation.ts";

const [a, b] = [{ id: "sub_a" }, { id: "sub_b" }];

t.test("the one that is named, or the only one", async (t) => {
  t.same(chooseCancellation([a], undefined), { kind: "one", subscription: a });
  t.same(chooseCancellation([a, b], "sub_b"), { kind: "one", subscription: b });
  t.same(chooseCancellation([a], "sub_a"), { kind: "one", subscription: a });
});

t.test("never another one than the one that is named, and never one of several", async (t) => {
  t.same(chooseCancellation([a], "sub_b"), { kind: "unknown" });
  t.same(chooseCancellation([], "sub_b"), { kind: "unknown" });
  t.same(chooseCancellation([a, b], undefined), { kind: "several", subscriptions: [a, b] });
  t.same(chooseCancellation([], undefined), { kind: "none" });
});
