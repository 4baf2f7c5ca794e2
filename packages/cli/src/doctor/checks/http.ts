import type { FetchResult } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { parseErrorCode, parseHealth, requiresSecret } from "../peer/fetch-health.ts";

function isTlsError(code: string): boolean {
  return code.startsWith("ERR_SSL") || code === "EPROTO" || code.includes("CERT");
}

function explainFailure({ peer, configuration }: CheckContext, code: string): Finding {
  const { host, protocol } = configuration.peerUrl;
  const fix = `Set the port in ${peer.urlVariable} to the ${peer.title}'s INTERNAL_PORT.`;
  const restart = `Read the ${peer.title}'s log and restart it. ${fix}`;
  if (protocol === "https:" && isTlsError(code)) {
    const cause = "The internal API speaks plain HTTP inside the private network, not TLS.";
    const found = `${host} does not speak TLS, but ${peer.urlVariable} says https (${code})`;
    return bad("http_tls", found, cause, `Write http:// in ${peer.urlVariable}.`);
  }
  if (code.startsWith("HPE_")) {
    return bad("http_not_http", `${host} answers, but not in HTTP`, "Another program uses this port.", fix);
  }
  if (code === "ETIMEDOUT" || code.endsWith("_TIMEOUT")) {
    const cause = `The ${peer.title} hangs or is overloaded, or another program uses the port.`;
    return bad("http_no_answer", `${host} accepted the connection but did not answer`, cause, restart);
  }
  const cause = `A proxy that cannot reach the ${peer.title} closes the connection, or the ${peer.title} is shutting down.`;
  const found = `${host} accepted the connection and then closed it (${code})`;
  return bad("http_reset", found, cause, restart);
}

function explainOtherProgram({ peer, configuration }: CheckContext, result: FetchResult & { kind: "answer" }): Finding {
  const { host } = configuration.peerUrl;
  const fix = `Set the port in ${peer.urlVariable} to the ${peer.title}'s INTERNAL_PORT (default ${peer.internalPort}).`;
  if (parseErrorCode(result) === "not_found") {
    const cause = "This is a public port of Moddy; internal operations never answer there.";
    return bad("http_public_port", `${host} has no /internal/health`, cause, fix);
  }
  const server = result.header("server");
  const name = server === undefined ? "" : ` (${server.slice(0, 40)})`;
  const found = `${host} answers ${result.status}${name}, but it is not Moddy`;
  return bad("http_other_service", found, "Another program or a proxy uses this port.", fix);
}

/** Whether the right service answers. An unknown program never receives the secret. */
export const http: Check = {
  id: "http",
  title: "HTTP",
  run: async (context) => {
    const { own, peer, configuration } = context;
    const { host } = configuration.peerUrl;
    const answer = await context.fetchPeerHealthWithoutSecret();
    if (answer.kind === "failed") return explainFailure(context, answer.code);
    if (!requiresSecret(answer)) return explainOtherProgram(context, answer);
    const health = parseHealth(await context.fetchPeerHealth());
    if (health === undefined) return ok(`${host} is an internal API`);
    if (health.service === peer.name) return ok(`${host} is the ${peer.title}, version ${health.version}`);
    const cause = `${peer.urlVariable} points to the ${own.title} itself.`;
    const fix = `Set ${peer.urlVariable} to the ${peer.title}'s address, and give the two services different ports.`;
    return bad("http_wrong_service", `${host} is the ${own.title}, not the ${peer.title}`, cause, fix);
  },
};
