import { createHash } from "node:crypto";
import { isFinal, OUTCOME_CODES } from "@moddy/schemas";
import t from "tap";
import { hashJson, idempotencyKeyFrom, isFinalReply, outcomeOf } from "../../src/server/idempotency.ts";

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

t.test("a key is 1 to 255 visible ASCII characters, and there may be none", async (t) => {
  for (const key of [undefined, "delivery-1", "a.b", "a".repeat(255)]) t.equal(idempotencyKeyFrom(key), key);
  const refusal = {
    code: "invalid_request",
    fields: [{ path: "Idempotency-Key", message: "must be 1 to 255 visible ASCII characters" }],
  };
  for (const key of ["", "a b", "é", "a".repeat(256), ["a"], ["a", "b"]]) {
    t.throws(() => idempotencyKeyFrom(key), refusal, JSON.stringify(key));
  }
});

t.test("the hash of a request depends on its values, not on the order of its keys", async (t) => {
  const request = { a: 1, b: { c: [1, { d: null, e: "x" }] } };
  t.match(hashJson(request), /^[0-9a-f]{64}$/);
  t.equal(hashJson({ b: { c: [1, { e: "x", d: null }] }, a: 1 }), hashJson(request));
  t.equal(
    hashJson({ b: [2, null], a: "é" }),
    createHash("sha256").update('{"a":"é","b":[2,null]}').digest("hex"),
    "later versions must know it again",
  );
  t.equal(hashJson(undefined), createHash("sha256").digest("hex"));
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
