import { seedIds } from "@moddy/sandbox";
import { backendOperations, botOperations } from "@moddy/schemas";
import type { Test } from "tap";
import { attack } from "../../../../packages/internal-api/test/support/attack.ts";
import { CANARY } from "../../../../packages/internal-api/test/support/hostile-requests.ts";
import { DISCORD_ID } from "../../../../packages/internal-api/test/support/start-server.ts";
import { findLeaks } from "../../../support/watch-log.ts";
import { exercisePair } from "./exercise-pair.ts";
import { startLoggedPair } from "./start-logged-pair.ts";

const RUNS = 10_000;
const WARM_UP = 2_000;
const MOST_GROWTH_BYTES = 24 * 1024 * 1024;
const OPERATIONS = { bot: botOperations, backend: backendOperations } as const;

/** Lets people live with the pair, attacks one of its services, and looks through all that both have logged. */
export async function attackService(t: Test, name: "bot" | "backend"): Promise<void> {
  const pair = await startLoggedPair(t);
  const texts = await exercisePair(pair);

  await t.test(`${RUNS} generated requests to the ${name}: documented answers, no echo, memory flat`, async (t) => {
    const target = { port: Number(new URL(pair[name].internalUrl).port) };
    await attack(target, OPERATIONS[name], WARM_UP);
    const before = await pair[name].readHeap();
    const counts = await attack(target, OPERATIONS[name], RUNS);
    const growth = (await pair[name].readHeap()) - before;
    t.ok(growth < MOST_GROWTH_BYTES, `the heap grew by ${Math.round(growth / 1024)} KiB`);
    t.equal(sum([...counts.values()]), RUNS);
    const shed = sum([...counts].flatMap(([what, count]) => (what.endsWith(" 503") ? [count] : [])));
    t.ok(shed < RUNS / 100, `${shed} were refused with Retry-After`);
    for (const what of [...counts.keys()].toSorted()) t.comment(`${counts.get(what)} × ${what}`);
  });

  await t.test("the logs, at the finest level, hold no secret, address, message, person or sent value", async (t) => {
    const { ada, ben, cleo } = seedIds;
    const forbidden = [...pair.secrets, ...texts, ada, ben, cleo, DISCORD_ID, CANARY];
    // A caller's own X-Request-Id is logged: it is how the call is found again.
    const [bot, backend] = [pair.bot, pair.backend].map((service) =>
      service.lines().map((line) => line.replaceAll(/"request_id":"[^"]*"/g, "")),
    );
    t.ok(pair[name].lines().length > RUNS, `the ${name} wrote ${pair[name].lines().length} lines`);
    t.strictSame(findLeaks(bot ?? [], forbidden), []);
    t.strictSame(findLeaks(backend ?? [], forbidden), []);
    for (const text of forbidden) t.equal(findLeaks([`{"msg":${JSON.stringify(text)}}`], [text]).length, 1);
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
