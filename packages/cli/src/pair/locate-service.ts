import type { ServiceName } from "@moddy/schemas";
import type { Environment } from "../environment.ts";
import { guessSide } from "./guess-side.ts";
import { originOf } from "./origin-of.ts";
import { SERVICES } from "./services.ts";
import { UsageError } from "./usage-error.ts";

function ownAddress(service: ServiceName, env: Environment): string {
  const isOwn = guessSide(env) === service;
  const port = (isOwn && env["INTERNAL_PORT"]) || SERVICES[service].internalPort;
  const bound = (isOwn && env["INTERNAL_HOST"]) || "::";
  const host = bound === "::" ? "::1" : bound === "0.0.0.0" ? "127.0.0.1" : bound;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Where a service's internal API is: its variable, or else on this host. */
export function locateService(service: ServiceName, env: Environment): string {
  const { urlVariable } = SERVICES[service];
  const origin = originOf(env[urlVariable] || ownAddress(service, env));
  if (origin !== undefined) return origin;
  const variable = env[urlVariable] ? urlVariable : "INTERNAL_PORT or INTERNAL_HOST";
  throw new UsageError(
    `${variable} does not fit: the address of the ${service} is made of it. \`moddy doctor\` says more.`,
  );
}
