import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import t from "tap";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("a person is told when the sweep has stopped", async (t) => {
  const told = Promise.withResolvers<unknown>();
  const webhook = createServer((request, response) => {
    json(request).then(told.resolve, told.reject);
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  t.teardown(() => webhook.close());
  await once(webhook, "listening");
  const { port } = webhook.address() as AddressInfo;
  const around = await startTestBackend(t, {
    env: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`, ALERT_WEBHOOK_SECRET: "q8Zr4Tn1VxYb6KdWm3HjPs9LfGc5AeUu" },
  });
  around.bot.members.set(newPerson(), ["1100000000000000011"]);
  t.match(await around.client.call("sync", { dry_run: true }), { requires_confirmation: true });
  t.match(await around.client.call("sync", { dry_run: false }), { requires_confirmation: true });
  t.match(await told.promise, {
    data: { service: "backend", reconcile_requires_confirmation: { members: 1, would_add: 0, would_remove: 1 } },
  });
});
