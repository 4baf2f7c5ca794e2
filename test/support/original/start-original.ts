import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Test } from "tap";

type Body = Readonly<Record<string, unknown>>;

/** An operation as the original description has it: the fields that a request must have, and what answers it. */
export interface OriginalOperation {
  readonly required: readonly string[];
  readonly answer: (request: Body) => Promise<Body> | Body;
}

/** A service of the original description: it knows neither outcomes, signatures, ids of calls nor our error bodies. */
export interface OriginalService {
  /** What it takes for the secret. */
  secret: string;
  /** The operations that it serves, by path. */
  readonly operations: Map<string, OriginalOperation>;
  /** What it was asked, oldest first. */
  readonly calls: { readonly path: string; readonly request: Body }[];
}

/** FastAPI's answer to a request without the fields that it needs, and to a path that nobody serves. */
function missing(fields: readonly string[]) {
  const detail = fields.map((field) => ({ type: "missing", loc: ["body", field], msg: "Field required", input: {} }));
  return { status: 422, body: { detail } };
}

const notFound = { status: 404, body: { detail: "Not Found" } };

async function answer(service: OriginalService, label: string, message: IncomingMessage) {
  const path = message.url ?? "";
  const { authorization } = message.headers;
  if (authorization === undefined) return { status: 403, body: { detail: "Not authenticated" } };
  if (authorization !== `Bearer ${service.secret}`) return { status: 401, body: { detail: "Invalid token" } };
  if (path === "/internal/health")
    return { status: 200, body: { status: "healthy", service: label, version: "1.0.0" } };
  const operation = service.operations.get(path);
  if (!operation) return notFound;
  const request = JSON.parse(await text(message)) as Body;
  const fields = operation.required.filter((field) => request[field] === undefined);
  if (fields.length > 0) return missing(fields);
  service.calls.push({ path, request });
  return { status: 200, body: await operation.answer(request) };
}

/** Starts it on a port until the test ends. `label` is its name in its health. */
export async function startOriginal(
  t: Test,
  options: { port: number; secret: string; label: string; operations: Readonly<Record<string, OriginalOperation>> },
): Promise<OriginalService> {
  const service: OriginalService = {
    secret: options.secret,
    operations: new Map(Object.entries(options.operations)),
    calls: [],
  };
  const server = createServer((request, response) => {
    answer(service, options.label, request).then(
      ({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      () => response.writeHead(500, { "content-type": "text/plain" }).end("Internal Server Error"),
    );
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return service;
}
