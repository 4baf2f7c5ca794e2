/** What one server takes. */
export interface Limits {
  /** Bytes of a request's headers with its address. */
  readonly headerBytes: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Levels of nesting in a body's JSON. */
  readonly jsonLevels: number;
  /** Milliseconds until the headers have to be there, counted from the connection's or the request's first moment. */
  readonly headersMs: number;
  /** Milliseconds until the whole request has to be there. */
  readonly requestMs: number;
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveMs: number;
  /** Open connections; one more is closed at once. */
  readonly connections: number;
  /** Calls that run at once; one more is answered with 503. */
  readonly calls: number;
  /** Mean delay of the event loop, in milliseconds, above which calls are answered with 503. */
  readonly eventLoopDelayMs: number;
  /** Milliseconds that running calls are given when the server closes. */
  readonly closeMs: number;
}

/** The limits where nothing else is said. */
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
