import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import t from "tap";
import type { Break } from "./support/break-contract.ts";

const script = fileURLToPath(new URL("../../../tools/contract.ts", import.meta.url));
const preload = new URL("./support/break-contract.ts", import.meta.url).href;

t.test("changes that would break a caller fail the check of the contract, which names each", async (t) => {
  const breaks: Break[] = [
    { file: "bot/notify.ts", find: "notification_sent: z.boolean()", put: "was_sent: z.boolean()" },
    { file: "backend/subscription.ts", find: "amount: cents.nullable().optional()", put: "amount: cents" },
    { file: "errors.ts", find: "wrong_secret: {\n    status: 403", put: "wrong_secret: {\n    status: 401" },
    { file: "backend/event-notify.ts", find: '"role_updated", ', put: "" },
    { file: "bot/roles-list.ts", find: 'path: "/internal/roles/list"', put: 'path: "/internal/roles/show"' },
  ];
  const args = ["--conditions=development", `--import=${preload}`, script, "--check"];
  const checking = promisify(execFile)(process.execPath, args, {
    env: { ...process.env, BREAKS: JSON.stringify(breaks) },
  });
  const failure = await checking.catch((error: unknown) => error as { code: number; stdout: string });
  t.match(failure, { code: 1 });
  for (const line of [
    "breaking    bot.notify reply.notification_sent was removed",
    "breaking    bot.notify reply.was_sent was added and is required",
    "breaking    backend.subscription_refund request.amount became required",
    "breaking    wrong_secret changed its status from 403 to 401",
    'breaking    backend.event_notify request.event_type lost the value "role_updated"',
    "breaking    bot.roles_list changed its path from /internal/roles/list to /internal/roles/show",
  ]) {
    t.ok(failure.stdout.includes(line), line);
  }
  t.match(failure.stdout, /`npm run contract` raises CONTRACT_VERSION from \d+\.\d+\.\d+ to \d+\.0\.0 and locks it\./);
});
