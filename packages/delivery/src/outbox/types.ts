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
import type { Withdrawal } from "./store/withdraw-delivery.ts";

/** A delivery that was sent. */
export interface SentDelivery {
  /** The operation's id, such as `roles_update`. */
  readonly operation: string;
  readonly discordId: string;
  readonly request: unknown;
}

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
  /** Milliseconds since 1970, for alerts. PostgreSQL's clock decides when a delivery is due. */
  readonly now?: () => number;
  /** From 0 up to but not 1. */
  readonly random?: () => number;
  readonly schedule?: Partial<Schedule>;
  /** How many deliveries are sent at once, each of another user; 32. */
  readonly concurrency?: number;
  /** Sends alerts about dead deliveries and about those that wait too long. */
  readonly alerts?: AlertOptions | undefined;
  /**
   * Called with each 200 reply before the attempt is recorded, at least once: after a failure the delivery is sent again and
   * answered the same.
   */
  readonly onReply?: ((delivery: SentDelivery, reply: unknown) => Promise<void>) | undefined;
  /** Called at each step of a delivery. */
  readonly step?: Step;
  /** Replaces PostgreSQL's clock in tests; milliseconds since 1970. */
  readonly testClock?: () => number;
}

/** A delivery to store. */
export interface DeliveryRequest<Ops extends Operations, K extends keyof Ops = keyof Ops> {
  readonly operation: K;
  /** The user. Deliveries of one user are sent in the order in which they were enqueued. */
  readonly discordId: string;
  readonly request: RequestOf<Ops[K]>;
  /** Grows with every change of the user's state. Only deliveries with a lower version are superseded. */
  readonly version?: number | undefined;
  /** Supersedes the user's older pending deliveries of this operation. */
  readonly supersede?: boolean | undefined;
  /** Sent with every attempt. Without a request id, both are those of the call during which it is enqueued. */
  readonly requestId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** The state of an outbox. */
export interface OutboxHealth {
  /** Whether the worker claims and sends deliveries. */
  readonly ready: boolean;
  readonly oldestPendingSeconds: number;
  readonly pending: number;
  readonly dead: number;
}

/** A service's stored deliveries and the worker that sends them. */
export interface Outbox<Ops extends Operations> {
  /** Starts the job queue and sends due deliveries. Rejects when the database cannot be reached. */
  start(): Promise<void>;
  /** Claims no more, waits up to ten seconds for running deliveries, stops the job queue. */
  stop(): Promise<void>;
  /**
   * Stores a delivery in the caller's transaction: it is sent if and only if the transaction commits. The user's queue is
   * locked until then, so a transaction that enqueues for several users should do so in the order of their ids.
   * @returns the delivery's id (UUID version 7), which is its Idempotency-Key.
   */
  enqueue<K extends keyof Ops, DB>(trx: Transaction<DB>, delivery: DeliveryRequest<Ops, K>): Promise<string>;
  /**
   * Supersedes a pending delivery in the caller's transaction, because what it says is no longer true. One whose attempt
   * is under way is not called back. @returns whether the other service can have carried it out.
   */
  withdraw<DB>(trx: Transaction<DB>, deliveryId: string): Promise<Withdrawal>;
  /** The handlers of the service's operations over its deliveries. */
  readonly handlers: DeliveryHandlers;
  /** Rejects when the database cannot be reached. */
  health(): Promise<OutboxHealth>;
  /** The job queue, started and stopped with the outbox. The service can add queues of its own. */
  readonly boss: PgBoss;
}
