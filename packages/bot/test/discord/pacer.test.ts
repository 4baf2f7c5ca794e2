import t from "tap";
import { createPacer } from "../../src/discord/pacer.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function createPaced(perSecond: () => number) {
  const clock = createFakeClock();
  return { pacer: createPacer(perSecond, clock), pass: clock.pass };
}

t.test("no more calls begin in a second than the budget allows, and all in their order", async (t) => {
  const { pacer, pass } = createPaced(() => 2);
  const begun: [number, number][] = [];
  for (const call of [1, 2, 3, 4, 5]) void pacer.waitForTurn().then((waitedMs) => begun.push([call, waitedMs]));
  await pass(1_050);
  t.same(begun, [
    [1, 0],
    [2, 0],
  ]);
  await pass(50);
  t.same(begun.slice(2), [
    [3, 1_100],
    [4, 1_100],
  ]);
  await pass(1_100);
  t.same(begun.at(-1), [5, 2_200]);
});

t.test("a budget that grows counts from the next turn on", async (t) => {
  let budget = 1;
  const { pacer, pass } = createPaced(() => budget);
  const begun: number[] = [];
  for (const call of [1, 2, 3, 4]) void pacer.waitForTurn().then(() => begun.push(call));
  await pass(1_050);
  t.same(begun, [1]);
  budget = 3;
  await pass(50);
  t.same(begun, [1, 2, 3, 4]);
});

t.test("a call that is called off gives its turn to the next one", async (t) => {
  const { pacer, pass } = createPaced(() => 1);
  await pacer.waitForTurn();
  const gone = new AbortController();
  const waiting = pacer.waitForTurn(gone.signal);
  const next = pacer.waitForTurn(null);
  await pass(100);
  gone.abort();
  await t.rejects(waiting, { name: "AbortError" });
  await pass(1_000);
  t.equal(await next, 1_100);
  await t.rejects(pacer.waitForTurn(AbortSignal.abort(new Error("Too late"))), { message: "Too late" });
});
