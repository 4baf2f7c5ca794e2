import { isFinalReply, outcomeOf } from "@moddy/internal-api/server";
import { isFinal, OUTCOME_CODES } from "@moddy/schemas";
import t from "tap";
import { hashJson } from "../../src/server/idempotency.ts";

t.test("a reply is final unless it may be different the next time", async (t) => {
  for (const status of [200, 400, 404, 409, 428, 430, 499]) t.ok(isFinalReply({ status, body: {} }), String(status));
  for (const status of [429, 500, 501, 503]) t.notOk(isFinalReply({ status, body: {} }), String(status));
  for (const outcome of OUTCOME_CODES) {
    t.equal(isFinalReply({ status: 200, body: { outcome } }), isFinal(outcome), outcome);
  }
});

t.test("only a known outcome of an object counts", async (t) => {
  t.equal(outcomeOf({ outcome: "delivered" }), "delivered");
  for (const body of [{ outcome: "sung" }, { outcome: null }, {}, null, undefined, "delivered", 7, ["delivered"]]) {
    t.equal(outcomeOf(body), undefined);
  }
});

t.test("the hash of a request depends on its values, not on the order of its keys", async (t) => {
  const request = { a: 1, b: { c: [1, { d: null, e: "x" }] } };
  t.match(hashJson(request), /^[0-9a-f]{64}$/);
  t.equal(hashJson({ b: { c: [1, { e: "x", d: null }] }, a: 1 }), hashJson(request));
  const others: unknown[] = [
    { ...request, a: 2 },
    { ...request, f: 1 },
    { a: 1, b: { c: [{ d: null, e: "x" }, 1] } },
    { a: 1, b: { c: [1, { d: null, e: "y" }] } },
    { a: 1 },
    [request],
    null,
    "a",
    undefined,
  ];
  t.equal(new Set([request, ...others].map(hashJson)).size, others.length + 1);
});
