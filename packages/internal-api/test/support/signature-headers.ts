import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { SECRET } from "./start-server.ts";

/**
 * The headers of a signed call, made as a caller with no code of ours would make them: with the public library and the
 * words of the documentation. `time` is in milliseconds.
 */
export function signatureHeaders(call: {
  method: string;
  path: string;
  body?: string | undefined;
  id?: string;
  time?: number;
  secret?: string;
}): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const { method, path, body = "", id = randomUUID(), time = Date.now(), secret = SECRET } = call;
  const webhook = new Webhook(Buffer.from(secret), { format: "raw" });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(time / 1000)),
    "webhook-signature": webhook.sign(id, new Date(time), `${method} ${path}\n${body}`),
  };
}
