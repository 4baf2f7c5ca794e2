import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { unlessAborted } from "../unless-aborted.ts";
import { type LockConnection, openLockConnection } from "./lock-connection.ts";

/** The lock was not free within `waitMs`. */
export class LockBusyError extends Error {
  override readonly name = "LockBusyError";
}

/** A held lock. `signal` aborts when the connection is lost, and with it the lock. */
export interface HeldLock {
  readonly key: string;
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** Locks by name, across processes and within this one, on PostgreSQL's session advisory locks. */
export interface AdvisoryLocks {
  /**
   * Runs `fn` while the lock is held. Waits for as long as it takes, or `waitMs` milliseconds, or until `signal`.
   * @throws {LockBusyError} when it was not free in time; the connection's error when PostgreSQL cannot be reached.
   */
  withLock<T>(
    key: string,
    fn: (signal: AbortSignal) => Promise<T>,
    options?: { waitMs?: number; signal?: AbortSignal },
  ): Promise<T>;
  /** Takes the lock if it is free now. */
  tryLock(key: string): Promise<HeldLock | undefined>;
  /** Calls `listener` when the connection is lost while locks are held. @returns the function that removes it. */
  onLost(listener: (reason: Error) => void): () => void;
  close(): Promise<void>;
}

/** A key that this process holds, or waits for while `granted` is false. */
interface Entry {
  readonly controller: AbortController;
  readonly freed: PromiseWithResolvers<void>;
  granted: boolean;
}

const POLL_MS = { first: 10, max: 250 };
/** Each holder sends a heartbeat every 3 s, and one without an answer gives its locks up after 8 s. */
const SILENT_MS = 15_000;
const CHECK_SILENT_MS = 2_000;

/**
 * Makes locks that share one connection, which is opened at the first use and again after a loss. A process that waits for
 * a lock ends the connection of a holder that hangs or is cut off.
 * @param options.silentMs after how many milliseconds without a heartbeat a holder counts as hanging.
 */
export function createAdvisoryLocks(options: {
  url: string;
  applicationName: string;
  logger: Logger;
  silentMs?: number;
}): AdvisoryLocks {
  const { silentMs = SILENT_MS } = options;
  const held = new Map<string, Entry>();
  const listeners = new Set<(reason: Error) => void>();
  let connection: Promise<LockConnection> | undefined;
  let closed = false;

  function free(key: string): void {
    held.get(key)?.freed.resolve();
    held.delete(key);
  }

  function loseAll(reason: Error): void {
    connection = undefined;
    const lost = Array.from(held).filter(([, entry]) => entry.granted);
    if (lost.length === 0) return;
    options.logger.warn({ err: reason, event: "locks_lost", count: lost.length }, "Locks were lost");
    for (const [key, { controller }] of lost) {
      controller.abort(reason);
      free(key);
    }
    for (const listener of listeners) listener(reason);
  }

  function connect(): Promise<LockConnection> {
    if (closed) return Promise.reject(new Error("The locks are closed"));
    connection ??= openLockConnection(options.url, options.applicationName, loseAll).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  /** Asks PostgreSQL for the lock; replaces a broken connection once. */
  async function ask(key: string): Promise<{ current: LockConnection; got: boolean }> {
    const first = await connect();
    try {
      return { current: first, got: await first.tryLock(key) };
    } catch {
      const second = await connect();
      return { current: second, got: await second.tryLock(key) };
    }
  }

  async function tryLock(key: string): Promise<HeldLock | undefined> {
    if (held.has(key)) return undefined;
    // The entry comes first: PostgreSQL grants the same lock twice on one connection.
    const entry: Entry = { controller: new AbortController(), freed: Promise.withResolvers<void>(), granted: false };
    held.set(key, entry);
    try {
      const { current, got } = await ask(key);
      entry.granted = got;
      if (!got) {
        free(key);
        return undefined;
      }
      const release = async (): Promise<void> => {
        if (held.get(key) !== entry) return;
        await current.unlock(key).catch(() => undefined);
        if (held.get(key) === entry) free(key);
      };
      return { key, signal: entry.controller.signal, release };
    } catch (error) {
      free(key);
      throw error;
    }
  }

  async function waitForLock(key: string, waitMs: number | undefined, signal: AbortSignal): Promise<HeldLock> {
    const timeout = waitMs === undefined ? undefined : AbortSignal.timeout(waitMs);
    const stop = timeout ? AbortSignal.any([signal, timeout]) : signal;
    let checkAt = performance.now() + Math.min(CHECK_SILENT_MS, silentMs);
    for (let pause = POLL_MS.first; ; pause = Math.min(pause * 2, POLL_MS.max)) {
      signal.throwIfAborted();
      const lock = await tryLock(key);
      if (lock) return lock;
      if (timeout?.aborted) throw new LockBusyError("The lock is held by another");
      if (performance.now() > checkAt && !held.has(key)) {
        checkAt = performance.now() + CHECK_SILENT_MS;
        await (await connect()).endSilentHolder(key, silentMs);
      }
      // A holder in this process signals its release; a lock of another process must be polled.
      const mine = held.get(key)?.freed.promise;
      const pausing = mine ? unlessAborted(mine, stop) : delay(pause, undefined, { signal: stop });
      await pausing.catch(() => undefined);
    }
  }

  return {
    tryLock,
    async withLock(key, fn, { waitMs, signal = new AbortController().signal } = {}) {
      const lock = await waitForLock(key, waitMs, signal);
      try {
        return await fn(AbortSignal.any([lock.signal, signal]));
      } finally {
        await lock.release();
      }
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      const current = await connection?.catch(() => undefined);
      loseAll(new Error("The locks were closed"));
      await current?.close();
    },
  };
}
