import { createInternalClient } from "@moddy/internal-api/client";
import { botOperations } from "@moddy/schemas";
import { PgBoss } from "pg-boss";
import { SECRET } from "../../packages/delivery/test/support/peer.ts";
import { notify } from "../../packages/delivery/test/support/sender.ts";
import type { StartContender } from "./contender.ts";

const QUEUE = "outgoing";

interface Data {
  readonly discordId: string;
}

/** pg-boss alone: a queue that keeps each user's order, its workers woken by notifications. */
export const startPlainQueue: StartContender = async (database, peer) => {
  const boss = new PgBoss({ connectionString: await database.create("moddy_bench_queue"), useListenNotify: true });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE, { policy: "key_strict_fifo", notify: true });
  const baseUrl = `http://127.0.0.1:${peer.port}`;
  const client = createInternalClient({ operations: botOperations, baseUrl, secret: SECRET, caller: "backend" });
  const options = { localConcurrency: 32, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
  await boss.work<Data>(QUEUE, options, async ([job]) => {
    if (job) await client.call("notify", notify(job.data.discordId).request, { idempotencyKey: job.id });
  });
  return {
    async enqueue(discordIds) {
      await boss.insert(
        QUEUE,
        discordIds.map((discordId) => ({ data: { discordId }, singletonKey: discordId })),
      );
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, timeout: 10_000 });
      await client.close();
    },
  };
};
