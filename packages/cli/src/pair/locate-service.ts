import type { ServiceName } from "@moddy/schemas";
import type { Environment } from "../environment.ts";
import { localUrl } from "../network/format-address.ts";
import { detectSide } from "./detect-side.ts";
import { parseHttpOrigin } from "./parse-origin.ts";
import { SERVICES } from "./services.ts";
import { UsageError } from "./usage-error.ts";

function ownAddress(service: ServiceName, env: Environment): string {
  const isOwn = detectSide(env) === service;
  const port = (isOwn && env["INTERNAL_PORT"]) || SERVICES[service].internalPort;
  const bound = (isOwn && env["INTERNAL_HOST"]) || "::";
  return localUrl(bound, port);
}

/** The address of a service's internal API: from its variable, or else on this host. */
export function locateService(service: ServiceName, env: Environment): string {
  const { urlVariable } = SERVICES[service];
  const origin = parseHttpOrigin(env[urlVariable] || ownAddress(service, env));
  if (origin !== undefined) return origin;
  const variable = env[urlVariable] ? urlVariable : "INTERNAL_PORT or INTERNAL_HOST";
  throw new UsageError(`${variable} is invalid: it is part of the ${service}'s address. \`moddy doctor\` says more.`);
}
