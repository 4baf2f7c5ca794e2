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

/** Without any of these nobody has set anything up. */
const KEYS = ["INTERNAL_API_SECRET", "DISCORD_TOKEN", "STRIPE_API_KEY"];

/** What `npm start` sets itself where it is not set. */
const MADE = ["INTERNAL_API_SECRET", "DATABASE_URL"];

function hintOf({ context }: FirstLook, faults: readonly ConfigFault[]): string {
  const made = faults.filter(({ variable, problem }) => MADE.includes(variable) && problem === "is not set");
  if (made.length === 0 || !context.workspace) return "";
  return `\nUnder \`npm start\`, which does not run here now, ${made.map(({ variable }) => variable).join(" and ")} need not be set.`;
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
  run: async (look) => {
    const { context, read, own } = look;
    const faults = read.faults.filter((fault) => !isSecretFault(fault));
    if (faults.length === 0) return ok(`every variable of the ${own.title} fits`);
    if (KEYS.every((name) => !context.env[name])) {
      const cause =
        "Neither the environment nor a .env in this folder names a single key, and no `npm start` runs here.";
      const fix = "`npm start` runs the pair beside a local Discord and Stripe. For your own: fill in .env first.";
      return bad("configuration_absent", "nothing is set up here, and nothing runs", cause, fix);
    }
    const count = faults.length === 1 ? "1 variable does" : `${faults.length} variables do`;
    return bad(
      "configuration_unfit",
      `${count} not fit: ${faults.map(({ variable }) => variable).join(", ")}`,
      faults.map(({ variable, problem }) => `${variable} ${problem}.`).join("\n"),
      fixesOf(faults) + hintOf(look, faults),
    );
  },
};
