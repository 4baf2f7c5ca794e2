import type { ClientErrorCode } from "./errors.ts";

/** How a client tries again. */
export interface RetryOptions {
  /** How often a call is sent at most, the first time included. */
  readonly attempts: number;
  /** Milliseconds that the first pause is at most; each further one is at most twice as long. */
  readonly baseDelayMs: number;
  /** Milliseconds that any pause is at most, unless `Retry-After` asks for more. */
  readonly maxDelayMs: number;
  /** Retries that may be spent at once; each costs one. */
  readonly budget: number;
  /** What each call adds to the budget: in the long run, the share of calls that may be tried again. */
  readonly budgetPerCall: number;
}

/** How a client tries again where nothing else is said. */
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

/** Whether a call that failed so may be sent again at once; the caller has made sure that sending twice is safe. */
export function isTriedAgain(code: ClientErrorCode, status: number | undefined): boolean {
  return RETRIED_CODES.has(code) || (status !== undefined && RETRIED_STATUSES.has(status));
}

/** The pause before attempt number `next` (2, 3, …): full jitter under a doubling roof, and never under `Retry-After`. */
export function pauseBefore(
  next: number,
  options: RetryOptions,
  random: () => number,
  retryAfterSeconds: number | undefined,
): number {
  const roof = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (next - 2));
  return Math.max(random() * roof, (retryAfterSeconds ?? 0) * 1000);
}

/** A token bucket: a peer that is down gets few retries, however many calls are made. */
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
