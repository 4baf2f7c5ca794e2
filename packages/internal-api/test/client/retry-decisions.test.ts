import t from "tap";
import { createRetryBudget, DEFAULT_RETRIES, pauseBefore, shouldRetry } from "../../src/client/retries.ts";

t.test("only failures that pass are retried", async (t) => {
  const codes = [
    "name_not_resolved",
    "connection_refused",
    "connection_reset",
    "connect_timeout",
    "network_unreachable",
    "deadline_exceeded",
    "invalid_request",
    "invalid_reply",
    "aborted",
    "client_closed",
  ] as const;
  t.strictSame(
    codes.filter((code) => shouldRetry(code, undefined)),
    codes.slice(0, 5),
  );
  const statuses = [200, 400, 401, 403, 404, 408, 409, 428, 429, 430, 500, 501, 502, 503, 504, 505];
  t.strictSame(
    statuses.filter((status) => shouldRetry("http_error", status)),
    [429, 502, 503, 504],
  );
});

t.test("the longest pause doubles up to its maximum, and Retry-After is the least", async (t) => {
  t.strictSame(DEFAULT_RETRIES, { attempts: 6, baseDelayMs: 100, maxDelayMs: 2_000, budget: 20, budgetPerCall: 0.1 });
  const pauses = [2, 3, 4, 6, 7, 20].map((next) => pauseBefore(next, DEFAULT_RETRIES, () => 1, undefined));
  t.strictSame(pauses, [100, 200, 400, 1_600, 2_000, 2_000]);
  t.equal(
    pauseBefore(3, DEFAULT_RETRIES, () => 0.25, undefined),
    50,
  );
  t.equal(
    pauseBefore(2, DEFAULT_RETRIES, () => 1, 7),
    7_000,
  );
  t.equal(
    pauseBefore(7, DEFAULT_RETRIES, () => 1, 1),
    2_000,
    "a longer pause stays",
  );
  t.equal(
    pauseBefore(2, DEFAULT_RETRIES, () => 0, 0),
    0,
  );
});

t.test("the budget allows some retries at once, then a share of the calls", async (t) => {
  const budget = createRetryBudget({ ...DEFAULT_RETRIES, budget: 2, budgetPerCall: 0.5 });
  t.strictSame([budget.spend(), budget.spend(), budget.spend()], [true, true, false]);
  budget.earn();
  t.notOk(budget.spend(), "half a retry is none");
  budget.earn();
  t.strictSame([budget.spend(), budget.spend()], [true, false]);
  for (let call = 0; call < 10; call++) budget.earn();
  t.strictSame(
    [budget.spend(), budget.spend(), budget.spend()],
    [true, true, false],
    "it never holds more than at first",
  );
});
