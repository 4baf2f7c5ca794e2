import { seedIds } from "@moddy/sandbox";
import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { attack } from "../../packages/internal-api/test/support/attack.ts";
import { CANARY } from "../../packages/internal-api/test/support/hostile-requests.ts";
import { DISCORD_ID, SECRET } from "../../packages/internal-api/test/support/start-server.ts";

import { METRICS } from "../../scripts/docs/metrics-page.ts";
import { findLeaks } from "../support/watch-log.ts";
import { liveThrough } from "./support/live-through.ts";
import { startPair } from "./support/start-pair.ts";

const RUNS = 10_000;
const WARM_UP = 2_000;
const MOST_GROWTH_BYTES = 24 * 1024 * 1024;

const pair = await startPair(t);
let privateTexts: string[] = [];

t.test("people buy, are told, ask, are refunded", async (t) => {
  privateTexts = await liveThrough(pair);
  t.match(privateTexts.join("\n"), /Premium\*\* is active/);
});

for (const [name, operations] of [
  ["bot", botOperations],
  ["backend", backendOperations],
] as const) {
  t.test(`${RUNS} generated requests to the ${name}: documented answers, no echo, memory flat`, async (t) => {
    const service = pair[name];
    const target = { port: Number(new URL(service.internalUrl).port) };
    const warm = await attack(target, operations, WARM_UP);
    const before = await service.readHeap();
    const counts = await attack(target, operations, RUNS);
    const growth = (await service.readHeap()) - before;
    t.ok(growth < MOST_GROWTH_BYTES, `the heap grew by ${Math.round(growth / 1024)} KiB`);
    t.equal(
      [...warm.values(), ...counts.values()].reduce((a, b) => a + b),
      WARM_UP + RUNS,
    );
    const shed = [...counts].filter(([what]) => what.endsWith(" 503")).reduce((sum, [, count]) => sum + count, 0);
    t.ok(shed < RUNS / 100, `${shed} were told to come back later`);
    for (const what of [...counts.keys()].toSorted()) t.comment(`${counts.get(what)} × ${what}`);
  });
}

t.test("what the services measure is on the page about metrics, and what is there they measure", async (t) => {
  for (const name of ["bot", "backend"] as const) {
    const headers = { authorization: `Bearer ${SECRET}` };
    const text = await (await fetch(`${pair[name].internalUrl}/internal/metrics`, { headers })).text();
    const served = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, metric, kind]) => `${metric} ${kind}`);
    const told = METRICS.filter(({ of }) => of.includes(name)).map(({ name: metric, kind }) => `${metric} ${kind}`);
    t.strictSame(served.toSorted(), told.toSorted(), name);
    for (const { name: metric, labels } of METRICS) {
      const [, given = ""] = new RegExp(`^${metric}(?:_count)?{(.*)} `, "m").exec(text) ?? [];
      const names = [...given.matchAll(/(\w+)="/g)].map(([, label]) => label);
      if (names.length > 0) t.strictSame(new Set(names), new Set(labels), metric);
    }
  }
});

t.test(
  "all that was logged, at the finest level, holds no secret, e-mail address, message, person or sent value",
  async (t) => {
    const { ada, ben, cleo } = seedIds;
    const forbidden = [...pair.secrets, ...privateTexts, ada, ben, cleo, DISCORD_ID, CANARY];
    for (const name of ["bot", "backend"] as const) {
      // A caller's own X-Request-Id is logged: it is how the call is found again.
      const lines = pair[name].lines.map((line) => line.replaceAll(/"request_id":"[^"]*"/g, ""));
      t.ok(lines.length > RUNS, `the ${name} wrote ${lines.length} lines`);
      t.strictSame(findLeaks(lines, forbidden), []);
      t.strictSame(
        findLeaks([...lines, `a@b.example`, pair.secrets[0] ?? ""], forbidden).length,
        2,
        "the scan finds some",
      );
    }
  },
);
