import { ConfigError } from "@moddy/runtime";
import { planCatalogue } from "@moddy/schemas";
import { loadJsonFile } from "@moddy/service";
import { type Plans, plansOf, singleRolePlans } from "./plans.ts";

/**
 * Reads the plans of the catalogue file; without one, those of the single role.
 * @throws {ConfigError} when the file cannot be read or does not fit, or neither is set.
 */
export async function loadPlans(config: {
  readonly PLANS_FILE?: string | undefined;
  readonly MODDY_PREMIUM_ROLE_ID?: string | undefined;
}): Promise<Plans> {
  const { PLANS_FILE: path, MODDY_PREMIUM_ROLE_ID: roleId } = config;
  if (path !== undefined) return plansOf(await loadJsonFile({ variable: "PLANS_FILE", path, schema: planCatalogue }));
  if (roleId !== undefined) return singleRolePlans(roleId);
  throw new ConfigError([
    { variable: "PLANS_FILE", problem: "is not set, nor is MODDY_PREMIUM_ROLE_ID", fix: "set one of the two" },
  ]);
}
