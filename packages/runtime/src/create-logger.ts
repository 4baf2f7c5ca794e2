import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";

const SECRET_KEYS = [
  "authorization",
  "cookie",
  "set-cookie",
  "email",
  "password",
  "secret",
  "token",
  "api_key",
  "signature",
  "stripe-signature",
  "webhook-signature",
];

const REDACTED_PATHS = SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);

const PATTERNS: readonly [RegExp, string][] = [
  [/\b(bearer|bot)\s+[\w.~+/=-]{16,}/gi, "$1 [redacted]"],
  [/\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_[\w+/=-]+/g, "[redacted]"],
  [/\b(\w+:\/\/[^:/@\s"]+):[^@/\s"]+@/g, "$1:[redacted]@"],
  // The last label begins with a letter, so `fastify@5.12.8` in the path of a stack is not an address.
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]+/gi, "[e-mail]"],
];

function scrub(line: string): string {
  return PATTERNS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

/** The parts of an error that are logged. Others can hold a user's data, such as `detail` of a database error. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  const code: unknown = "code" in error ? error.code : undefined;
  return { type, message, stack, ...(typeof code === "string" ? { code } : {}) };
}

/**
 * Makes a service's logger: one JSON line for each entry, by default on standard output. Secrets, tokens, passwords and
 * e-mail addresses are redacted by key, and again by pattern in the finished line.
 */
export function createLogger(options: { service: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
      serializers: { err: serializeError, error: serializeError },
      hooks: { streamWrite: scrub },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
