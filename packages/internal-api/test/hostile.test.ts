import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { attack } from "./support/attack.ts";
import { startServer } from "./support/start-server.ts";

const RUNS = 500;

for (const [service, operations] of [
  ["bot", botOperations],
  ["backend", backendOperations],
] as const) {
  t.test(`${RUNS} generated requests to the ${service} get documented answers that echo nothing`, async (t) => {
    const counts = await attack(await startServer(t, { service, operations }), operations, RUNS);
    const statuses = new Set([...counts.keys()].map((key) => key.split(" ")[1]));
    for (const status of ["200", "400", "401", "403", "404", "405", "413", "415"]) t.ok(statuses.has(status), status);
    t.ok((counts.get("valid 200") ?? 0) > 0);
  });
}
