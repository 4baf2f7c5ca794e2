import { Webhook } from "standardwebhooks";

/** What a signature covers beside its id and time. */
export interface SignedCall {
  readonly method: string;
  /** The path as it is on the request line. */
  readonly path: string;
  readonly body: string;
}

/** For how long, in seconds, a signature holds before and after its time. Source: Standard Webhooks. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/**
 * The Standard Webhooks signature (`v1,<base64>`) of a call: HMAC-SHA-256, keyed with the secret's UTF-8 bytes, over
 * `<id>.<timestamp>.<method> <path>\n<body>`. Method and path stand before the body so that a signed call cannot be
 * turned into another one. `timestamp` is in seconds.
 */
export function signCall(secret: string, id: string, timestamp: number, call: SignedCall): string {
  const webhook = new Webhook(Buffer.from(secret, "utf8"), { format: "raw" });
  return webhook.sign(id, new Date(timestamp * 1000), `${call.method} ${call.path}\n${call.body}`);
}
