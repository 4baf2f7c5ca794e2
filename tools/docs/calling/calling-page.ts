import { readFileSync } from "node:fs";
import type { Operation, ServiceName } from "@moddy/schemas";
import { page } from "../markdown.ts";

const BASES = { bot: "BOT", backend: "BACKEND" } as const satisfies Record<ServiceName, string>;

function partOf(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8").trimEnd();
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The page on calling the API: what every call needs, then each operation from three languages. */
export function callingPage(services: readonly (readonly [ServiceName, readonly Operation[]])[]): string {
  const sections = services.flatMap(([service, operations]) => [
    `## ${service === "bot" ? "The bot" : "The backend"}`,
    ...operations.map(section),
  ]);
  return page(
    "Calling the internal API",
    partOf("introduction.md"),
    "## In Python and TypeScript",
    "The examples below use one function each. Put the two addresses and the secret into the environment: " +
      "`BOT_INTERNAL_URL`, `BACKEND_INTERNAL_URL`, `INTERNAL_API_SECRET`.",
    fence("python", partOf("call.py")),
    fence("ts", partOf("call.ts")),
    "## With curl, signed",
    "The examples below are not signed; this one is.",
    fence("sh", SIGNED_CURL),
    ...sections,
  );
}

const SIGNED_CURL = `path=/internal/health id=$(date +%s)-$$ now=$(date +%s)
signature=$(printf '%s.%s.GET %s\\n' "$id" "$now" "$path" |
  openssl dgst -sha256 -hmac "$INTERNAL_API_SECRET" -binary | base64)
curl -sS -g "$BOT_INTERNAL_URL$path" -H "Authorization: Bearer $INTERNAL_API_SECRET" \\
  -H "webhook-id: $id" -H "webhook-timestamp: $now" -H "webhook-signature: v1,$signature"`;

function section(operation: Operation): string {
  const { method, path, summary, service } = operation;
  return [
    `### ${service}: ${method} ${path}`,
    `${summary}. [Fields](reference/operations.md#${service}-${method.toLowerCase()}-${path.replaceAll("/", "")}).`,
    fence("sh", curlOf(operation)),
    fence("python", pythonOf(operation)),
    fence("ts", typescriptOf(operation)),
  ].join("\n\n");
}

/** A key as a caller would choose one: what the call is about, so that it is the same when it is sent again. */
function keyOf({ id, readOnly }: Operation): string | undefined {
  return readOnly ? undefined : `${id.replaceAll("_", "-")}-2026-01-31-1`;
}

function curlOf(operation: Operation): string {
  const { method, path, service, examples } = operation;
  const lines = [
    `curl -sS -g "$${BASES[service]}_INTERNAL_URL${path}"`,
    `-H "Authorization: Bearer $INTERNAL_API_SECRET"`,
  ];
  const key = keyOf(operation);
  if (key !== undefined) lines.push(`-H "Idempotency-Key: ${key}"`);
  if (method === "POST") {
    lines.push(`-H "Content-Type: application/json"`, `-d '${JSON.stringify(examples.request)}'`);
  }
  return lines.join(" \\\n  ");
}

function pythonOf(operation: Operation): string {
  const { method, path, service, examples } = operation;
  const start = `reply = call(${BASES[service]}, "${method}", "${path}"`;
  if (method === "GET") return `${start})`;
  const key = keyOf(operation);
  return `${start}, ${pythonValue(examples.request)}${key === undefined ? "" : `, key="${key}"`})`;
}

/** A JSON value as Python writes it. */
function pythonValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${pythonValue(inner)}`);
  return `{${entries.join(", ")}}`;
}

function typescriptOf(operation: Operation): string {
  const { method, path, service, examples } = operation;
  const start = `const reply = await call(${BASES[service]}, "${method}", "${path}"`;
  if (method === "GET") return `${start});`;
  const key = keyOf(operation);
  return `${start}, ${JSON.stringify(examples.request)}${key === undefined ? "" : `, "${key}"`});`;
}
