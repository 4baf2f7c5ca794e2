/** When a connection is tried again; milliseconds. */
export interface RetrySchedule {
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** After a problem that a person has to correct. */
  readonly problemRetryMs: number;
}

/** When the gateway is tried again, and how often its holder publishes that it is alive; milliseconds. */
export interface GatewaySchedule extends RetrySchedule {
  readonly publishMs: number;
}

/** The schedule unless another one is given. */
export const DEFAULT_SCHEDULE: GatewaySchedule = {
  firstRetryMs: 1_000,
  maxRetryMs: 60_000,
  problemRetryMs: 5 * 60_000,
  publishMs: 3_000,
};
