import t from "tap";
import { isIdempotencyKey, isSignableId, requestIdFrom, traceparentFrom } from "../../src/shared/call-ids.ts";

t.test("a request id that can be logged is kept, any other is replaced", async (t) => {
  for (const id of ["a", "req-1_2.3:4", "x".repeat(128)]) t.equal(requestIdFrom(id), id);
  for (const id of [undefined, "", "a b", "a\n", " a", "é", "x".repeat(129), ["a", "b"]]) {
    t.match(requestIdFrom(id), /^[\da-f]{8}-[\da-f-]{27}$/);
  }
});

t.test("only a traceparent of W3C Trace Context is passed on", async (t) => {
  const good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  for (const value of [good, good.replace("00-", "fe-"), good.replace("-b7", "-00")])
    t.equal(traceparentFrom(value), value);
  const bad = [
    good.replace("00-", "ff-"),
    good.replace(/-0af.*?-/, `-${"0".repeat(32)}-`),
    good.replace(/-b7.*-/, `-${"0".repeat(16)}-`),
    good.toUpperCase(),
    good.slice(1),
    good.slice(0, -1),
    ` ${good}`,
    `${good}-00`,
  ];
  for (const value of [undefined, "", [good], ...bad]) t.equal(traceparentFrom(value), undefined);
});

t.test("a key is visible ASCII, and one that is signed has no full stop", async (t) => {
  for (const key of ["!", "~", "a".repeat(255), "-/0"]) {
    t.ok(isIdempotencyKey(key), key);
    t.ok(isSignableId(key), key);
  }
  t.ok(isIdempotencyKey("a.b"));
  t.notOk(isSignableId("a.b"));
  for (const key of ["", " ", "a b", " a", "a ", "\u007f", "é", "a".repeat(256)]) {
    t.notOk(isIdempotencyKey(key), key);
    t.notOk(isSignableId(key), key);
  }
});
