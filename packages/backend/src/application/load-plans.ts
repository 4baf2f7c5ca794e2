import type { BackendEnvironment } from "@moddy/runtime";
import type { Plan } from "@moddy/schemas";
import { loadJsonFile } from "@moddy/service";
import { plansFile } from "../entitlement/plans-file.ts";
import type { EntitlementPolicy } from "../entitlement/policy.ts";

/**
 * Reads the plan catalogue and the entitlement policy from the plans file; `GRACE_DAYS` overrides what stands there.
 * @throws {ConfigError} when the file cannot be used.
 */
export async function loadPlans({
  PLANS_FILE: path,
  GRACE_DAYS,
}: Pick<BackendEnvironment, "PLANS_FILE" | "GRACE_DAYS">): Promise<{
  plans: readonly Plan[];
  policy: EntitlementPolicy;
  /** Whether managed roles that were given by hand are taken, too. */
  isStrict: boolean;
}> {
  const { plans, managed_roles, entitlement } = await loadJsonFile({ variable: "PLANS_FILE", path, schema: plansFile });
  const isStrict = managed_roles === "strict";
  return {
    plans,
    isStrict,
    policy: GRACE_DAYS === undefined ? entitlement : { ...entitlement, grace_days: GRACE_DAYS },
  };
}
