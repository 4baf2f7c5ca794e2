import type { CallContext } from "@moddy/internal-api/server";
import t from "tap";
import { startPeer } from "./support/peer.ts";
import { notify, roles, startSender, userId } from "./support/sender.ts";

const context = {} as CallContext;

t.test("dead letters", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port, { schedule: { baseDelayMs: 60_000 } });
  const { handlers } = sender.outbox;
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.answer = ({ operation }) => (operation === "notify" ? "dm_closed" : "role_too_high");
  const ids = [
    await sender.enqueue(notify(userId(1))),
    await sender.enqueue(roles(userId(1), 1)),
    await sender.enqueue(notify(userId(2))),
  ];
  await sender.until("dead", 3);

  await t.test("are listed by filter, newest first, page by page", async (t) => {
    const list = async (filter: Parameters<typeof handlers.deliveriesList>[0]) =>
      (await handlers.deliveriesList(filter, context)).deliveries.map(({ delivery_id }) => delivery_id);
    const all = { limit: 50 };
    t.strictSame((await list(all)).toSorted(), ids.toSorted());
    t.strictSame(await list({ ...all, operation: "roles_update" }), [ids[1]]);
    t.strictSame(await list({ ...all, discord_id: userId(2) }), [ids[2]]);
    t.strictSame(await list({ ...all, outcome: "dm_closed", discord_id: userId(1) }), [ids[0]]);
    t.strictSame(await list({ ...all, state: "pending" }), []);
    t.strictSame(await list({ ...all, older_than_seconds: 3_600 }), []);
    const first = await handlers.deliveriesList({ limit: 2 }, context);
    const second = await handlers.deliveriesList({ limit: 2, after: first.next }, context);
    t.strictSame([first.deliveries.length, second.deliveries.length, second.next], [2, 1, null]);
    t.same(
      [...first.deliveries, ...second.deliveries].map(({ delivery_id }) => delivery_id),
      await list(all),
    );
  });

  await t.test("show their attempts", async (t) => {
    const found = await handlers.deliveriesShow({ delivery_id: ids[1] ?? "" }, context);
    t.match(found.delivery, { state: "dead", outcome: "role_too_high", attempts: 1, finished_at: /Z$/ });
    t.match(found.delivery?.attempt_log, [{ attempt: 1, outcome: "role_too_high", started_at: /Z$/ }]);
    const missing = await handlers.deliveriesShow({ delivery_id: "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11" }, context);
    t.strictSame([missing.success, missing.delivery], [false, null]);
  });

  await t.test("are retried with the same id", async (t) => {
    peer.answer = () => "delivered";
    t.match(await handlers.deliveriesRetry({ delivery_id: ids[1] }, context), { success: true, count: 1 });
    await sender.until("succeeded", 1);
    t.strictSame(
      peer.received.filter(({ operation }) => operation === "roles_update").map(({ key }) => key),
      [ids[1], ids[1]],
    );
    t.match(await handlers.deliveriesRetry({ delivery_id: ids[1] }, context), { count: 0 }, "it is dead no more");
    t.match(await handlers.deliveriesRetry({ outcome: "dm_closed" }, context), { count: 2 });
    await sender.until("succeeded", 3);
  });

  await t.test("cancelled deliveries are not sent", async (t) => {
    peer.answer = () => "discord_unavailable";
    const [sent, behind] = [await sender.enqueue(notify(userId(3))), await sender.enqueue(notify(userId(3)))];
    await peer.count(peer.received.length + 1);
    t.match(await handlers.deliveriesCancel({ discord_id: userId(9) }, context), { count: 0 });
    t.match(await handlers.deliveriesCancel({ delivery_id: behind }, context), { count: 1 });
    t.match(await handlers.deliveriesCancel({ discord_id: userId(3) }, context), { count: 1 });
    await sender.until("pending", 0);
    peer.answer = () => "delivered";
    const other = await sender.enqueue(notify(userId(4)));
    await sender.until("pending", 0);
    for (const [delivery_id, state] of [
      [sent, "cancelled"],
      [behind, "cancelled"],
      [other, "succeeded"],
    ] as const) {
      t.match(await handlers.deliveriesShow({ delivery_id }, context), { delivery: { state, next_attempt_at: null } });
    }
    t.ok(peer.received.some(({ key }) => key === sent));
    t.notOk(peer.received.some(({ key }) => key === behind));
  });
});
