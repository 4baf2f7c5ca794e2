import { readFile } from "node:fs/promises";
import t from "tap";
import { SECRET } from "../../../packages/internal-api/test/support/start-server.ts";
import { METRICS } from "../../../tools/docs/metrics-page.ts";
import { exercisePair, GRANT_REQUEST_ID } from "./support/exercise-pair.ts";
import { startLoggedPair } from "./support/start-logged-pair.ts";

const headers = { authorization: `Bearer ${SECRET}` };
const pair = await startLoggedPair(t);
await exercisePair(pair);

t.test("a call's request id reaches the other service with what the call set off", async (t) => {
  const ofGrant = pair.bot.lines().filter((line) => line.includes(`"request_id":"${GRANT_REQUEST_ID}"`));
  for (const operation of ["roles_update", "notify"]) t.match(ofGrant.join("\n"), `"operation":"${operation}"`);
});

for (const name of ["bot", "backend"] as const) {
  t.test(`the ${name} serves the OpenAPI document of the docs, behind the bearer`, async (t) => {
    const url = `${pair[name].internalUrl}/internal/openapi.json`;
    const page = new URL(`../../../docs/reference/openapi-${name}.json`, import.meta.url);
    t.strictSame(await (await fetch(url, { headers })).json(), JSON.parse(await readFile(page, "utf8")));
    t.equal((await fetch(url)).status, 401);
  });

  t.test(`the ${name} measures what the page about metrics says, and nothing else`, async (t) => {
    const text = await (await fetch(`${pair[name].internalUrl}/internal/metrics`, { headers })).text();
    const served = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, metric, kind]) => `${metric} ${kind}`);
    const documented = METRICS.filter(({ of }) => of.includes(name));
    t.strictSame(new Set(served), new Set(documented.map(({ name: metric, kind }) => `${metric} ${kind}`)));
    for (const { name: metric, labels } of documented) {
      const [, given = ""] = new RegExp(`^${metric}(?:_count)?{(.*)} `, "m").exec(text) ?? [];
      const names = [...given.matchAll(/(\w+)="/g)].map(([, label]) => label);
      if (names.length > 0) t.strictSame(new Set(names), new Set(labels), metric);
    }
  });
}
