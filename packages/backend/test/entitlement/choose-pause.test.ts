import t from "tap";
import { chooseDueTime, lately, PAUSE_WINDOW_MS } from "../../src/entitlement/choose-pause.ts";

const PAUSES = [0, 10_000, 60_000, 300_000];
const NOW = 1_000_000_000;

t.test("the more messages lately, the longer the pause, and the last one counts for all that follow", async (t) => {
  const dueAfter = (sent: number) =>
    chooseDueTime({ toldAt: Array<number>(sent).fill(NOW - 1_000), waitsSince: NOW }, PAUSES, NOW) - NOW;
  t.same([0, 1, 2, 3, 4, 40].map(dueAfter), [0, 10_000, 60_000, 300_000, 300_000, 300_000]);
  t.equal(chooseDueTime({ toldAt: [NOW], waitsSince: NOW }, [0], NOW), NOW, "one zero: never a pause");
  t.equal(chooseDueTime({ toldAt: [], waitsSince: NOW }, [5_000], NOW), NOW + 5_000, "the first one may wait, too");
});

t.test("a message counts for a quarter of an hour, whichever way the clock was set", async (t) => {
  t.same(lately([NOW - PAUSE_WINDOW_MS, NOW - PAUSE_WINDOW_MS + 1, NOW, NOW + PAUSE_WINDOW_MS], NOW), [
    NOW - PAUSE_WINDOW_MS + 1,
    NOW,
  ]);
  const toldAt = [NOW - PAUSE_WINDOW_MS];
  t.equal(chooseDueTime({ toldAt, waitsSince: NOW }, PAUSES, NOW), NOW);
});

t.test("nobody waits for longer than a quarter of an hour, and nothing is due in the past", async (t) => {
  const toldAt = [NOW, NOW, NOW];
  const due = (waitsSince: number) => chooseDueTime({ toldAt, waitsSince }, PAUSES, NOW) - NOW;
  t.equal(due(NOW - PAUSE_WINDOW_MS + 300_001), 300_000);
  t.equal(due(NOW - PAUSE_WINDOW_MS + 7), 7);
  t.equal(due(NOW - 2 * PAUSE_WINDOW_MS), 0);
});
