import { setTimeout as delay } from "node:timers/promises";
import { startPeer } from "../packages/delivery/test/support/peer.ts";
import { userId } from "../packages/delivery/test/support/sender.ts";
import type { Section } from "./measure/result.ts";
import { startOutbox } from "./outbox/with-outbox.ts";
import type { Database } from "./support/start-database.ts";

const WAITING = 1_000;
const OUTAGE_MS = 20_000;

/** How long after its return a peer has everything that waited for it; pauses have grown during the outage. */
export async function benchRecovery(database: Database): Promise<Section> {
  const before = await startPeer();
  await before.close();
  await using outbox = await startOutbox(database, before);
  await outbox.enqueue(Array.from({ length: WAITING }, (_, index) => userId(index)));
  await delay(OUTAGE_MS);
  const back = performance.now();
  const peer = await startPeer({ port: before.port });
  const after = async (count: number): Promise<number> => {
    await peer.count(count);
    return performance.now() - back;
  };
  const [first, half, last] = await Promise.all([1, WAITING / 2, WAITING].map(after));
  await peer.close();
  return {
    title: `The other service comes back after ${OUTAGE_MS / 1000} s, ${WAITING} deliveries waiting`,
    results: [
      { what: "until the first has arrived", took: first ?? Number.NaN },
      { what: "until half have arrived", took: half ?? Number.NaN },
      { what: "until all have arrived", took: last ?? Number.NaN },
    ],
  };
}
