import { setTimeout as delay } from "node:timers/promises";
import { startPeer } from "../packages/delivery/test/support/peer.ts";
import { userId } from "../packages/delivery/test/support/sender.ts";
import { type Section, summarize } from "./measure/result.ts";
import type { StartContender } from "./outbox/contender.ts";
import { startOutbox } from "./outbox/with-outbox.ts";
import { startPlainQueue } from "./outbox/with-plain-queue.ts";
import { startPolling } from "./outbox/with-polling.ts";
import type { Database } from "./support/start-database.ts";

const CONTENDERS: readonly (readonly [string, StartContender])[] = [
  ["the outbox", startOutbox],
  ["a table that is polled every second, 100 at a time", startPolling],
  ["a plain pg-boss queue (key_strict_fifo, 32 workers)", startPlainQueue],
];
const USERS = 500;
const EACH = 4;
const CALM = 100;
const CALM_PER_SECOND = 20;
/** Whoever needs longer for the backlog is stopped, and what was done by then counts. */
const PATIENCE_MS = 60_000;

async function measure(name: string, start: StartContender, database: Database) {
  const peer = await startPeer();
  const contender = await start(database, peer);
  try {
    const began = new Map<string, number>();
    const latencies: number[] = [];
    peer.answer = ({ discordId }) => {
      const started = began.get(discordId);
      if (started !== undefined) latencies.push(performance.now() - started);
      return "delivered";
    };
    for (let index = 0; index < CALM; index++) {
      const id = userId(10_000 + index);
      began.set(id, performance.now());
      await contender.enqueue([id]);
      await delay(1000 / CALM_PER_SECOND);
    }
    await peer.count(CALM);

    const backlog = Array.from({ length: USERS * EACH }, (_, index) => userId(index % USERS));
    const from = performance.now();
    await contender.enqueue(backlog);
    await Promise.race([peer.count(CALM + backlog.length), delay(PATIENCE_MS, undefined, { ref: false })]);
    const perSecond = ((peer.received.length - CALM) * 1000) / (performance.now() - from);
    return { ...summarize(name, latencies), perSecond };
  } finally {
    await contender[Symbol.asyncDispose]();
    await peer.close();
  }
}

/** The outbox beside the designs that it took the place of; each keeps every user's order. */
export async function benchOutbox(database: Database): Promise<Section> {
  const results = [];
  for (const [name, start] of CONTENDERS) results.push(await measure(name, start, database));
  return {
    title: `Stored deliveries: ${USERS * EACH} of ${USERS} users (per second); from commit to the other service's door, ${CALM_PER_SECOND} a second (ms)`,
    results,
  };
}
