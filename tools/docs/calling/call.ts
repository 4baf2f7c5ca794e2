import { createHmac, randomUUID } from "node:crypto";

const SECRET = process.env.INTERNAL_API_SECRET ?? "";
export const BOT = process.env.BOT_INTERNAL_URL ?? "";
export const BACKEND = process.env.BACKEND_INTERNAL_URL ?? "";

export async function call(base: string, method: "GET" | "POST", path: string, body?: object, key?: string) {
  const content = body === undefined ? "" : JSON.stringify(body);
  const id = key ?? randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const signed = `${id}.${now}.${method} ${path}\n${content}`;
  const headers = {
    authorization: `Bearer ${SECRET}`,
    "webhook-id": id,
    "webhook-timestamp": String(now),
    "webhook-signature": `v1,${createHmac("sha256", SECRET).update(signed).digest("base64")}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  };
  const signal = AbortSignal.timeout(20_000);
  const response = await fetch(base + path, { method, headers, signal, ...(body && { body: content }) });
  const reply = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(reply)}`);
  return reply;
}
