import type { ConfigFault } from "@moddy/runtime";
import type { Check } from "../check.ts";
import type { FirstLook } from "../examination.ts";
import { bad, ok } from "../finding.ts";

/** The variables whose quality has a check of its own. */
const SECRETS = ["INTERNAL_API_SECRET", "INTERNAL_API_SECRET_PREVIOUS"];

/** Whether a fault is about a shared secret that is set but unfit. */
export function isSecretFault(fault: ConfigFault): boolean {
  return SECRETS.includes(fault.variable) && fault.problem !== "is not set";
}

function fixesOf(faults: readonly ConfigFault[]): string {
  return Object.entries(Object.groupBy(faults, ({ fix }) => fix))
    .map(([fix, of]) => `${of?.map(({ variable }) => variable).join(", ")}: ${fix}.`)
    .join("\n");
}

/** Every variable: there, and of the shape that the service needs. */
export const configuration: Check<FirstLook> = {
  id: "configuration",
  title: "configuration",
  run: async ({ read, own }) => {
    const faults = read.faults.filter((fault) => !isSecretFault(fault));
    if (faults.length === 0) return ok(`every variable of the ${own.title} fits`);
    const count = faults.length === 1 ? "1 variable does" : `${faults.length} variables do`;
    return bad(
      "configuration_unfit",
      `${count} not fit: ${faults.map(({ variable }) => variable).join(", ")}`,
      faults.map(({ variable, problem }) => `${variable} ${problem}.`).join("\n"),
      fixesOf(faults),
    );
  },
};
