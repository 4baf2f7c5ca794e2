import type { DeliveryState, Outcome } from "@moddy/schemas";

/** A delivery as its worker holds it. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly operation: string;
  readonly request: unknown;
  /** Which attempt this is, from 1. */
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
  readonly next_attempt_at: Date | null;
  readonly finished_at: Date | null;
}

/** One attempt as it is shown. */
export interface AttemptRow {
  readonly attempt: number;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly outcome: Outcome;
  readonly detail: string | null;
}
