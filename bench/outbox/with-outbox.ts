import { DEFAULT_SCHEDULE } from "@moddy/delivery";
import { migrateDeliveries, notify, openSender } from "../../packages/delivery/test/support/sender.ts";
import type { StartContender } from "./contender.ts";

/** The outbox as both services run it. */
export const startOutbox: StartContender = async (database, peer) => {
  const url = await database.create("moddy_bench_outbox");
  await migrateDeliveries(url);
  const sender = openSender(url, peer.port, { schedule: DEFAULT_SCHEDULE });
  await sender.outbox.start();
  return {
    async enqueue(discordIds) {
      await sender.db.transaction().execute(async (trx) => {
        for (const discordId of discordIds) await sender.outbox.enqueue(trx, notify(discordId));
      });
    },
    [Symbol.asyncDispose]: () => sender.close(),
  };
};
