import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type BackendEnvironment,
  type BotEnvironment,
  backendEnvironment,
  botEnvironment,
  ConfigError,
  type ConfigFault,
  loadConfig,
} from "@moddy/runtime";
import { type Plan, planCatalogue, type ServiceName } from "@moddy/schemas";
import { z } from "zod";
import type { CliContext } from "../context.ts";

/** The part of a side's configuration that the doctor needs. */
export interface Configuration {
  readonly variables: BotEnvironment | BackendEnvironment;
  readonly bot: BotEnvironment | undefined;
  readonly backend: BackendEnvironment | undefined;
  readonly peerUrl: URL;
  /** Empty for a bot that has MODDY_PREMIUM_ROLE_ID alone. */
  readonly plans: readonly Plan[];
  /** Whether managed roles that were given by hand are taken, too. */
  readonly isStrict: boolean;
}

/** Every role that a plan names. */
export function managedRolesOf({ bot, plans }: Configuration): string[] {
  const single = plans.length === 0 && bot?.MODDY_PREMIUM_ROLE_ID ? [bot.MODDY_PREMIUM_ROLE_ID] : [];
  return [...new Set([...plans.flatMap((plan) => plan.role_ids), ...single])];
}

/** The configuration of a side, or what is wrong with it. */
export type ConfigurationResult =
  | { readonly faults: readonly []; readonly configuration: Configuration }
  | { readonly faults: readonly ConfigFault[]; readonly configuration: undefined };

function plansFileError(problem: string): ConfigError {
  const fix = "set PLANS_FILE to a plan catalogue such as plans.json";
  return new ConfigError([{ variable: "PLANS_FILE", problem, fix }]);
}

async function readPlans(file: string | undefined, folder: string): Promise<Pick<Configuration, "plans" | "isStrict">> {
  if (file === undefined) return { plans: [], isStrict: false };
  const text = await readFile(resolve(folder, file), "utf8").catch(() => {
    throw plansFileError("names a file that cannot be read");
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw plansFileError("names a file that is not JSON");
  }
  const result = planCatalogue.safeParse(value);
  if (!result.success)
    throw plansFileError(`names a file that is not a plan catalogue: ${z.prettifyError(result.error)}`);
  return { plans: result.data.plans, isStrict: result.data.managed_roles === "strict" };
}

async function load(side: ServiceName, { env, folder }: Pick<CliContext, "env" | "folder">): Promise<Configuration> {
  const bot = side === "bot" ? loadConfig(botEnvironment, env) : undefined;
  const backend = side === "backend" ? loadConfig(backendEnvironment, env) : undefined;
  const variables = bot ?? backend;
  if (variables === undefined) throw new Error("A side is the bot or the backend.");
  const peerUrl = new URL(bot?.BACKEND_INTERNAL_URL ?? backend?.BOT_INTERNAL_URL ?? "");
  return { variables, bot, backend, peerUrl, ...(await readPlans(variables.PLANS_FILE, folder)) };
}

/** Reads a side's environment with the schema that the service itself uses, and its plan catalogue. */
export async function readConfiguration(
  side: ServiceName,
  context: Pick<CliContext, "env" | "folder">,
): Promise<ConfigurationResult> {
  try {
    return { faults: [], configuration: await load(side, context) };
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults, configuration: undefined };
    throw error;
  }
}
