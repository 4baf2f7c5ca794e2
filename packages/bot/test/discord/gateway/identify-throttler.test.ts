import { pino } from "pino";
import t from "tap";
import { createIdentifyThrottler } from "../../../src/discord/gateway/identify-throttler.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const MINUTE_MS = 60_000;

/** A throttler whose clock the test moves; `identifies` holds the times. */
function createThrottler(identifies: number[], { fails = () => false }: { fails?: () => boolean } = {}) {
  const { now, wait, pass } = createFakeClock();
  const log: Record<string, unknown>[] = [];
  const throttler = createIdentifyThrottler({
    identifies: {
      record: async () => void identifies.push(now()),
      agesWithin: async (windowMs) => {
        if (fails()) throw new Error("The database is away");
        return identifies.map((at) => now() - at).filter((age) => age < windowMs);
      },
    },
    wait,
    logger: pino({ base: null, timestamp: false }, { write: (line) => log.push(JSON.parse(line) as never) }),
  });
  return { log, throttler, pass };
}

const never = () => new AbortController().signal;

t.test("the first identify goes at once, the next one 5.5 seconds later", async (t) => {
  const identifies: number[] = [];
  const { throttler, pass, log } = createThrottler(identifies);
  await throttler.waitForTurn(never(), never());
  const second = throttler.waitForTurn(never(), never());
  await pass(5_400);
  t.same(identifies, [0]);
  await pass(100);
  await second;
  t.same(identifies, [0, 5_500]);
  t.same(log, [], "the usual pause is no news");
});

t.test("twenty in half an hour are the budget: the next one waits until the first is half an hour old", async (t) => {
  const identifies = Array.from({ length: 20 }, (_, i) => -29 * MINUTE_MS + i * 6_000);
  const { throttler, pass, log } = createThrottler(identifies);
  const waiting = throttler.waitForTurn(never(), never());
  await pass(MINUTE_MS - 100);
  t.equal(identifies.length, 20);
  await pass(100);
  await waiting;
  t.equal(identifies.at(-1), MINUTE_MS);
  t.match(log, [{ level: 40, event: "identify_delayed", wait_ms: MINUTE_MS }]);
  t.equal(log.length, 1, "said once");
});

t.test("nineteen in half an hour hold nothing up", async (t) => {
  const identifies = Array.from({ length: 19 }, (_, i) => -29 * MINUTE_MS + i * 6_000);
  const { throttler } = createThrottler(identifies);
  await throttler.waitForTurn(never(), never());
  t.equal(identifies.length, 20);
});

t.test("a database that cannot be read is waited for: an identify is never uncounted", async (t) => {
  const identifies: number[] = [];
  let isAway = true;
  const { throttler, pass, log } = createThrottler(identifies, { fails: () => isAway });
  const waiting = throttler.waitForTurn(never(), never());
  await pass(2_000);
  t.same(identifies, []);
  t.match(log[0], { event: "identify_delayed", err: { message: "The database is away" } });
  isAway = false;
  await pass(1_000);
  await waiting;
  t.equal(identifies.length, 1);
});

t.test("a connection that closed meanwhile does not identify, and after the end none does", async (t) => {
  const identifies: number[] = [0];
  const { throttler, pass } = createThrottler(identifies);
  const closed = new AbortController();
  const waiting = throttler.waitForTurn(closed.signal, never());
  await pass(100);
  closed.abort(new Error("Closed"));
  await t.rejects(waiting, { message: "Closed" });

  const over = new AbortController();
  let isSettled = false;
  void throttler.waitForTurn(never(), over.signal).finally(() => (isSettled = true));
  await pass(100);
  over.abort();
  await pass(10_000);
  t.notOk(isSettled);
  t.same(identifies, [0]);
});
