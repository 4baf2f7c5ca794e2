import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SecretUsed } from "./check-bearer.ts";

/** The facts about a call for its log line and metrics. */
export interface CallFacts {
  operation: string;
  secretUsed: SecretUsed;
  /** The reply's outcome or the error's code. */
  outcome: string | undefined;
}

const FACTS = "internalCall";

/** Adds the facts to every request of a server. */
export function addCallFacts(app: FastifyInstance): void {
  app.decorateRequest(FACTS, null);
  app.addHook("onRequest", async (request) => {
    const facts: CallFacts = { operation: "unknown", secretUsed: "current", outcome: undefined };
    request.setDecorator<CallFacts>(FACTS, facts);
  });
}

/** The facts of a request. */
export function factsOf(request: FastifyRequest): CallFacts {
  return request.getDecorator<CallFacts>(FACTS);
}
