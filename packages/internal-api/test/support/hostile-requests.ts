import type { Operation } from "@moddy/schemas";
import fc, { type Arbitrary } from "fast-check";
import { signatureHeaders } from "./signature-headers.ts";
import { SECRET } from "./start-server.ts";

/** Stands in everything that is sent, and so must stand in nothing that comes back. */
export const CANARY = "canary-5d1f";

/** A request as somebody who means no good, or knows no better, would send it. */
export interface HostileRequest {
  readonly kind:
    | "valid"
    | "mutated"
    | "nonsense"
    | "oversized"
    | "unauthorized"
    | "misdirected"
    | "misencoded"
    | "forged"
    | "replayed"
    | "truncated";
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly contentType: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

type Parts = { [K in keyof HostileRequest]?: Arbitrary<HostileRequest[K]> };
type SignedParts = Parameters<typeof signatureHeaders>[0];

const GOOD = `Bearer ${SECRET}`;
const HEADER_CHARACTERS = "abcXYZ019-_. ,;=".split("");
/** So much of a request is shown where it is answered wrongly. */
const SHOWN_CHARACTERS = 2_000;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

/** Values that are apt to be the wrong ones. */
const oddValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1.5, 1e21, "", CANARY, [], {}, [[]], "\u0000", "\ud800", "159985870458322944"),
  fc.string().map((text) => CANARY + text),
  fc.integer({ min: 17, max: 40 }).map((digits) => "9".repeat(digits)),
  fc.integer({ min: 1, max: 200 }).map((levels) => JSON.parse("[".repeat(levels) + "]".repeat(levels)) as unknown),
  fc.dictionary(fc.constantFrom("a", CANARY, "toString", "constructor", "__proto__"), fc.jsonValue({ maxDepth: 6 })),
  fc.dictionary(
    fc.constantFrom("a", "\u0000", "\udfff"),
    fc.constantFrom("\u0000", `${CANARY}\u0000`, "\ud800", 1e308),
  ),
  fc.jsonValue({ maxDepth: 6 }),
);

function mutationOf(operation: Operation): Arbitrary<string> {
  const example = (operation.examples.request ?? {}) as Record<string, unknown>;
  const known = Object.keys((operation.request as { shape?: object }).shape ?? example);
  const field = fc.constantFrom(...known, CANARY, "__proto__", "constructor");
  const changes = fc.array(fc.record({ field, value: fc.option(oddValue, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 3,
  });
  return changes.map((list) => {
    const fields = list.map(({ field, value }) => `${JSON.stringify(field)}:${JSON.stringify(value) ?? "null"}`);
    const kept = Object.entries(example).filter(([name]) => !list.some((change) => change.field === name));
    return `{${[...kept.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`), ...fields].join(",")}}`;
  });
}

const nonsense: Arbitrary<string> = fc.oneof(
  fc.string().map((text) => text + CANARY),
  fc.json(),
  fc.constantFrom(
    "",
    "{",
    "[",
    "null",
    "NaN",
    '{"a":1}}',
    '"\\ud800"',
    "\u0000",
    "[".repeat(50_000),
    '{"a":'.repeat(50_000),
  ),
);

const wrongAuthorization: Arbitrary<string> = fc.oneof(
  fc.constantFrom("", "Bearer", "Bearer ", `Bearer Bearer ${SECRET}`, `Bearer  ${SECRET}`, SECRET, `Basic ${SECRET}`),
  fc.constantFrom(
    `Bearer ${SECRET}x`,
    `Bearer ${SECRET.slice(1)}`,
    `Bearer ${SECRET.toUpperCase()}`,
    `Bearer ${CANARY}`,
  ),
  fc.string({ unit: fc.constantFrom(...HEADER_CHARACTERS) }).map((text) => `Bearer ${CANARY}${text}`.trimEnd()),
);

const oddHeaders: Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom("idempotency-key", "x-request-id", "traceparent", "accept", "x-forwarded-for"),
  fc
    .string({ unit: fc.constantFrom(...HEADER_CHARACTERS), minLength: 1, maxLength: 300 })
    .map((text) => `${CANARY}${text}`.trim()),
  { maxKeys: 2 },
);

/** Signatures that are not those of the request that they come with. */
const FORGERIES: readonly ((request: SignedParts, id: string) => Record<string, string>)[] = [
  (request, id) => signatureHeaders({ ...request, id, secret: "another-secret-0123456789abcdefghijklm" }),
  (request, id) => signatureHeaders({ ...request, id, body: `${request.body ?? ""} ` }),
  (request, id) => signatureHeaders({ ...request, id, path: "/internal/elsewhere" }),
  (request, id) => signatureHeaders({ ...request, id, time: Date.now() - 400_000 }),
  (request, id) => ({ ...signatureHeaders({ ...request, id }), "webhook-id": `${id}x` }),
  (request, id) => ({ ...signatureHeaders({ ...request, id }), "webhook-signature": `v1,${CANARY}` }),
  (request, id) => ({ "webhook-signature": signatureHeaders({ ...request, id })["webhook-signature"] ?? "" }),
];

function rightRequest(operation: Operation) {
  const { method, path } = operation;
  const isGet = method === "GET";
  return {
    operation,
    method,
    path,
    authorization: GOOD,
    contentType: isGet ? undefined : "application/json",
    headers: {},
    body: isGet ? undefined : JSON.stringify(operation.examples.request),
  };
}

/** Requests to one operation, each kind as often as its weight. */
function requestsTo(operation: Operation): Arbitrary<HostileRequest> {
  const right = rightRequest(operation);
  const { path, body } = right;
  const wrongBody = body === undefined ? fc.constant(undefined) : fc.oneof(mutationOf(operation), nonsense);
  const mutation = body === undefined ? fc.constant(undefined) : mutationOf(operation);
  const cut = fc.nat({ max: Math.max(0, (body?.length ?? 0) - 1) });
  const forged = fc.tuple(fc.constantFrom(...FORGERIES), fc.uuid()).map(([forge, id]) => forge(right, id));
  function kind(weight: number, name: HostileRequest["kind"], parts: Parts) {
    const whole = fc.record(parts).map((given): HostileRequest => {
      const request = { ...right, kind: name, ...given };
      const shown = JSON.stringify({ ...request, operation: operation.id });
      return Object.assign(request, { [fc.toStringMethod]: () => shown.slice(0, SHOWN_CHARACTERS) });
    });
    return { weight, arbitrary: whole };
  }
  const size = fc.integer({ min: 256 * 1024 + 1, max: 600 * 1024 });
  const elsewhere = fc.constantFrom(path, `${path}/`, `${path}?${CANARY}=1`, `/${CANARY}`, "/%ff", "/..");
  return fc.oneof(
    kind(2, "valid", { headers: oddHeaders }),
    kind(8, "mutated", { body: mutation }),
    kind(4, "nonsense", { body: wrongBody, headers: oddHeaders }),
    kind(1, "oversized", { method: fc.constant("POST"), body: size.map((count) => CANARY + "x".repeat(count)) }),
    kind(4, "unauthorized", { authorization: wrongAuthorization, body: wrongBody }),
    kind(2, "misdirected", { method: fc.constantFrom(...METHODS), path: elsewhere }),
    kind(2, "misencoded", { contentType: fc.constantFrom("text/plain", "application/xml", CANARY, "a/b/c") }),
    kind(2, "forged", { headers: forged }),
    kind(1, "replayed", { headers: fc.uuid().map((id) => signatureHeaders({ ...right, id })) }),
    ...(body === undefined ? [] : [kind(1, "truncated", { body: cut.map((count) => body.slice(0, count)) })]),
  );
}

/** Requests to these operations: most of them wrong in one way, some right. */
export function hostileRequests(operations: readonly Operation[]): Arbitrary<HostileRequest> {
  return fc.constantFrom(...operations).chain(requestsTo);
}
