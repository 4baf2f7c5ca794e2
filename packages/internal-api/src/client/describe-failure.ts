import type { ServiceName } from "@moddy/schemas";
import type { ClientErrorCode } from "./errors.ts";

/** Who calls whom at which address. The message of each failure starts with it. */
export interface Route {
  readonly caller: ServiceName | "cli";
  readonly service: ServiceName;
  /** Host and port only, so that it never holds a secret. */
  readonly address: string;
}

/** The variable that names a service's address. */
export const ADDRESS_VARIABLE = { bot: "BOT_INTERNAL_URL", backend: "BACKEND_INTERNAL_URL" } as const;

/** What each failure is, in the middle of a sentence. */
export const MEANING: Readonly<Record<ClientErrorCode, string>> = {
  name_not_resolved: "the name does not resolve",
  connection_refused: "the connection was refused",
  connection_reset: "the connection broke",
  connect_timeout: "the connection could not be opened in time",
  network_unreachable: "no network leads to this address",
  deadline_exceeded: "no reply arrived in time",
  http_error: "the service replied with an error",
  invalid_request: "the request is not valid for the operation",
  invalid_reply: "the reply does not match the contract",
  aborted: "the call was aborted",
  client_closed: "the client is closed",
};

/** What to check after a failure. */
export function adviceFor(code: ClientErrorCode, service: ServiceName): string | undefined {
  const variable = ADDRESS_VARIABLE[service];
  switch (code) {
    case "name_not_resolved":
      return `Check the host in ${variable}, and that the ${service} is deployed in the same private network.`;
    case "connection_refused":
      return `Check that the ${service} runs, that ${variable} names its INTERNAL_PORT, and that it listens on \`::\`.`;
    case "network_unreachable":
      return `Check ${variable}: an IPv6 address needs IPv6 on this side too.`;
    case "connect_timeout":
      return `Check ${variable} and that no firewall drops the connection.`;
    case "connection_reset":
      return `Check that the ${service} still runs and that ${variable} names its internal port.`;
    case "deadline_exceeded":
      return `Check the ${service}'s load and log; the call may have been executed.`;
    case "invalid_reply":
      return `Check that ${variable} names the ${service}'s internal port and that both services run the same contract.`;
    default:
      return undefined;
  }
}

function adviceForStatus(status: number): string | undefined {
  if (status === 401 || status === 403) return "Check that INTERNAL_API_SECRET is the same on both sides.";
  if (status === 404 || status === 405)
    return "Check that the address is the internal port and that both services run the same contract.";
  if (status === 422) return "Check that both services run the same contract.";
  return undefined;
}

/** A sentence with both services, the address, what happened and what to check. `detail` must not hold a secret. */
export function describeFailure(
  route: Route,
  code: ClientErrorCode,
  detail?: { readonly status?: number; readonly said?: string },
): string {
  const status = detail?.status === undefined ? "" : ` ${detail.status}`;
  const said = detail?.said === undefined ? "" : ` (${detail.said})`;
  const advice = (detail?.status && adviceForStatus(detail.status)) || adviceFor(code, route.service);
  const what = `${route.caller} → ${route.service} at ${route.address}: ${MEANING[code]}${status}${said}.`;
  return advice === undefined ? what : `${what} ${advice}`;
}
