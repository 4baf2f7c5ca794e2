import type { InternalClient } from "@moddy/internal-api/client";
import type { RequestOf, ServiceName } from "@moddy/schemas";
import type { Kysely, Transaction } from "kysely";
import type { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { AlertOptions } from "../alerts/create-alerts.ts";
import type { Step } from "../steps.ts";
import type { Operations } from "./create-send.ts";
import type { DeliveryHandlers } from "./handlers.ts";
import type { Schedule } from "./schedule.ts";

/** What an outbox is made of. */
export interface OutboxOptions<Ops extends Operations, DB> {
  /** The service's database; its migrations hold `deliveryMigrations`. */
  readonly db: Kysely<DB>;
  /** The same database, for the queue's own connections. */
  readonly databaseUrl: string;
  /** Calls the other side; the outbox does not close it. */
  readonly client: InternalClient<Ops>;
  /** The operations that the other side serves. */
  readonly operations: Ops;
  /** Whose outbox it is. */
  readonly service: ServiceName;
  readonly logger: Logger;
  readonly metrics?: Registry;
  /** Milliseconds since 1970; for ids and alerts. When a delivery is due is told by PostgreSQL's clock. */
  readonly now?: () => number;
  /** From 0 up to but not 1. */
  readonly random?: () => number;
  readonly schedule?: Partial<Schedule>;
  /** How many deliveries are under way at once, each of another user; 32. */
  readonly concurrency?: number;
  /** Tells a person of what died or waits too long. */
  readonly alerts?: AlertOptions | undefined;
  /** Called at each numbered step. */
  readonly step?: Step;
  /** Takes the place of PostgreSQL's clock, so that a test can move it; milliseconds since 1970. */
  readonly testClock?: () => number;
}

/** What is to be delivered. */
export interface DeliveryRequest<Ops extends Operations, K extends keyof Ops = keyof Ops> {
  readonly operation: K;
  /** Whom it is about: deliveries of one user go out in the order in which they were enqueued. */
  readonly discordId: string;
  readonly request: RequestOf<Ops[K]>;
  /** Grows with every change of the user's state; only older deliveries are superseded. */
  readonly version?: number | undefined;
  /** Makes the user's older deliveries of this operation void that have not ended. */
  readonly supersede?: boolean | undefined;
  /** Passed on with every attempt; without a request id, both are those of the call on whose behalf it is enqueued. */
  readonly requestId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** How an outbox stands. */
export interface OutboxHealth {
  /** Whether deliveries are claimed and sent. */
  readonly ready: boolean;
  readonly oldestPendingSeconds: number;
  readonly pending: number;
  readonly dead: number;
}

/** A service's stored deliveries, and what sends them. */
export interface Outbox<Ops extends Operations> {
  /** Starts the queue and sends what is due. Rejects when the database cannot be reached. */
  start(): Promise<void>;
  /** Sends no more, waits up to ten seconds for what is under way, stops the queue. */
  stop(): Promise<void>;
  /**
   * Stores a delivery in the caller's transaction: it is sent if and only if the transaction commits. The user's lane is
   * locked until then; a transaction that enqueues for several users should do so in the order of their ids.
   * @returns the delivery's id (UUID version 7), which is its Idempotency-Key.
   */
  enqueue<K extends keyof Ops, DB>(trx: Transaction<DB>, delivery: DeliveryRequest<Ops, K>): Promise<string>;
  /** The handlers of the service's operations over its deliveries. */
  readonly handlers: DeliveryHandlers;
  /** Rejects when the database cannot be reached. */
  health(): Promise<OutboxHealth>;
  /** The queue, started and stopped with the outbox; the service may have queues of its own on it. */
  readonly boss: PgBoss;
}
