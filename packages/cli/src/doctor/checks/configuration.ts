import type { ConfigFault } from "@moddy/runtime";
import type { Check } from "../check.ts";
import type { StartContext } from "../check-context.ts";
import { bad, ok } from "../finding.ts";

/** The variables whose values have a check of their own. */
const SECRETS = ["INTERNAL_API_SECRET", "INTERNAL_API_SECRET_PREVIOUS"];

/** Whether a fault is about a shared secret that is set but invalid. */
export function isSecretFault(fault: ConfigFault): boolean {
  return SECRETS.includes(fault.variable) && fault.problem !== "is not set";
}

/** If none of these is set, nothing is set up yet. */
const KEYS = ["INTERNAL_API_SECRET", "DISCORD_TOKEN", "STRIPE_API_KEY"];

/** `npm start` sets these if they are not set. */
const SET_BY_START = ["INTERNAL_API_SECRET", "DATABASE_URL"];

function startHint({ cli }: StartContext, faults: readonly ConfigFault[]): string {
  const missing = faults.filter(({ variable, problem }) => SET_BY_START.includes(variable) && problem === "is not set");
  if (missing.length === 0 || !cli.workspace) return "";
  const names = missing.map(({ variable }) => variable).join(" and ");
  return `\n\`npm start\` sets ${names} itself, but it is not running here now.`;
}

function listFixes(faults: readonly ConfigFault[]): string {
  return Object.entries(Object.groupBy(faults, ({ fix }) => fix))
    .map(([fix, of]) => `${of?.map(({ variable }) => variable).join(", ")}: ${fix}.`)
    .join("\n");
}

/** Every variable is set and valid. */
export const configuration: Check<StartContext> = {
  id: "configuration",
  title: "configuration",
  run: async (context) => {
    const { cli, configurationResult, own } = context;
    const faults = configurationResult.faults.filter((fault) => !isSecretFault(fault));
    if (faults.length === 0) return ok(`every variable of the ${own.title} is valid`);
    if (cli.running === undefined && KEYS.every((name) => !cli.env[name])) {
      const cause =
        "No key is set in the environment or in a .env file in this folder, and `npm start` is not running here.";
      const fix =
        "Run `npm start`: it starts the pair with a local Discord and Stripe. For your own accounts: fill in .env first.";
      return bad("configuration_absent", "nothing is set up here, and nothing is running", cause, fix);
    }
    const count = faults.length === 1 ? "1 variable is" : `${faults.length} variables are`;
    return bad(
      "configuration_invalid",
      `${count} invalid: ${faults.map(({ variable }) => variable).join(", ")}`,
      faults.map(({ variable, problem }) => `${variable} ${problem}.`).join("\n"),
      listFixes(faults) + startHint(context, faults),
    );
  },
};
