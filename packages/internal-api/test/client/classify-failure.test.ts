import t from "tap";
import { errors } from "undici";
import { classifyFailure } from "../../src/client/classify-failure.ts";

function coded(code: string): Error {
  return Object.assign(new Error("failed"), { code });
}

t.test("the codes of Node and undici have one meaning each", async (t) => {
  const meanings = {
    name_not_resolved: ["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"],
    connection_refused: ["ECONNREFUSED"],
    connection_reset: ["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET"],
    connect_timeout: ["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"],
    network_unreachable: ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"],
    deadline_exceeded: ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
    invalid_reply: [
      "UND_ERR_RES_EXCEEDED_MAX_SIZE",
      "UND_ERR_HEADERS_OVERFLOW",
      "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
      "HPE_INVALID_CONSTANT",
    ],
    client_closed: ["UND_ERR_CLOSED", "UND_ERR_DESTROYED"],
  };
  for (const [meaning, codes] of Object.entries(meanings)) {
    for (const code of codes) t.equal(classifyFailure(coded(code)), meaning, code);
  }
  t.equal(classifyFailure(new errors.HTTPParserError("bad")), "invalid_reply");
});

t.test("what is unknown counts as a broken connection", async (t) => {
  for (const unknown of [coded("ENEW"), new Error("no code"), "a text", undefined, { code: "ENOTFOUND" }]) {
    t.equal(classifyFailure(unknown), "connection_reset");
  }
});

t.test("of several addresses a refusal says the most, then the first known code", async (t) => {
  const several = (...codes: string[]): Error => new AggregateError(codes.map(coded));
  t.equal(classifyFailure(several("ENETUNREACH", "ECONNREFUSED")), "connection_refused");
  t.equal(classifyFailure(several("ENEW", "ETIMEDOUT", "ENETUNREACH")), "connect_timeout");
  t.equal(classifyFailure(Object.assign(several("ENETUNREACH"), { code: "ETIMEDOUT" })), "network_unreachable");
  t.equal(classifyFailure(Object.assign(several(), { code: "ETIMEDOUT" })), "connect_timeout");
});
