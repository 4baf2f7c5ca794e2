import {
  type IdempotencyStore,
  isFinalReply,
  type KeyedCall,
  type KeyedResult,
  outcomeOf,
  type StoredReply,
} from "@moddy/internal-api/server";
import { type AdvisoryLocks, LockBusyError } from "@moddy/runtime";
import { isSuccess } from "@moddy/schemas";
import type { Kysely } from "kysely";
import { createDatabaseTime } from "../database-time.ts";
import type { Step } from "../steps.ts";
import { deleteOldEntries, storeReply, takeKey } from "./store.ts";

/** The receiver's record of the Idempotency-Keys that it has executed. */
export interface Inbox extends IdempotencyStore {
  /** Deletes entries older than `olderThanDays`. @returns how many. */
  purge(olderThanDays: number): Promise<number>;
}

type Execute = Parameters<IdempotencyStore["run"]>[1];

const WAIT_MS = 8_000;

/**
 * Whether a reply is stored for its key. A reply without success is not, even if it ends the delivery: after an operator
 * fixes the cause and retries, the same key must be executed again.
 */
function isStored(reply: StoredReply): boolean {
  const outcome = outcomeOf(reply.body);
  return isFinalReply(reply) && (outcome === undefined || isSuccess(outcome));
}

/**
 * Makes an inbox on the table `inbox`. Calls with the same key run one after the other, also across processes. In this
 * process, calls that arrive while one runs get its reply.
 */
export function createInbox<DB>(options: {
  db: Kysely<DB>;
  locks: AdvisoryLocks;
  /** How long a call waits for the same call in another process before it is `busy`, in milliseconds. */
  waitMs?: number;
  step?: Step;
  /** Replaces PostgreSQL's clock in tests; milliseconds since 1970. */
  testClock?: () => number;
}): Inbox {
  const { db, locks, waitMs = WAIT_MS, step = () => undefined } = options;
  const time = createDatabaseTime(options.testClock);
  const running = new Map<string, { call: KeyedCall; result: Promise<KeyedResult> }>();

  async function runAlone(call: KeyedCall, execute: Execute): Promise<KeyedResult> {
    const entry = await takeKey(db, call, time);
    if (entry.operation !== call.operation || entry.body_hash !== call.bodyHash) return { kind: "conflict" };
    if (entry.status !== null) return { kind: "replayed", reply: { status: entry.status, body: entry.body } };
    await step("inbox.intent");
    const reply = await execute({ resumed: !entry.is_new });
    await step("inbox.executed");
    if (isStored(reply)) await storeReply(db, call.key, reply, time);
    await step("inbox.stored");
    return { kind: "fresh", reply };
  }

  function runLocked(call: KeyedCall, execute: Execute): Promise<KeyedResult> {
    return locks
      .withLock(`moddy:inbox:${call.key}`, () => runAlone(call, execute), { waitMs, signal: call.signal })
      .catch((error: unknown): KeyedResult => {
        if (error instanceof LockBusyError) return { kind: "busy" };
        throw error;
      });
  }

  /** The lock alone is not enough: when its connection breaks the lock is free, while the call that held it still runs. */
  async function join(first: { call: KeyedCall; result: Promise<KeyedResult> }, call: KeyedCall): Promise<KeyedResult> {
    const same = first.call.operation === call.operation && first.call.bodyHash === call.bodyHash;
    if (!same) return { kind: "conflict" };
    const result = await first.result;
    return result.kind === "fresh" ? { kind: "replayed", reply: result.reply } : result;
  }

  return {
    run(call, execute) {
      const first = running.get(call.key);
      if (first) return join(first, call);
      const result = runLocked(call, execute).finally(() => running.delete(call.key));
      running.set(call.key, { call, result });
      return result;
    },
    purge: (olderThanDays) => deleteOldEntries(db, olderThanDays, time),
  };
}
