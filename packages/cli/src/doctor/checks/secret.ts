import type { Check } from "../check.ts";
import type { FirstLook } from "../examination.ts";
import { bad, ok, warn } from "../finding.ts";
import { isSecretFault } from "./configuration.ts";

/** The shared secret's quality, without a word of it. */
export const secret: Check<FirstLook> = {
  id: "secret",
  title: "secret",
  run: async ({ read }) => {
    const fault = read.faults.find(isSecretFault);
    if (fault !== undefined) {
      const { variable, problem, fix } = fault;
      const sentence = `${fix.slice(0, 1).toUpperCase()}${fix.slice(1)}.`;
      return bad("secret_unfit", `${variable} ${problem}`, "No service starts with it.", sentence);
    }
    const variables = read.configuration?.variables;
    const length = variables?.INTERNAL_API_SECRET.length ?? 0;
    if (variables?.INTERNAL_API_SECRET === variables?.INTERNAL_API_SECRET_PREVIOUS) {
      return warn("secret_twice", "the current secret and the previous one are the same", "Remove the previous one.");
    }
    return ok(
      `${length} characters, no flaw${variables?.INTERNAL_API_SECRET_PREVIOUS ? "; a previous one is set" : ""}`,
    );
  },
};
