import type { SentDelivery } from "@moddy/delivery";
import { ServiceUnavailable } from "@moddy/internal-api/server";
import t from "tap";
import { startPeer } from "./support/peer.ts";
import { roles, startSender, userId } from "./support/sender.ts";

t.test(
  "the service is told of each reply before the attempt is recorded, until it has stored what it needs",
  async (t) => {
    const peer = await startPeer();
    const told: { delivery: SentDelivery; reply: unknown; states: unknown }[] = [];
    let failures = 1;
    const sender = await startSender(peer.port, {
      async onReply(delivery, reply) {
        if (failures-- > 0) throw new Error("The database is away.");
        told.push({ delivery, reply, states: (await sender.outbox.health()).pending });
      },
    });
    t.teardown(async () => {
      await sender.close();
      await peer.close();
    });
    let calls = 0;
    peer.answer = () => {
      calls += 1;
      if (calls === 1) throw new ServiceUnavailable(0);
      return "delivered";
    };
    await sender.enqueue(roles(userId(1), 7));
    await sender.until("succeeded", 1);
    t.match(told, [
      {
        delivery: { operation: "roles_update", discordId: userId(1), request: { plan: "premium", version: 7 } },
        reply: { success: true, outcome: "delivered" },
        states: 1,
      },
    ]);
    t.equal(calls, 2, "an error is no reply, and a hook that fails costs no second call");
  },
);
