import type { ServiceName } from "@moddy/schemas";
import type { Environment } from "../context.ts";
import { guessSide } from "./guess-side.ts";
import { SERVICES } from "./services.ts";

function ownOrigin(service: ServiceName, env: Environment): string {
  const isOwn = guessSide(env) === service;
  const port = (isOwn && env["INTERNAL_PORT"]) || SERVICES[service].internalPort;
  const bound = (isOwn && env["INTERNAL_HOST"]) || "::";
  const host = bound === "::" ? "::1" : bound === "0.0.0.0" ? "127.0.0.1" : bound;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Where a service's internal API is: its variable, or else on this host. */
export function locateService(service: ServiceName, env: Environment): string {
  return env[SERVICES[service].urlVariable] || ownOrigin(service, env);
}
