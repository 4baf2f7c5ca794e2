import t from "tap";
import { DEFAULT_SCHEDULE, pauseAfter } from "../../src/outbox/schedule.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const longest = (number: number, ageMs: number): number => pauseAfter({ number, ageMs }, DEFAULT_SCHEDULE, () => 1);

t.test("the schedule of the services", async (t) => {
  t.strictSame(DEFAULT_SCHEDULE, {
    baseDelayMs: 500,
    maxDelayMs: 60_000,
    oldMaxDelayMs: 300_000,
    oldAfterMs: 3_600_000,
    lifetimeMs: 604_800_000,
    pollMs: 500,
    leaseMs: 10_000,
    workerCheckMs: 3_000,
    peerCheckMs: 500,
    maxPeerCheckMs: 5_000,
    trialMs: 1_000,
  });
});

t.test("the pause doubles up to a minute, and up to five minutes for an old delivery", async (t) => {
  t.strictSame(
    [1, 2, 3, 7, 8, 9, 5_000].map((number) => longest(number, 0)),
    [500, 1_000, 2_000, 32_000, 60_000, 60_000, 60_000],
  );
  t.equal(longest(20, HOUR - 1), 60 * SECOND);
  t.equal(longest(20, HOUR), 300 * SECOND);
  t.equal(longest(1, HOUR), 500, "an old delivery with few attempts");
});

t.test("the pause is spread from zero on", async (t) => {
  for (const random of [0, 0.25, 0.99]) {
    t.equal(
      pauseAfter({ number: 3, ageMs: 0 }, DEFAULT_SCHEDULE, () => random),
      random * 2_000,
    );
  }
});

t.test("Retry-After is the least, with a small spread on top", async (t) => {
  const after = (number: number, random: number, retryAfterSeconds: number): number =>
    pauseAfter({ number, ageMs: 0, retryAfterSeconds }, DEFAULT_SCHEDULE, () => random);
  t.equal(after(1, 0, 30), 30_000);
  t.equal(after(1, 0.5, 30), 30_250);
  t.equal(after(10, 1, 30), 30_500, "the spread stays below the first pause");
  t.equal(after(10, 1, 0), 500);
});
