import type { Check } from "../check.ts";
import type { StartContext } from "../check-context.ts";
import { bad, ok, warn } from "../finding.ts";
import { isSecretFault } from "./configuration.ts";

/** Whether the shared secret is valid; no part of it is printed. */
export const secret: Check<StartContext> = {
  id: "secret",
  title: "secret",
  run: async ({ configurationResult }) => {
    const fault = configurationResult.faults.find(isSecretFault);
    if (fault !== undefined) {
      const { variable, problem, fix } = fault;
      const sentence = `${fix.slice(0, 1).toUpperCase()}${fix.slice(1)}.`;
      return bad("secret_invalid", `${variable} ${problem}`, "Neither service starts with it.", sentence);
    }
    const variables = configurationResult.configuration?.variables;
    const previous = variables?.INTERNAL_API_SECRET_PREVIOUS;
    if (variables?.INTERNAL_API_SECRET === previous) {
      const found = "the current secret and the previous one are the same";
      return warn("secret_twice", found, "Remove INTERNAL_API_SECRET_PREVIOUS.");
    }
    const length = variables?.INTERNAL_API_SECRET.length ?? 0;
    return ok(`${length} characters, valid${previous ? "; a previous one is set" : ""}`);
  },
};
