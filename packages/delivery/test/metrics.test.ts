import { Registry } from "prom-client";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, startSender, userId } from "./support/sender.ts";

t.test("the metrics count states, attempts and the age of the oldest delivery", async (t) => {
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const metrics = new Registry();
  const peer = await startPeer();
  const sender = await startSender(peer.port, {
    metrics,
    testClock: () => clock,
    schedule: { baseDelayMs: 3_600_000 },
  });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.enqueue(notify(userId(1)));
  await sender.until("succeeded", 1);
  peer.answer = () => "discord_unavailable";
  await sender.enqueue(notify(userId(2)));
  await peer.count(2);
  clock += 90_000;
  // The attempt is counted when it is recorded, a moment after the peer saw it.
  const page = await until("the failed attempt is counted", async () => {
    const text = await metrics.metrics();
    return text.includes('outcome="discord_unavailable"') && text;
  });
  t.match(page, 'moddy_deliveries{state="pending"} 1\n');
  t.match(page, 'moddy_deliveries{state="dead"} 0\n');
  t.match(page, "moddy_delivery_oldest_pending_seconds 90\n");
  t.match(page, 'moddy_delivery_attempts_total{operation="notify",outcome="delivered"} 1\n');
  t.match(page, /moddy_delivery_attempt_duration_seconds_count\{operation="notify"\} \d/);
});
