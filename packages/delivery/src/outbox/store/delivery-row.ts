import type { DeliveryState, Outcome } from "@moddy/schemas";

/** A delivery that a worker has claimed. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly discord_id: string;
  /** Its place in the user's queue; the driver reads a bigint as a string. */
  readonly seq: string;
  readonly operation: string;
  readonly request: unknown;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  readonly age_ms: number;
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

/** A delivery as it is listed. */
export interface DeliveryRow {
  readonly id: string;
  readonly operation: string;
  readonly discord_id: string;
  readonly state: DeliveryState;
  readonly outcome: Outcome | null;
  readonly attempts: number;
  readonly created_at: Date;
  /** When the user's queue is due next; null once the delivery has ended. */
  readonly next_attempt_at: Date | null;
  readonly finished_at: Date | null;
}

/** A delivery as it is shown, with its attempts in order. */
export interface LoggedDelivery extends DeliveryRow {
  readonly attempt_log: readonly AttemptRow[];
}

/** One attempt as it is shown. */
export interface AttemptRow {
  readonly attempt: number;
  /** As PostgreSQL writes a time in JSON. */
  readonly started_at: string;
  readonly duration_ms: number;
  readonly outcome: Outcome;
  readonly detail: string | null;
}
