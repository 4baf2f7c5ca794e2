/** The limits of a server. */
export interface Limits {
  /** Bytes of a request's headers, including its path. */
  readonly headerBytes: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Levels of nesting in a body's JSON. */
  readonly jsonLevels: number;
  /** Milliseconds in which the headers must arrive, from the start of the connection or of the request. */
  readonly headersMs: number;
  /** Milliseconds in which the whole request must arrive. */
  readonly requestMs: number;
  /** Milliseconds for which an idle connection stays open. */
  readonly keepAliveMs: number;
  /** Open connections. A further one is closed at once. */
  readonly connections: number;
  /** Calls that run at once. A further one gets 503. */
  readonly calls: number;
  /** The mean delay of the event loop in milliseconds above which calls get 503. */
  readonly eventLoopDelayMs: number;
  /** Milliseconds that running calls may take after the server starts to close. */
  readonly closeMs: number;
}

/** The limits by default. */
export const DEFAULT_LIMITS: Limits = {
  headerBytes: 16 * 1024,
  bodyBytes: 256 * 1024,
  jsonLevels: 32,
  headersMs: 5_000,
  requestMs: 8_000,
  keepAliveMs: 65_000,
  connections: 2_000,
  calls: 500,
  eventLoopDelayMs: 1_000,
  closeMs: 15_000,
};
