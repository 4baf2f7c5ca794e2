import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { attack } from "../../packages/internal-api/test/support/attack.ts";

const RUNS = 10_000;
const WARM_UP = 2_000;
const MOST_GROWTH_BYTES = 24 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

for (const [service, operations] of [
  ["bot", botOperations],
  ["backend", backendOperations],
] as const) {
  t.test(`${RUNS} generated requests to the ${service}: documented answers, no echo, memory flat`, async (t) => {
    const warm = await attack(t, service, operations, WARM_UP);
    const before = heapBytes();
    const counts = await attack(t, service, operations, RUNS);
    const growth = heapBytes() - before;
    t.ok(growth < MOST_GROWTH_BYTES, `the heap grew by ${Math.round(growth / 1024)} KiB`);
    t.equal(
      [...warm.values(), ...counts.values()].reduce((a, b) => a + b),
      WARM_UP + RUNS,
    );
    for (const what of [...counts.keys()].toSorted()) t.comment(`${counts.get(what)} × ${what}`);
  });
}
