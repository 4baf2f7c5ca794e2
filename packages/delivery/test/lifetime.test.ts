import type { CallContext } from "@moddy/internal-api/server";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, startSender, userId } from "./support/sender.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-01-01T00:00:00Z");

t.test("a delivery is retried for seven days, then it is dead", async (t) => {
  let clock = START;
  const schedule = { baseDelayMs: HOUR, maxDelayMs: 60_000 };
  const peer = await startPeer();
  const sender = await startSender(peer.port, { testClock: () => clock, random: () => 0.99, schedule });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.answer = () => "discord_unavailable";
  const id = await sender.enqueue(notify(userId(1)));
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);

  let attempts = 0;
  /** Moves the clock, and gives the pause after the attempt that this brings. */
  const pauseAt = async (hours: number): Promise<number> => {
    clock = START + hours * HOUR;
    attempts += 1;
    return await until(`attempt ${attempts} is recorded`, async () => {
      const { delivery } = await show();
      const isRecorded = delivery?.attempt_log.length === attempts;
      return isRecorded && delivery.next_attempt_at !== null && Date.parse(delivery.next_attempt_at) - clock;
    });
  };
  t.equal(await pauseAt(0), 59_400, "at most a minute while it is young");
  t.equal(await pauseAt(2), 297_000, "at most five minutes later on");
  t.equal(await pauseAt(100), 297_000);
  t.equal(await pauseAt(167.99), 36_000, "the last attempt is when the time is up");
  t.match(await sender.outbox.health(), { pending: 1, dead: 0 });
  clock = START + 168 * HOUR;
  await sender.until("dead", 1);
  t.match((await show()).delivery, { state: "dead", outcome: "discord_unavailable", next_attempt_at: null });

  peer.answer = () => "delivered";
  await sender.outbox.handlers.deliveriesRetry({ delivery_id: id }, {} as CallContext);
  await sender.until("succeeded", 1);
  t.equal(new Set(peer.received.map(({ key }) => key)).size, 1);
});
