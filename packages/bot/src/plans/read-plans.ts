import { readFile } from "node:fs/promises";
import { ConfigError } from "@moddy/runtime";
import { planCatalogue } from "@moddy/schemas";
import { z } from "zod";
import { type Plans, plansOf, singleRolePlans } from "./plans.ts";

/**
 * The plans of the catalogue file, or without one the single role's.
 * @throws {ConfigError} when the file cannot be read or does not fit.
 */
export async function readPlans(source: { file?: string | undefined; roleId?: string | undefined }): Promise<Plans> {
  if (source.file !== undefined) return plansOf(await readCatalogue(source.file));
  if (source.roleId !== undefined) return singleRolePlans(source.roleId);
  throw fault("is not set, nor is MODDY_PREMIUM_ROLE_ID", "set one of the two");
}

async function readCatalogue(file: string) {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fault(`names a file that cannot be read (${String(error)})`, "correct the path");
  });
  const result = planCatalogue.safeParse(parseJson(text));
  if (!result.success)
    throw fault(`names a file that is no plan catalogue:\n${z.prettifyError(result.error)}`, "mend it");
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault("names a file that is no JSON", "mend it");
  }
}

function fault(problem: string, fix: string): ConfigError {
  return new ConfigError([{ variable: "PLANS_FILE", problem, fix }]);
}
