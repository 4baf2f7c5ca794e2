const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds between the attempts; together about three days. */
export const RETRY_DELAYS: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  24 * MINUTE,
  HOUR + 30 * MINUTE,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
];
