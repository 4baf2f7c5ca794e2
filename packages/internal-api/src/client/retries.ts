import type { ClientErrorCode } from "./errors.ts";

/** How a client retries. */
export interface RetryOptions {
  /** How often a call is sent at most, including the first time. */
  readonly attempts: number;
  /** The longest first pause in milliseconds. It doubles with each retry. */
  readonly baseDelayMs: number;
  /** The longest pause in milliseconds, unless `Retry-After` asks for more. */
  readonly maxDelayMs: number;
  /** How many retries may happen at once. Each costs one. */
  readonly budget: number;
  /** What each call adds to the budget: over time, the share of calls that may be retried. */
  readonly budgetPerCall: number;
}

/** How a client retries by default. */
export const DEFAULT_RETRIES: RetryOptions = {
  attempts: 6,
  baseDelayMs: 100,
  maxDelayMs: 2_000,
  budget: 20,
  budgetPerCall: 0.1,
};

const RETRIED_CODES: ReadonlySet<ClientErrorCode> = new Set([
  "name_not_resolved",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "network_unreachable",
]);
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether a failed call may be retried. The call must be safe to send twice. */
export function shouldRetry(code: ClientErrorCode, status: number | undefined): boolean {
  return RETRIED_CODES.has(code) || (status !== undefined && RETRIED_STATUSES.has(status));
}

/** The pause before attempt number `next` (2, 3, …): exponential backoff with full jitter, never less than `Retry-After`. */
export function pauseBefore(
  next: number,
  options: RetryOptions,
  random: () => number,
  retryAfterSeconds: number | undefined,
): number {
  const maxDelay = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (next - 2));
  return Math.max(random() * maxDelay, (retryAfterSeconds ?? 0) * 1000);
}

/** A token bucket: a service that is down gets few retries, however many calls there are. */
export function createRetryBudget(options: RetryOptions): { earn(): void; spend(): boolean } {
  let tokens = options.budget;
  return {
    earn() {
      tokens = Math.min(options.budget, tokens + options.budgetPerCall);
    },
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
