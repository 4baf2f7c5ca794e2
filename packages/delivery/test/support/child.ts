import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createInbox, type DeliveryStep } from "@moddy/delivery";
import { createAdvisoryLocks, openDatabase } from "@moddy/runtime";
import type { Outcome } from "@moddy/schemas";
import { sql } from "kysely";
import { silent, startPeer } from "./peer.ts";
import { notify, openSender, userId } from "./sender.ts";

interface Orders {
  readonly role: "sender" | "receiver";
  /** The address of the role's own database. */
  readonly url: string;
  /** Of the peer for a sender; to listen on for a receiver. */
  readonly port: number;
  /** Where the process ends itself as `kill -9` would. */
  readonly dieAt?: DeliveryStep | undefined;
  /** A sender enqueues a delivery for the user of this number once it runs. */
  readonly enqueueFor?: number;
}

/** A service in a process of its own. */
export interface Child {
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<unknown>;
}

/** Starts a service in a process of its own; resolves when it runs. */
export async function startChild(orders: Orders): Promise<Child> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ["--conditions=development", script, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([, signal]: unknown[]) => signal);
  await Promise.race([once(child.stdout, "data"), ended]);
  return { ended };
}

function dieAt(step: DeliveryStep | undefined) {
  return async (name: DeliveryStep): Promise<void> => {
    if (name !== step) return;
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => undefined);
  };
}

async function runSender(orders: Orders): Promise<void> {
  const sender = openSender(orders.url, orders.port, { step: dieAt(orders.dieAt) });
  await sender.outbox.start();
  console.log("ready");
  if (orders.enqueueFor !== undefined) await sender.enqueue(notify(userId(orders.enqueueFor)));
}

/** A receiver whose effect is a row in `effects`; after a crash it looks whether the row is there. */
export async function startReceiver(orders: Omit<Orders, "role">): Promise<{ close(): Promise<void> }> {
  const database = openDatabase<unknown>({ url: orders.url, applicationName: "receiver", logger: silent });
  const locks = createAdvisoryLocks({ url: orders.url, applicationName: "receiver-locks", logger: silent });
  const idempotency = createInbox({ db: database.db, locks, step: dieAt(orders.dieAt) });
  const peer = await startPeer({ port: orders.port, idempotency });
  peer.answer = async ({ key, resumed }): Promise<Outcome> => {
    const { rows } = await sql`select from effects where key = ${key}`.execute(database.db);
    if (!resumed || rows.length === 0) await sql`insert into effects (key) values (${key})`.execute(database.db);
    return "delivered";
  };
  return {
    async close() {
      await peer.close();
      await Promise.all([locks.close(), database.close()]);
    },
  };
}

async function runReceiver(orders: Orders): Promise<void> {
  await startReceiver(orders);
  console.log("ready");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const orders = JSON.parse(process.argv[2] ?? "") as Orders;
  await (orders.role === "sender" ? runSender(orders) : runReceiver(orders));
}
