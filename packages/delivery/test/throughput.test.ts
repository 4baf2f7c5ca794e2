import t from "tap";
import { startPeer } from "./support/peer.ts";
import { notify, startSender, userId } from "./support/sender.ts";

t.test("hundreds of deliveries of different users drain", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.db.transaction().execute(async (trx) => {
    for (let user = 0; user < 300; user++) await sender.outbox.enqueue(trx, notify(userId(user)));
  });
  await sender.until("succeeded", 300);
  t.equal(new Set(peer.received.map(({ key }) => key)).size, 300);
  t.equal(peer.received.length, 300);
});
