import type { FetchResult } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { asksForSecret, errorCodeOf, healthOf } from "../peer/greet.ts";

function explainFailure({ peer, configuration }: Examination, code: string): Finding {
  const { host, protocol } = configuration.peerUrl;
  const fix = `Let ${peer.urlVariable} name the ${peer.title}'s INTERNAL_PORT.`;
  if (protocol === "https:" && (code.startsWith("ERR_SSL") || code === "EPROTO" || code.includes("CERT"))) {
    const cause = "The internal API speaks plain HTTP inside the private network, not TLS.";
    return bad(
      "http_tls",
      `${host} does not speak TLS as ${peer.urlVariable} asks (${code})`,
      cause,
      `Write http:// in ${peer.urlVariable}.`,
    );
  }
  if (code.startsWith("HPE_")) {
    return bad("http_not_http", `${host} answers, but not in HTTP`, "Another program holds this port.", fix);
  }
  if (code === "ETIMEDOUT" || code.endsWith("_TIMEOUT")) {
    const cause = `The ${peer.title} hangs or is overloaded, or another program holds the port and waits.`;
    return bad(
      "http_no_answer",
      `${host} took the connection and gave no answer`,
      cause,
      `Look at the ${peer.title}'s log and restart it. ${fix}`,
    );
  }
  const cause = `What listens there closes the connection: a proxy without a way on, or a ${peer.title} that is going down.`;
  return bad(
    "http_reset",
    `${host} took the connection and cut it (${code})`,
    cause,
    `Look at the ${peer.title}'s log. ${fix}`,
  );
}

function explainStranger({ peer, configuration }: Examination, result: FetchResult & { kind: "answer" }): Finding {
  const { host } = configuration.peerUrl;
  const fix = `Let ${peer.urlVariable} name the ${peer.title}'s INTERNAL_PORT (${peer.internalPort} by default).`;
  if (errorCodeOf(result) === "not_found") {
    const cause = "This is a service's public port: internal operations never answer there.";
    return bad("http_public_port", `${host} knows no /internal/health`, cause, fix);
  }
  const server = result.header("server");
  const found = `${host} answers ${result.status}${server === undefined ? "" : ` (${server.slice(0, 40)})`}, and is not Moddy`;
  return bad("http_other_service", found, "Another program or a proxy holds this port.", fix);
}

/** Whether it is the right service that answers. Who does not look like Moddy is never sent the secret. */
export const http: Check = {
  id: "http",
  title: "HTTP",
  run: async (examination) => {
    const { own, peer, configuration } = examination;
    const { host } = configuration.peerUrl;
    const greeting = await examination.greetPeer();
    if (greeting.kind === "failed") return explainFailure(examination, greeting.code);
    if (!asksForSecret(greeting)) return explainStranger(examination, greeting);
    const health = healthOf(await examination.askPeer());
    if (health === undefined) return ok(`${host} is an internal API`);
    if (health.service === peer.name) return ok(`${host} is the ${peer.title}, version ${health.version}`);
    const cause = `${peer.urlVariable} leads back to the ${own.title} itself.`;
    const fix = `Set ${peer.urlVariable} to the ${peer.title}'s address, and give the two different ports.`;
    return bad("http_wrong_service", `${host} is the ${own.title}, not the ${peer.title}`, cause, fix);
  },
};
