import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import t from "tap";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const PREMIUM = "1100000000000000011";

t.test("a reconciliation that requires confirmation sends an alert, a dry run sends none", async (t) => {
  const alerts: unknown[] = [];
  let status = 204;
  const webhook = createServer((request, response) => {
    void json(request).then((alert) => {
      alerts.push(alert);
      return response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1");
  t.teardown(() => webhook.close());
  await once(webhook, "listening");
  const { port } = webhook.address() as AddressInfo;
  const around = await startTestBackend(t, {
    env: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`, ALERT_WEBHOOK_SECRET: "q8Zr4Tn1VxYb6KdWm3HjPs9LfGc5AeUu" },
  });
  around.bot.members.set(newPerson(), [PREMIUM]);

  t.match(await around.client.call("sync", { dry_run: true }), { success: true, requires_confirmation: true });
  t.strictSame(alerts, []);
  t.match(await around.client.call("sync", { dry_run: false }), { success: false, requires_confirmation: true });
  t.match(alerts, [
    {
      data: {
        service: "backend",
        reconcile_requires_confirmation: { members: 1, would_add: 0, would_remove: 1 },
      },
    },
  ]);
  t.equal(alerts.length, 1);

  status = 500;
  const unsent = await around.client.call("sync", { dry_run: false });
  t.match(unsent, { success: false, requires_confirmation: true }, "the reply does not depend on the alert");
  t.match(await around.backend.runJob("roles-reconcile"), { requires_confirmation: true, enqueued: 0 }, "hourly too");
});
