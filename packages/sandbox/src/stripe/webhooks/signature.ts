import { createHmac } from "node:crypto";

/** The `Stripe-Signature` of a payload: one `v1` for each secret that is valid. `timestamp` is in seconds. */
export function signPayload(payload: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${timestamp}.${payload}`, "utf8").digest("hex"),
  );
  return [`t=${timestamp}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}
