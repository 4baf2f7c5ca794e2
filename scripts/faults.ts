import { parseArgs } from "node:util";
import { printTable } from "../test/faults/report/print-table.ts";
import { runBulk } from "../test/faults/run-bulk.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "200" },
    kills: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const say = (line: string): void => console.error(line);
const [events, kills, seed] = [Number(values.events), Number(values.kills), Number(values.seed)];
const outcome = await runBulk({ events, kills, seed, say, keepLogs: values.keep });
console.log(printTable(outcome));
for (const { kind, discordId, what } of outcome.findings) console.log(`${kind}  ${discordId}  ${what}`);
if (outcome.folder) console.log(`logs: ${outcome.folder}`);
process.exitCode = outcome.findings.length > 0 ? 1 : 0;
